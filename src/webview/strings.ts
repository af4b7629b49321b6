/** What the panel says: the texts of `common/panelTexts.ts` in the language of VS Code. They come with the page, so that the script need not have them. */
import type { panelTexts } from '../common/panelTexts.ts'
import { sayingsOf, type PageTexts } from '../common/texts.ts'

declare global {
  /** For tests, which have no page. */
  var sluiceTexts: PageTexts | undefined
}

const page = globalThis.sluiceTexts ?? (JSON.parse(document.getElementById('texts')?.textContent ?? '') as PageTexts)

export const strings = sayingsOf<typeof panelTexts>(page)

/** Of numbers and dates. */
export const { language } = page

const written = new Map<number, Intl.NumberFormat>()

/** A number with so many digits behind its point. */
export function decimal(value: number, digits: number): string {
  let format = written.get(digits)
  if (!format) written.set(digits, (format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })))
  return format.format(value)
}

const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 6 })

/** A number of which nobody knows how large it is, with its first six digits. */
export function shortNumber(value: number): string {
  return significant.format(value)
}
