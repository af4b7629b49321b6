import * as vscode from 'vscode'
import { formatCount, t } from './l10n.ts'
import { parseLineInput } from './lineInput.ts'

/** Asks for a line number; undefined if it was dismissed. */
export async function askForLine(current: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: t('Go to line'),
    prompt: t('A line number, or +100 and -100 from line {0}', formatCount(current)),
    placeHolder: String(current),
    validateInput: (typed) => {
      const parsed = parseLineInput(typed, current)
      return typed.trim() === '' || 'line' in parsed ? undefined : parsed.error
    },
  })
  if (text === undefined || text.trim() === '') return undefined
  const parsed = parseLineInput(text, current)
  return 'line' in parsed ? parsed.line : undefined
}
