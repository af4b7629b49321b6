import type { DelimitedPart, Format } from './format.ts'

/** Common and combined log format; what a server adds at the end is one field. */
const parts: readonly DelimitedPart[] = [
  { name: 'ip', shape: 'space' },
  { name: 'ident', shape: 'space' },
  { name: 'user', shape: 'space' },
  { name: 'time', shape: 'brackets' },
  { name: 'request', shape: 'quotes' },
  { name: 'status', shape: 'space' },
  { name: 'bytes', shape: 'space' },
  { name: 'referer', shape: 'quotes' },
  { name: 'agent', shape: 'quotes' },
  { name: 'extra', shape: 'rest' },
]

/** Access logs of web servers (Apache, nginx and others). */
export const access: Format = {
  name: 'access',
  title: 'Access log',
  heads: undefined,
  layout: { kind: 'delimited', parts },
  time: { from: { fields: ['time'] }, layouts: [{ kind: 'common' }, { kind: 'iso' }] },
  level: { from: { status: 'status' } },
  message: { from: { fields: ['request'] } },
  request: 'request',
}

/** The same with the virtual host before it, as Debian's Apache writes it. */
export const accessWithHost: Format = {
  ...access,
  name: 'access-vhost',
  title: 'Access log with virtual hosts',
  layout: { kind: 'delimited', parts: [{ name: 'vhost', shape: 'space' }, ...parts] },
}
