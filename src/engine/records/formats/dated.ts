import { slashedTimes } from './dayOrder.ts'
import type { Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'
import { timestamped } from './timestamped.ts'

const ORDINAL = '[12]\\d\\d\\d-[0-3]\\d\\dT[0-2]\\d:[0-5]'

/** Logs of which no more is known than that their lines begin with a date as `date` or C's ctime writes it, or with the day of a year. */
export const dated: readonly Format[] = [
  lineFormat({
    name: 'timestamped-date',
    title: 'Log with dates as of the command date',
    line: '{time}(?:?)(? -?) {message}',
    // Those of 12-hour clocks first: of the others they would be a beginning.
    times: [
      '%a %b %e %I:%M:%S%f %p%Z %Y',
      '%a %b %e %H:%M:%S%f%Z %Y',
      '%a %e %b %H:%M:%S%f%Z %Y',
      '%a %e %b %Y %I:%M:%S%f %p%Z',
      '%a %e %b %Y %H:%M:%S%f%z',
    ],
    isLastResort: true,
  }),
  lineFormat({
    name: 'timestamped-slashes',
    title: 'Log with dates such as 5/31/2026 or 31.5.2026',
    line: '(?[?){time}(?]?)(?:?)(? -?) {message}',
    times: [...slashedTimes(' '), ...slashedTimes(', '), '%-d.%-m.%Y %-H:%M:%S%f', '%-d.%-m.%Y, %-H:%M:%S%f'],
    isLastResort: true,
  }),
  {
    ...timestamped,
    name: 'timestamped-ordinal',
    title: 'Log with days of the year',
    heads: [ORDINAL, `\\[${ORDINAL}`],
    time: { from: 'start', layouts: [{ kind: 'text', text: '%Y-%jT%H:%M:%S%f%z' }] },
  },
]
