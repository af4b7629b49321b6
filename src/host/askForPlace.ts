import * as vscode from 'vscode'
import { formatCount, t } from './l10n.ts'
import { parseLineInput } from './lineInput.ts'
import { parsePercent } from './percentInput.ts'

/** A place in a result as a person names it. */
interface NamedPlace {
  readonly line?: number
  readonly time?: number
  readonly percent?: number
}

/** Asks for a line, a moment or a part of the result, which can be told apart; nothing in it if it was dismissed. `current` is the line that distances are counted from. */
export async function askForPlace(current: number, readTime: (text: string) => Promise<number | undefined>): Promise<NamedPlace> {
  const read = async (typed: string): Promise<NamedPlace | string> => {
    if (typed.trim() === '') return {}
    const percent = typed.includes('%') ? parsePercent(typed) : undefined
    if (percent !== undefined) return { percent }
    const line = parseLineInput(typed, current)
    if ('line' in line) return line
    const time = await readTime(typed)
    return time === undefined ? line.error : { time }
  }
  const text = await vscode.window.showInputBox({
    title: t('Go to'),
    prompt: t('A line number, +100 or -100 from line {0}, a time as 14:03 or -15m, or a place as 60%', formatCount(current)),
    placeHolder: String(current),
    validateInput: async (typed) => {
      const place = await read(typed)
      return typeof place === 'string' ? place : undefined
    },
  })
  const place = await read(text ?? '')
  return typeof place === 'string' ? {} : place
}

/** Asks for a moment; undefined if it was dismissed. `read` tells which one a text means. */
export async function askForTime(read: (text: string) => Promise<number | undefined>, hasNear: boolean): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: t('Go to time'),
    prompt: hasNear
      ? t('A date or time as 2024-05-01 14:03, a time of the day in view as 14:03, or -15m: so long before the end of the log')
      : t('A date or time as 2024-05-01 14:03, or -15m: so long before the end of the log'),
    placeHolder: '14:03',
    validateInput: async (typed) => {
      if (typed.trim() === '' || (await read(typed)) !== undefined) return undefined
      return t('Type a time, as 14:03 or 2024-05-01 14:03:08, or how long before the end of the log, as -15m or -2h.')
    },
  })
  return text === undefined || text.trim() === '' ? undefined : read(text)
}

/** Asks for a place in the result, 0 to 100; undefined if it was dismissed. */
export async function askForPercent(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: t('Go to percent'),
    prompt: t('A place in the result, from 0 to 100'),
    placeHolder: '50',
    validateInput: (typed) => (typed.trim() === '' || parsePercent(typed) !== undefined ? undefined : t('Type a number from 0 to 100, as 50 or 99.5.')),
  })
  return text === undefined ? undefined : parsePercent(text)
}
