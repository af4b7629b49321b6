import type { Format } from './format.ts'

/** Lengths of the first key of most logs: t=, ts=, msg=, time=, level=, caller=, severity=, timestamp= and what is as long. */
const USUAL_LENGTHS = [1, 2, 3, 4, 5, 6, 8, 9] as const
const OTHER_LENGTHS = [7, 10, 11, 12, 13, 14, 15] as const

const keyHead = (length: number): string => `[A-Za-z_@]${'[\\w.@-]'.repeat(length - 1)}=`

/** logfmt, as Go's slog, logrus, go-kit, log15 and others write it. The names are those that they use, the ones that say most first. */
export const logfmt: Format = {
  name: 'logfmt',
  title: 'logfmt',
  heads: USUAL_LENGTHS.map(keyHead),
  layout: { kind: 'logfmt' },
  time: {
    from: { fields: ['time', 'ts', 'timestamp', 't', '@timestamp', 'datetime', 'date', 'asctime', 'at', 'start_time'] },
    layouts: [{ kind: 'iso' }, { kind: 'epoch' }, { kind: 'common' }],
  },
  level: { from: { fields: ['level', 'lvl', 'severity', 'loglevel', 'log.level', 'log_level', 'levelname', 'at', 'l', 'priority'] } },
  message: { from: { fields: ['msg', 'message', 'event', 'error', 'err', 'text', 'path', 'request'] } },
}

/** The same where the first key is as long as few are. */
export const otherLogfmt: Format = { ...logfmt, name: 'logfmt-other', title: 'logfmt with other first keys', heads: OTHER_LENGTHS.map(keyHead) }
