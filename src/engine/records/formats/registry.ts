/** The formats that are known, the more particular ones first: of equals, detection takes the first. */
import { access, accessWithHost } from './access.ts'
import { android } from './android.ts'
import { audit } from './audit.ts'
import { beam } from './beam.ts'
import { hasEitherOrder, withDayOrder } from './dayOrder.ts'
import { columns, withColumns, withSlashes, withTimeColumn } from './columns.ts'
import { COLORED, withColors } from './colored.ts'
import { databases } from './databases.ts'
import { dated } from './dated.ts'
import { dotnet } from './dotnet.ts'
import type { Format } from './format.ts'
import { glog } from './glog.ts'
import { go } from './go.ts'
import { goConsole } from './goConsole.ts'
import { history } from './history.ts'
import { hpc } from './hpc.ts'
import { java } from './java.ts'
import { json, jsonDialects } from './json.ts'
import { kernelRing } from './kernelRing.ts'
import { logfmt, otherLogfmt } from './logfmt.ts'
import { systemLog, unifiedLog, unifiedSyslog } from './macos.ts'
import { openam } from './openam.ts'
import { openstack } from './openstack.ts'
import { php } from './php.ts'
import { PREFIX_KINDS } from './prefix.ts'
import { proxifier } from './proxifier.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'
import { services } from './services.ts'
import { rust } from './rust.ts'
import { strace } from './strace.ts'
import { windows } from './windows.ts'
import { plain } from './plain.ts'
import { syslog, syslogIso } from './syslog.ts'
import { tcf } from './tcf.ts'
import { timestamped } from './timestamped.ts'
import { web } from './web.ts'
import { wrap } from './wrapped.ts'
import { timeZoneNamed } from '../../../common/timeZones.ts'
import { zoneOf } from '../time/zones.ts'

export const FORMATS: readonly Format[] = [
  json,
  ...jsonDialects,
  access,
  accessWithHost,
  ...web,
  ...syslog,
  ...python,
  ...databases,
  ...services,
  ...android,
  ...php,
  ...dotnet,
  ...ruby,
  ...go,
  systemLog,
  ...unifiedLog,
  ...java,
  glog,
  ...openstack,
  ...windows,
  proxifier,
  audit,
  ...kernelRing,
  ...hpc,
  ...history,
  tcf,
  openam,
  ...strace,
  unifiedSyslog,
  syslogIso,
  ...goConsole,
  ...rust,
  logfmt,
  otherLogfmt,
  ...beam,
  timestamped,
  ...dated,
  ...columns,
  plain,
]

/**
 * The format of a name, such as `json`; or with fields that are looked at first, as in `json time=ts level=lvl message=text`: any of
 * these three, of formats that have them in fields; or with the day that stamps without a year or a date are not after, as in
 * `syslog until=2026-01-05`; or with the names of a log's columns, as in `csv fields=time,level,text`; or with the order of day and month in dates of numbers, as in
 * `csv fields=time,text order=dmy`; or with the zone of stamps that do not
 * say one, as in `syslog zone=Europe/Berlin`. Behind the name of a prefix
 * (prefix.ts), as in `cri/json`, it is that of what is wrapped; behind `colored/`, of what is left without colours. Undefined where there is none.
 * `own`: formats that a person declared.
 */
export function formatNamed(name: string, own: readonly Format[] = []): Format | undefined {
  if (name.startsWith(COLORED)) {
    const inner = formatNamed(name.slice(COLORED.length), own)
    return inner && !inner.colored ? withColors(inner) : undefined
  }
  const prefix = PREFIX_KINDS.find((kind) => name.startsWith(`${kind}/`))
  if (prefix) {
    const inner = formatNamed(name.slice(prefix.length + 1), own)
    // Only so many prefixes are in the bytes that show a head.
    const isDeep = inner?.wrapped && (inner.wrapped.prefix !== 'stamped' || inner.wrapped.format.wrapped || prefix === 'stamped')
    return inner && !isDeep && !inner.colored ? wrap(prefix, inner) : undefined
  }
  const [base, ...choices] = name.split(' ')
  let format = [...FORMATS, ...own].find((each) => each.name === base)
  for (const choice of choices) {
    const [, role, field] = /^(time|level|message|until|fields|zone|order)=(.+)$/.exec(choice) ?? []
    if (role === 'until') format = format && withDay(format, field)
    else if (role === 'order') format = format && inOrder(format, field)
    else if (role === 'zone') format = format && inZone(format, field)
    else if (role === 'fields') format = format && withColumns(format, field)
    else format = format && role !== undefined ? withFirst(format, role as Role, field) : undefined
  }
  return format && choices.length > 0 ? { ...withWallTime(format, choices), name } : format
}

/** Columns have the layouts of slashes only where the order is said: all others are read by the kernels. */
function inOrder(format: Format, order: string): Format | undefined {
  if (order !== 'mdy' && order !== 'dmy') return undefined
  const all = format.layout.kind === 'columns' ? withSlashes(format) : format
  return hasEitherOrder(all) ? withDayOrder(all, order) : undefined
}

function inZone(format: Format, text: string): Format | undefined {
  const zone = timeZoneNamed(text)
  // What `local` is depends on who asks.
  return zone === undefined || text === 'local' ? undefined : { ...format, zone }
}

/** A moment is said in UTC, and a day is one of the log's. */
function withWallTime(format: Format, choices: readonly string[]): Format {
  const zone = zoneOf(format.zone)
  const isMoment = choices.some((choice) => choice.startsWith('until=') && choice.includes('T'))
  return zone && isMoment && format.until !== undefined ? { ...format, until: zone.toWall(format.until) } : format
}

/** The format of a log whose stamps are of a zone where they do not say one; the same where they all do, or have one already. */
export function zoned(format: Format, zone: string | undefined, own: readonly Format[] = []): Format {
  if (zone === undefined || zone === 'UTC' || !isZoneless(format)) return format
  return formatNamed(`${format.name} zone=${zone}`, own) ?? format
}

function isZoneless({ colored, wrapped, time, zone, isUtc }: Format): boolean {
  const inner = colored ?? wrapped?.format
  if (inner) return isZoneless(inner)
  return time !== undefined && zone === undefined && !isUtc && time.layouts.some(({ kind }) => kind !== 'epoch')
}

function withDay(format: Format, day: string): Format | undefined {
  const until = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(day) ? Date.parse(day.length > 10 ? `${day}Z` : day) : NaN
  return Number.isNaN(until) ? undefined : { ...format, until }
}

export type Role = 'time' | 'level' | 'message'

/** Where a format looks for something; undefined where that is not in fields. */
export function fieldsOf(format: Format, role: Role): readonly string[] | undefined {
  const from = format[role]?.from
  return typeof from === 'object' && 'fields' in from ? from.fields : undefined
}

function withFirst(format: Format, role: Role, field: string): Format | undefined {
  const fields = fieldsOf(format, role)
  if (!fields && role === 'time') return withTimeColumn(format, field)
  return fields && { ...format, [role]: { ...format[role], from: { fields: [field, ...fields.filter((other) => other !== field)] } } }
}
