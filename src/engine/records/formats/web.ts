/** What web servers and what stands before them write, besides access logs. */
import type { DelimitedPart, Format } from './format.ts'
import { lineFormat } from './lineFormat.ts'

const CTIME = '%a %b %e %H:%M:%S%f %Y'

/** Apache counts what it traces. */
const APACHE_LEVELS = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((depth) => [`trace${depth}`, 'trace'] as const))
const APACHE_CLIENT = '(?[client {ip:[\\d.]+}(?:{port:int}?)] ?)(?[client {client}] ?)'

const serverErrors: readonly Format[] = [
  {
    ...lineFormat({
      name: 'nginx-error',
      title: 'nginx error log',
      line:
        '{time} [{level:word}] {pid:int}#{thread:int}: (?*{connection:int} ?){message:line}(?{}, client: {ip:[\\w.:]+}(?, server: {server:[^,]+}?)' +
        '(?, request: {request:quoted}?)(?, upstream: {upstream:quoted}?)(?, host: {vhost:quoted}?)?)',
      times: ['iso'],
      isWhole: true,
    }),
    request: 'request',
  },
  lineFormat({
    name: 'apache-error',
    title: 'Apache error log',
    line: `[{time}] [{module:[\\w-]+}:{level:word}] (?[pid {pid:int}(?:tid {thread:int}?)] ?)${APACHE_CLIENT}{message}`,
    times: [CTIME],
    levels: APACHE_LEVELS,
  }),
  lineFormat({
    name: 'apache-error-2.2',
    title: 'Apache error log (2.2)',
    line: `[{time}] [{level:word}] ${APACHE_CLIENT}{message}`,
    times: [CTIME],
  }),
]

const HAPROXY_HTTP =
  '{TR:number}/{Tw:number}/{Tc:number}/{Tr:number}/{Ta:number} {status:number} {bytes:number} {request_cookie:word} {response_cookie:word}'
/** Of a connection: its numbers stand where the first three of a request do, so they have names of their own. */
const HAPROXY_TCP = '{tcp.Tw:number}/{tcp.Tc:number}/{Tt:number} {tcp.bytes:number}'
const HAPROXY_STATE =
  '{state:word} {actconn:int}/{feconn:int}/{beconn:int}/{srv_conn:int}/{retries:number} {srv_queue:int}/{backend_queue:int}'
const HAPROXY_TEXTS = '(? {{{request_headers}}?)(? {{{response_headers}}?)(? {request:quoted}?)'
/** What fails before there is a session has the frontend and its socket only. */
const HAPROXY_REST =
  '{frontend:[^/: ]+}(?/{bind:[^: ]+}: ?)' +
  `(? {backend:word}/{server:word} (?${HAPROXY_HTTP} ?)(?${HAPROXY_TCP} ?)${HAPROXY_STATE}${HAPROXY_TEXTS}?)`
const HAPROXY_MESSAGE = { message: { from: { fields: ['request', 'message'] } }, request: 'request' } as const

const haproxy: readonly Format[] = [
  {
    ...lineFormat({
      name: 'haproxy-syslog',
      title: 'HAProxy (syslog)',
      line:
        '{time} (?{host:[\\w.:-]+} ?){app=haproxy}[{pid:int}]: ' +
        `(?{ip:far}:{port:int} [{accepted}] ${HAPROXY_REST}?){message}`,
      times: ['%b %e %H:%M:%S%f', 'iso'],
      level: { status: 'status' },
      isWhole: true,
    }),
    ...HAPROXY_MESSAGE,
  },
  {
    ...lineFormat({
      name: 'haproxy',
      title: 'HAProxy',
      line: `{ip:far}:{port:int} [{time}] ${HAPROXY_REST}{message}`,
      times: ['common'],
      level: { status: 'status' },
    }),
    ...HAPROXY_MESSAGE,
    heads: undefined,
  },
]

const uwsgi = lineFormat({
  name: 'uwsgi',
  title: 'uWSGI',
  line:
    '[pid: {pid:int}|app: {app:number}|req: {worker_requests:int}/{requests:int}] {ip:word} ({user})' +
    ' {{{vars:int} vars in {vars_bytes:int} bytes} [{time}] {message:line}{method:word} {uri:word} =>' +
    ' generated {bytes:int} bytes in {duration:int} {duration_unit:word} ({protocol:word} {status:int})' +
    ' {headers:int} headers in {headers_bytes:int} bytes ({switches:int} switches on core {core:int})',
  times: [CTIME],
  level: { status: 'status' },
  heads: ['\\[pid: \\d'],
})

const squid: Format = {
  ...lineFormat({
    name: 'squid',
    title: 'Squid access log',
    line:
      '{time} {elapsed:int} {ip:word} {result:word}/{status:int} {bytes:int} {method:word} {url:word} {user:word} {hierarchy:word}/{peer:word} {type:word}',
    times: ['%s'],
    level: { status: 'status' },
    isWhole: true,
    // Seconds with milliseconds, and a blank: other logs with such times have more or fewer digits.
    heads: ['1\\d\\d\\d\\d\\d\\d\\d\\d\\d\\.\\d\\d\\d '],
  }),
  message: { from: { fields: ['url'] } },
}

const BALANCED =
  '{ip:far}:{port:int} {target:word} {request_time:number} {target_time:number} {response_time:number} {status:word} {target_status:word}' +
  ' {received_bytes:int} {bytes:int} {request:quoted}'
const REQUEST = { message: { from: { fields: ['request'] } }, request: 'request' } as const

const balancers: readonly Format[] = [
  {
    ...lineFormat({
      name: 'alb',
      title: 'AWS Application Load Balancer',
      line:
        `{type:[a-z\\d]+} {time} {elb:word} ${BALANCED} {agent:quoted} {ssl_cipher:word} {ssl_protocol:word}` +
        '(? {target_group:word} {trace_id:quoted} {domain:quoted} {certificate:quoted} {rule:word} {created:word} {actions:quoted}' +
        ' {redirect:quoted} {error:quoted}?)',
      times: ['iso'],
      level: { status: 'status' },
      heads: ['http', 'https', 'h2', 'grpcs', 'ws', 'wss'].map((type) => `${type} [12]\\d\\d\\d-`),
    }),
    ...REQUEST,
  },
  {
    ...lineFormat({
      name: 'elb',
      title: 'AWS Classic Load Balancer',
      line: `{time} {elb:word} ${BALANCED}(? {agent:quoted} {ssl_cipher:word} {ssl_protocol:word}?)`,
      times: ['iso'],
      level: { status: 'status' },
    }),
    ...REQUEST,
  },
]

const s3Parts: readonly DelimitedPart[] = [
  { name: 'owner', shape: 'space' },
  { name: 'bucket', shape: 'space' },
  { name: 'time', shape: 'brackets' },
  { name: 'ip', shape: 'space' },
  { name: 'user', shape: 'space' },
  { name: 'request_id', shape: 'space' },
  { name: 'operation', shape: 'space' },
  { name: 'key', shape: 'space' },
  { name: 'request', shape: 'quotes' },
  { name: 'status', shape: 'space' },
  { name: 'error', shape: 'space' },
  { name: 'bytes', shape: 'space' },
  { name: 'object_size', shape: 'space' },
  { name: 'total_time', shape: 'space' },
  { name: 'turn_around_time', shape: 'space' },
  { name: 'referer', shape: 'quotes' },
  { name: 'agent', shape: 'quotes' },
  { name: 'version', shape: 'space' },
  { name: 'extra', shape: 'rest' },
]

const s3: Format = {
  name: 's3',
  title: 'AWS S3 access log',
  heads: undefined,
  layout: { kind: 'delimited', parts: s3Parts },
  time: { from: { fields: ['time'] }, layouts: [{ kind: 'common' }] },
  level: { from: { status: 'status' } },
  ...REQUEST,
}

export const web: readonly Format[] = [...serverErrors, ...haproxy, uwsgi, squid, ...balancers, s3]
