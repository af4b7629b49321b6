/** What the panel's page is given to say, for modules of it that tests load: English. */
import { pageTexts } from '../../src/host/l10n.ts'

globalThis.sluiceTexts = pageTexts()
