import type { Format } from './format.ts'

const DATE = '[12]\\d\\d\\d[-/][01]\\d[-/][0-3]\\d[T ]'

/** Any log whose records begin with an ISO-like date and time; what does not continues the record above. */
export const timestamped: Format = {
  name: 'timestamped',
  title: 'Log with time stamps',
  // As far as the minutes: few other things look like that. Behind the colour sequence of some loggers there is room up to the hour.
  heads: [`${DATE}[0-2]\\d:[0-5]`, `\\[${DATE}[0-2]\\d:[0-5]`, `\\x1b\\[\\dm${DATE}[0-2]`],
  layout: { kind: 'none' },
  time: { from: 'start', layouts: [{ kind: 'iso' }] },
  level: { from: 'words' },
  message: { from: 'rest' },
  isLastResort: true,
}
