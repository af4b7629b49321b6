import { t } from './l10n.ts'

/** What was typed as a line to go to. */
export type LineInput = { readonly line: number } | { readonly error: string }

/**
 * Reads a line number (`1234567`, `1,234,567`, `1_234_567`), or a distance from the current line (`+100`, `-100`).
 * Lines begin with 1.
 */
export function parseLineInput(text: string, current: number): LineInput {
  const match = /^\s*([+-]?)\s*(\d[\d,._'\s\u00a0\u202f]*)$/.exec(text)
  if (!match) return { error: t('Type a line number as 48210, a distance as +100, a time as 14:03, or a place as 60%.') }
  const number = Number(match[2].replace(/\D/g, ''))
  if (!Number.isSafeInteger(number)) return { error: t('There is no line with so high a number.') }
  const line = match[1] === '+' ? current + number : match[1] === '-' ? Math.max(1, current - number) : number
  return line < 1 ? { error: t('Lines begin with 1.') } : { line }
}
