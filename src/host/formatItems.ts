/** What the list of formats shows. */
import type { FormatInfo } from '../common/protocol.ts'
import { t } from './l10n.ts'

export interface FormatItem {
  readonly label: string
  readonly description: string
  /** Of a format, or `auto`; undefined for a prefix. */
  readonly name: string | undefined
  /** What stands before each line, of formats that the item leads to: `cri/`. */
  readonly prefix?: string
}

/** Names without a format: lines of text. */
const PLAIN = 'plain'
/** The only prefix that may stand behind another one. */
const INNER = 'stamped'

/**
 * The items of the list of formats behind `prefix` ('': of lines without one). `using`: what the files are read by, undefined for one without a format; `all`: formats, and what may
 * stand before their lines. The combinations of these are lists of their own, but for those in use.
 */
export function formatItems(all: readonly FormatInfo[], using: readonly (FormatInfo | undefined)[], prefix = ''): readonly FormatItem[] {
  const used = new Set(using.map((format) => format?.name ?? PLAIN))
  const item = ({ name, title }: FormatInfo): FormatItem => ({ label: title, description: used.has(name) ? t('{0} · in use', name) : name, name })
  const titleOf = (name: string): string => all.find((each) => each.name === name && each.isPrefix)?.title ?? name
  const outer = prefix === '' ? '' : `${prefix.slice(0, -1).split('/').map(titleOf).join(', ')}: `
  const formats = all.flatMap(({ name, title, isPrefix }) => (isPrefix ? [] : [{ name: prefix + name, title: outer + title }]))
  const listed = new Set(formats.map(({ name }) => name))
  const others = using.filter((format, i) => format && !listed.has(format.name) && using.findIndex((each) => each?.name === format.name) === i) as FormatInfo[]
  const may = all.filter(({ name, isPrefix }) => isPrefix && (prefix === '' || (name === INNER && prefix !== `${INNER}/` && !prefix.endsWith(`/${INNER}/`))))
  const prefixes = may.map(({ name, title }) => ({ label: `${outer}${title} …`, description: t('{0} · before lines of another format', `${prefix}${name}/…`), name: undefined, prefix: `${prefix}${name}/` }))
  if (prefix !== '') return [...formats.map(item), ...prefixes]
  const detect = { label: t('Detect'), description: t('by the content of the file'), name: 'auto' }
  // Those of the prefix in use are looked for first.
  const near = prefixes.filter((each) => others.some(({ name }) => name.startsWith(each.prefix)))
  return [detect, ...others.map(item), ...near, ...formats.map(item), ...prefixes.filter((each) => !near.includes(each))]
}
