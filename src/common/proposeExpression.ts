/** A first expression for lines like one of a log: for a person to go on with. */

/** How times are written in logs; the first that fits counts, so longer ones come first. */
const TIMES = [
  '\\d{4}[\\-\\/]\\d\\d[\\-\\/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?(?: ?(?:Z|[+\\-]\\d\\d:?\\d\\d))?',
  '\\d\\d\\/[A-Z][a-z]{2}\\/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?: [+\\-]\\d{4})?',
  '[A-Z][a-z]{2} [A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)? \\d{4}',
  '[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d{1,2}[ \\-][A-Z][a-z]{2}[ \\-]\\d{4} \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d\\d\\.\\d\\d\\.\\d{4} \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d{1,2}\\/\\d{1,2}\\/\\d{4} \\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: [AP]M)?',
  '\\d{8}[ \\-]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '1\\d{9}(?:\\d{3}){0,3}(?:\\.\\d+)?',
].map((source) => ({ source, regex: new RegExp(`(?:${source})(?![\\p{L}\\d])`, 'uy') }))

const LEVEL = /(?:trace|debug|dbg|info|information|notice|warn|warning|err|error|severe|crit|critical|alert|emerg|fatal|panic|fine)(?![\p{L}\d_])/iuy
/** More characters and groups than that are the message. */
const MOST = 1000
const MOST_GROUPS = 24
/** Levels and times that are still to come are looked for within so many characters. */
const REACH = 100
const LEVEL_AHEAD = /(?:^|[\s[<(|])(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|ALERT|FATAL)(?=$|[\s\]>)|:,])/u
/** A host and a program with its process, as syslog has them. */
const PROGRAM_AHEAD = /^[\w.\-]+\s+[\w.\-/]+\[\d+\]:/
const TIME_AHEAD = /\d\d:\d\d:\d\d/

/** A part of a line that is a field: what it looks like, and the expression for its kind. `%` stands for the start of its group. */
interface Kind {
  readonly looks: RegExp
  readonly name: string
  readonly source: string
}

const KINDS: readonly Kind[] = [
  { looks: /"(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) [^"]*"/uy, name: 'request', source: '"%[^"]*)"' },
  { looks: /"[^"]*"/uy, name: 'text', source: '"%[^"]*)"' },
  { looks: /\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\d.])/uy, name: 'ip', source: '%\\d{1,3}(?:\\.\\d{1,3}){3})' },
  { looks: /[\p{L}_][\p{L}\d_.\-/]*\.[a-z]{1,4}:\d+(?![\p{L}\d])/uy, name: 'file', source: '%[^\\s:]+:\\d+)' },
  { looks: /[A-Za-z_][\w.\-]*(?=\[\d+\])/uy, name: 'app', source: '%[\\w.\\-]+)' },
  { looks: /[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)+(?=$|[\s\]):|])/uy, name: 'logger', source: '%[\\w.:$]*[\\w$])' },
  { looks: /(?<=\[)\d+(?=\])/uy, name: 'pid', source: '%\\d+)' },
  { looks: /-?\d+(?:\.\d+)?(?![\p{L}\d_.\-])/uy, name: 'number', source: '%-?\\d+(?:\\.\\d+)?)' },
  // A unit stands behind it, as in 12ms.
  { looks: /\d+(?:\.\d+)?(?=(?:ns|us|µs|ms|s|B|KB|MB|GB|%)(?![\p{L}\d_]))/uy, name: 'number', source: '%\\d+(?:\\.\\d+)?)' },
]

const PAIR = /([\p{L}_][\p{L}\d_.\-]*)=(?:"[^"]*"|[^\s",;|\])]+)(?=$|[\s,;|\])])/uy
const UNIT = /(?:ns|us|µs|ms|s|B|KB|MB|GB|%)(?![\p{L}\d_])/uy
const INSIDE: Readonly<Record<string, readonly [close: string, name: string]>> = { '[': [']', 'thread'], '(': [')', 'thread'], '<': ['>', 'thread'] }

/**
 * An expression (with the flag u) that matches `line` from its start, with a group for each part that looks like a time, a level, a number, an address, a
 * quoted text, a pair, something in brackets; and what follows as the group `message`.
 */
export function proposeExpression(line: string): string {
  return new Proposal(line).source
}

class Proposal {
  readonly source: string
  private readonly line: string
  private readonly names = new Set<string>()
  private at = 0
  private parts = ''

  constructor(line: string) {
    this.line = line.slice(0, MOST)
    while (this.at < this.line.length && this.names.size < MOST_GROUPS && this.step());
    const rest = this.at < line.length || this.parts === '' ? `${this.group('message')}.*)` : ''
    this.source = `^${this.parts}${rest}`
  }

  /** Takes the next part of the line; false where the message begins. */
  private step(): boolean {
    return this.takeBlank() || this.takeTime() || this.takePair() || this.takeLevel() || this.takeKind() || this.takeInside() || this.takeUnit() || this.takeMark() || this.takeWord()
  }

  private takeBlank(): boolean {
    const text = this.find(/\s+/uy)
    return text !== undefined && this.take(text, '\\s+')
  }

  private takeTime(): boolean {
    if (this.names.has('time')) return false
    for (const { source, regex } of TIMES) {
      const text = this.find(regex)
      if (text !== undefined) return this.take(text, `${this.group('time')}${source})`)
    }
    return false
  }

  private takeLevel(): boolean {
    const text = this.names.has('level') ? undefined : this.find(LEVEL)
    return text !== undefined && this.take(text, `${this.group('level')}[A-Za-z]+)`)
  }

  private takePair(): boolean {
    const text = this.find(PAIR)
    if (text === undefined) return false
    const equals = text.indexOf('=')
    const key = text.slice(0, equals)
    const group = this.group(nameOf(key))
    const isQuoted = text[equals + 1] === '"'
    return this.take(text, isQuoted ? `${escape(key)}="${group}[^"]*)"` : `${escape(key)}=${group}[^\\s",;|\\])]+)`)
  }

  private takeKind(): boolean {
    for (const { looks, name, source } of KINDS) {
      const text = this.find(looks)
      if (text !== undefined) return this.take(text, source.replace('%', () => this.group(name)))
    }
    return false
  }

  /** What is in brackets, if it is nothing that has a kind of its own. */
  private takeInside(): boolean {
    const { line, at } = this
    const inside = INSIDE[line[at]] as (typeof INSIDE)[string] | undefined
    if (!inside) return false
    const [close, name] = inside
    const end = line.indexOf(close, at + 1)
    const text = line.slice(at + 1, end)
    // An empty one may be full in other lines, but where is not known; a long one is none.
    if (end < 0 || text.length > REACH || /[[(<]/.test(text)) return this.take(line[at], escape(line[at]))
    if (hasKind(text)) return this.take(line[at], escape(line[at]))
    return this.take(line.slice(at, end + 1), `${escape(line[at])}${this.group(name)}[^${escape(close)}]*)${escape(close)}`)
  }

  private takeUnit(): boolean {
    const isBehindNumber = /\d/.test(this.line[this.at - 1] ?? '')
    const text = isBehindNumber ? this.find(UNIT) : undefined
    return text !== undefined && this.take(text, escape(text))
  }

  private takeMark(): boolean {
    const text = this.find(/[^\p{L}\d_"'\s]/uy)
    return text !== undefined && this.take(text, escape(text))
  }

  /** A word is a field of its own while there is more to come that tells of the record, or a mark that separates fields. */
  private takeWord(): boolean {
    const ahead = this.line.slice(this.at, this.at + REACH)
    const separator = /[|\t]/.exec(ahead)?.[0]
    if (separator !== undefined) {
      const text = ahead.slice(0, ahead.indexOf(separator)).trimEnd()
      return this.take(text, `${this.group('field')}[^${separator === '\t' ? '\\t' : '|'}]*?)`)
    }
    const isHost = PROGRAM_AHEAD.test(ahead)
    const more = isHost || (!this.names.has('level') && LEVEL_AHEAD.test(ahead)) || (!this.names.has('time') && TIME_AHEAD.test(ahead))
    const text = more ? this.find(/[^\s[\]()<>|:,;"]+/uy) : undefined
    return text !== undefined && this.take(text, `${this.group(isHost ? 'host' : 'field')}[^\\s[\\]()<>|:,;"]+)`)
  }

  private find(regex: RegExp): string | undefined {
    regex.lastIndex = this.at
    return regex.exec(this.line)?.[0]
  }

  private take(text: string, source: string): true {
    this.at += text.length
    this.parts += source
    return true
  }

  /** The start of a group; the second of a name is called name2. */
  private group(name: string): string {
    let free = name
    for (let number = 2; this.names.has(free); number++) free = `${name}${number}`
    this.names.add(free)
    return `(?<${free}>`
  }
}

/** Whether what is in brackets has a kind of its own, or begins with a time. */
function hasKind(text: string): boolean {
  const length = (regex: RegExp): number => {
    regex.lastIndex = 0
    return regex.exec(text)?.[0].length ?? 0
  }
  if (TIMES.some(({ regex }) => length(regex) > 0)) return true
  return [LEVEL, PAIR, ...KINDS.map(({ looks }) => looks)].some((regex) => text !== '' && length(regex) === text.length)
}

/** Names that some logs have for what has a meaning. */
const ALIASES: Readonly<Record<string, string>> = { ts: 'time', timestamp: 'time', lvl: 'level', severity: 'level', msg: 'message' }

function nameOf(key: string): string {
  const alias = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined
  if (alias !== undefined) return alias
  const name = key.replace(/[^A-Za-z\d_]/g, '_')
  return ['raw', 'line', 'source'].includes(name) ? `_${name}` : name
}

function escape(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
}
