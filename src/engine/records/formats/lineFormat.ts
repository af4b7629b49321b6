/** Formats whose records' first lines a template describes: most logs of text. */
import type { Level } from '../../../common/page.ts'
import type { Format, TimeLayout } from './format.ts'

export interface LineDeclaration {
  /** As it is written in settings and messages. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** How a record's first line is written; see template.ts. */
  readonly line: string
  /** How its time may be written: `iso`, `common`, `epoch`, or as records/time/layout.ts describes it. The first that fits counts. */
  readonly times?: readonly string[]
  /** What words of the log's own stand for, in small letters; usual names, letters and numbers are known. */
  readonly levels?: Readonly<Record<string, Level>>
  /** Where the level is if there is no `{level}`: a field that is an HTTP status or a syslog priority. Without it words show it. */
  readonly level?: { readonly status: string } | { readonly priority: string } | 'none'
  /** What lines begin with, where the template does not say enough; see Format.heads. */
  readonly heads?: readonly string[]
  /** What the template has not is a field if it stands in the message as name=value. */
  readonly pairs?: boolean
  /** See Format. */
  readonly isWhole?: boolean
  /** Others that recognise as much are better. */
  readonly isLastResort?: boolean
}

export function lineFormat({ name, title, line, times = [], levels, level, heads, pairs, isWhole, isLastResort }: LineDeclaration): Format {
  const stamps = times.map(layoutOf)
  const hasLevel = line.includes('{level')
  const from = hasLevel ? { fields: ['level'] } : (level ?? 'words')
  return {
    name,
    title,
    heads: heads ?? 'template',
    layout: { kind: 'template', line, stamps, ...(pairs ? { pairs } : {}) },
    ...(stamps.length > 0 ? { time: { from: { fields: ['time'] }, layouts: stamps } } : {}),
    ...(from === 'none' ? {} : { level: { from, ...(levels ? { names: levels } : {}) } }),
    ...(line.includes('{message') ? { message: { from: { fields: ['message'] } } } : {}),
    ...(isWhole ? { isWhole } : {}),
    ...(isLastResort ? { isLastResort } : {}),
  }
}

/** A time layout as declarations write it. */
export function layoutOf(time: string): TimeLayout {
  return time === 'iso' || time === 'common' || time === 'epoch' ? { kind: time } : { kind: 'text', text: time }
}
