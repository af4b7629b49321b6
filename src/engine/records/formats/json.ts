import type { Format } from './format.ts'

/**
 * JSON lines. The names are those that common loggers use, the ones that say most first; detection (detect.ts) puts those first that a
 * log has.
 */
export const json: Format = {
  name: 'json',
  title: 'JSON lines',
  heads: ['\\{'],
  layout: { kind: 'json' },
  time: {
    from: {
      fields: [
        'time', 'timestamp', '@timestamp', 'ts', 'datetime', 'Timestamp', 'Time', '@t', 'asctime', 'eventTime', 'timeMillis', 'date', 't',
      ],
    },
    layouts: [{ kind: 'iso' }, { kind: 'epoch' }, { kind: 'common' }],
  },
  level: { from: { fields: ['level', 'severity', 'lvl', 'log.level', 'levelname', 'loglevel', 'log_level', 'Level', '@l', 'priority'] } },
  message: { from: { fields: ['message', 'msg', 'Message', '@m', '@mt', 'fields.message', 'short_message', 'event', 'text'] } },
}
