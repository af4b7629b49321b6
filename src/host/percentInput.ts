/** Reads `50`, `99.5 %`, `12,5%`; undefined for what is no number from 0 to 100. */
export function parsePercent(text: string): number | undefined {
  const [, digits] = /^\s*(\d{1,3}(?:[.,]\d+)?)\s*%?\s*$/.exec(text) ?? []
  const percent = digits === undefined ? NaN : Number(digits.replace(',', '.'))
  return percent <= 100 ? percent : undefined
}
