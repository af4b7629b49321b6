import type { Bound } from '../../common/panelProtocol.ts'
import { shiftText } from '../../common/timeShift.ts'
import { t } from '../l10n.ts'

/** What the panel of the log `own` says of the one that it is bound to. */
export function boundTexts(own: string, name: string, offset: number): Pick<Bound, 'name' | 'title' | 'notes'> {
  const title = offset === 0 ? t('Scrolls along with {0}, by time.', name) : t('Scrolls along with {0}, by time; its clock differs by {1}.', name, shiftText(offset))
  return {
    name: offset === 0 ? name : `${name} ${shiftText(offset)}`,
    title: `${title} ${t('Click to unbind.')}`,
    notes: {
      none: t('The rows of {0} have no time to bind by, or are not in its order.', own),
      start: t('{0} begins after this time: these are its first rows.', own),
      end: t('{0} ends before this time: these are its last rows.', own),
    },
  }
}
