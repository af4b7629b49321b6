/** Fields of records in the slowest way: every value that a line has, found by expressions over the line as Latin-1 text. */

/** Kinds by their names, and the place of the value in the line. */
export interface PlainValue {
  readonly kind: 'missing' | 'text' | 'escaped' | 'number' | 'boolean' | 'json'
  readonly start: number
  readonly end: number
}

const MISSING: PlainValue = { kind: 'missing', start: 0, end: 0 }

/** Value of a field: the first of its name. A name is compared as UTF-8. */
export function plainJsonField(line: Uint8Array, name: string): PlainValue {
  const text = Buffer.from(line).toString('latin1')
  const open = /^[ \t\r\n]*\{/.exec(text)
  if (!open) return MISSING
  const all: [string, PlainValue][] = []
  collect(text, open[0].length, '', all)
  const wanted = Buffer.from(name).toString('latin1')
  return all.find(([path]) => path === wanted)?.[1] ?? MISSING
}

const space = '[ \\t\\r\\n]*'
const PAIR = new RegExp(`${space}"((?:[^"\\\\]|\\\\[^])*)"${space}:${space}`, 'y')
const STRING = /"((?:[^"\\]|\\[^])*)"/y
const WORD = /([^\x00-\x20",{}[\]]+)(?=[\x00-\x20",{}[\]])/y
const NEXT = new RegExp(`${space},`, 'y')
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

function matchAt(regex: RegExp, text: string, at: number): RegExpExecArray | null {
  regex.lastIndex = at
  return regex.exec(text)
}

function collect(text: string, from: number, prefix: string, all: [string, PlainValue][]): void {
  for (let at = from; ; ) {
    const pair = matchAt(PAIR, text, at)
    if (!pair) return
    at += pair[0].length
    const path = prefix + unescapeKey(pair[1])
    const string = matchAt(STRING, text, at)
    const word = matchAt(WORD, text, at)
    if (string) {
      const kind = string[1].includes('\\') ? 'escaped' : 'text'
      all.push([path, { kind, start: at + 1, end: at + 1 + string[1].length }])
      at += string[0].length
    } else if (word) {
      const kind = /^(true|false)$/.test(word[1]) ? 'boolean' : NUMBER.test(word[1]) ? 'number' : 'missing'
      all.push([path, kind === 'missing' ? MISSING : { kind, start: at, end: at + word[1].length }])
      at += word[1].length
    } else if (text[at] === '{' || text[at] === '[') {
      const end = nestedEnd(text, at)
      if (end !== undefined) all.push([path, { kind: 'json', start: at, end }])
      if (text[at] === '{') collect(text, at + 1, `${path}.`, all)
      if (end === undefined) return
      at = end
    } else return
    const next = matchAt(NEXT, text, at)
    if (!next) return
    at += next[0].length
  }
}

/** Behind the bracket that makes the brackets from `at` on even, strings aside. */
function nestedEnd(text: string, at: number): number | undefined {
  let depth = 0
  for (const token of text.slice(at).matchAll(/"(?:[^"\\]|\\[^])*(?:"|$)|[{[]|[}\]]/g)) {
    if (token[0].startsWith('"')) continue
    depth += /[{[]/.test(token[0]) ? 1 : -1
    if (depth === 0) return at + token.index + 1
  }
  return undefined
}

/** The UTF-8 of a key, as Latin-1. What JSON would not take stands for itself. */
function unescapeKey(key: string): string {
  return key.replace(/(?:\\u[0-9a-fA-F]{4})+|\\[^]/g, (sequence) => {
    try {
      return Buffer.from(JSON.parse(`"${sequence}"`) as string).toString('latin1')
    } catch {
      return sequence
    }
  })
}
