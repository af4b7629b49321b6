import * as vscode from 'vscode'
import { t } from './l10n.ts'
import { parsePercent } from './percentInput.ts'

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
