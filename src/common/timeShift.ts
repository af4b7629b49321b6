/** Shifts of times as people write them: `+2h`, `-350ms`, `+1h30m`. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const SHIFT = /^([+-]?)((?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+)$/
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g
/** A hundred years. */
const MOST = 36_525 * 86_400_000

/** What a shift is in milliseconds, whole ones; `0` is none. Undefined where the text says none, or one of more than a hundred years. */
export function parseShift(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === '0') return 0
  const match = SHIFT.exec(trimmed)
  if (!match) return undefined
  let sum = 0
  for (const [, number, unit] of match[2].matchAll(PART)) sum += Number(number) * UNITS[unit]
  const shift = (match[1] === '-' ? -1 : 1) * Math.round(sum)
  return Math.abs(shift) <= MOST ? shift + 0 : undefined
}

/** The shortest text that `parseShift` reads as this. */
export function shiftText(shift: number): string {
  if (shift === 0) return '0'
  let left = Math.abs(shift)
  let text = shift < 0 ? '-' : '+'
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const count = Math.floor(left / UNITS[unit])
    if (count > 0) text += `${count}${unit}`
    left -= count * UNITS[unit]
  }
  return text
}
