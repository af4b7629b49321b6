import type { Level } from '../../../common/page.ts'
import type { Format } from './format.ts'

/**
 * JSON lines. The names are those that common loggers use (bunyan, pino, zap, zerolog, logrus, slog, log4j, logback, structlog, Monolog, ECS,
 * Caddy, tracing and others), the ones that say most first; detection (detect.ts) puts those first that a log has.
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
        'TimeGenerated', 'started_at', 'startTime', 'start_time', 'StartUTC', 'requestReceivedTimestamp',
        'instant.epochSecond', 'record.time.timestamp', '_time',
      ],
    },
    layouts: [{ kind: 'iso' }, { kind: 'epoch' }, { kind: 'common' }],
  },
  level: {
    from: {
      fields: [
        'level', 'severity', 'lvl', 'log.level', 'levelname', 'loglevel', 'log_level', 'Level', '@l', 'priority', 'level_name', 'logLevel',
        'LogLevel', 'Severity', 'level.name', '@fields.level', '@fields.lvl', 'record.level.name',
      ],
    },
  },
  message: {
    from: {
      fields: [
        'message', 'msg', 'Message', '@m', '@mt', 'fields.message', 'short_message', 'event', 'text', '@message', '@fields.message',
        '@fields.msg', 'record.message', 'body', 'RenderedMessage', 'output', 'eventName', 'event_type',
        'requestURI', 'RequestPath', 'request.uri', 'log',
      ],
    },
  },
}

/** What is particular in a dialect: where its time, level and message are. */
interface Dialect {
  readonly name: string
  readonly title: string
  readonly marks: readonly (readonly string[])[]
  readonly time: readonly string[]
  readonly level: readonly string[] | NonNullable<Format['level']>
  readonly message: readonly string[]
  readonly isLine?: boolean
}

function dialect({ name, title, marks, time, level, message, isLine }: Dialect): Format {
  return {
    name,
    title,
    heads: json.heads,
    layout: json.layout,
    time: { from: { fields: time }, layouts: json.time?.layouts ?? [] },
    level: 'from' in level ? level : { from: { fields: level } },
    message: { from: { fields: message }, ...(isLine ? { isLine } : {}) },
    dialect: { of: json.name, marks },
  }
}

/** OpenTelemetry counts severities up to 24, four of a kind. */
const SEVERITIES = (['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const).flatMap((level) => [level, level, level, level])
const severityNumbers = Object.fromEntries(SEVERITIES.map((level, i): [string, Level] => [String(i + 1), level]))

/** What names, levels or times are elsewhere something else, or too short to be looked for in every log. */
export const jsonDialects: readonly Format[] = [
  dialect({
    name: 'otel-json',
    title: 'OpenTelemetry logs (JSON)',
    marks: [['severityNumber'], ['severityText'], ['timeUnixNano'], ['observedTimeUnixNano'], ['SeverityNumber', 'Body'], ['severity_number', 'body']],
    time: ['timeUnixNano', 'observedTimeUnixNano', 'Timestamp', 'timestamp', 'ObservedTimestamp', 'observed_timestamp'],
    level: {
      from: { fields: ['severityText', 'severityNumber', 'SeverityText', 'SeverityNumber', 'severity_text', 'severity_number'] },
      names: severityNumbers,
    },
    message: ['body.stringValue', 'body', 'Body'],
  }),
  dialect({
    name: 'serilog-json',
    title: 'Serilog compact (JSON)',
    marks: [['@t', '@mt'], ['@t', '@m'], ['@t', '@l'], ['@t', '@i']],
    time: ['@t'],
    level: { from: { fields: ['@l'] }, missing: 'info' },
    message: ['@m', '@mt'],
  }),
  dialect({
    name: 'mongodb-json',
    title: 'MongoDB (JSON)',
    marks: [['t.$date', 's'], ['t.$date', 'msg']],
    time: ['t.$date'],
    level: ['s'],
    message: ['msg'],
  }),
  dialect({
    name: 'journald-json',
    title: 'systemd journal (JSON)',
    marks: [['__REALTIME_TIMESTAMP'], ['_SOURCE_REALTIME_TIMESTAMP']],
    time: ['__REALTIME_TIMESTAMP', '_SOURCE_REALTIME_TIMESTAMP'],
    level: ['PRIORITY'],
    message: ['MESSAGE'],
  }),
  dialect({
    name: 'gelf',
    title: 'GELF (Graylog)',
    marks: [['short_message', 'version'], ['short_message', 'host']],
    time: ['timestamp'],
    level: ['level'],
    message: ['short_message', 'full_message'],
  }),
  dialect({
    name: 'docker-json',
    title: 'Docker (json-file)',
    marks: [['log', 'stream']],
    time: ['time', 'timestamp', 'date', '@timestamp'],
    level: { from: { wordsOf: 'log' } },
    message: ['log'],
    isLine: true,
  }),
  dialect({
    name: 'gcp-json',
    title: 'Google Cloud Logging (JSON)',
    marks: [['logName', 'insertId'], ['logName', 'severity'], ['textPayload', 'severity'], ['jsonPayload', 'severity']],
    time: ['timestamp', 'receiveTimestamp'],
    level: ['severity', 'jsonPayload.level', 'jsonPayload.severity'],
    message: [
      'textPayload', 'jsonPayload.message', 'jsonPayload.msg', 'message', 'protoPayload.methodName', 'httpRequest.requestUrl', 'jsonPayload',
    ],
  }),
  dialect({
    name: 'cloudflare-json',
    title: 'Cloudflare requests (JSON)',
    marks: [['EdgeStartTimestamp'], ['EdgeResponseStatus']],
    time: ['EdgeStartTimestamp', 'EdgeEndTimestamp'],
    level: { from: { status: 'EdgeResponseStatus' } },
    message: ['ClientRequestURI', 'ClientRequestPath'],
  }),
  dialect({
    name: 'nginx-json',
    title: 'nginx access log (JSON)',
    marks: [['status', 'remote_addr'], ['status', 'time_local'], ['status', 'time_iso8601'], ['status', 'request_uri']],
    time: ['time_iso8601', 'time_local', 'timestamp', '@timestamp', 'time', 'msec', 'ts'],
    level: { from: { status: 'status' } },
    message: ['request', 'request_uri', 'uri', 'path'],
  }),
  dialect({
    name: 'envoy-json',
    title: 'Envoy access log (JSON)',
    marks: [['response_code', 'start_time'], ['response_code', 'response_flags']],
    time: ['start_time', 'timestamp', 'time'],
    level: { from: { status: 'response_code' } },
    message: ['path', ':path', 'upstream_cluster'],
  }),
  dialect({
    name: 'postgres-json',
    title: 'PostgreSQL (JSON)',
    marks: [['error_severity', 'timestamp']],
    time: ['timestamp'],
    level: { from: { fields: ['error_severity'] }, names: { log: 'info' } },
    message: ['message'],
  }),
  dialect({
    name: 'mysql-json',
    title: 'MySQL error log (JSON)',
    marks: [['prio', 'err_code'], ['label', 'err_code']],
    time: ['time', 'ts'],
    level: { from: { fields: ['label'] }, names: { note: 'info', system: 'info' } },
    message: ['msg'],
  }),
]
