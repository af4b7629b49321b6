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
