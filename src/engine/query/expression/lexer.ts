/** Cuts the text of an expression into tokens. It decides by itself where a regex begins, so that the end of a stage is found without parsing. */
import { lazily } from '../../../common/lazily.ts'
import { closingSlash, scanQuotedName, scanString, skipBlank } from '../lexer.ts'

interface At {
  readonly start: number
  readonly end: number
}

export type ExprToken =
  | (At & { readonly kind: 'name' | 'number' | 'mark' | 'other'; readonly text: string })
  | (At & { readonly kind: 'string' | 'quotedName'; readonly text: string; readonly closed: boolean })
  | (At & { readonly kind: 'regex'; readonly source: string; readonly flags: string })
  /** Ends a stage that is off. */
  | (At & { readonly kind: 'commentEnd' })

const anyName = lazily(() => /[\p{L}_@][\p{L}\p{M}\p{N}_.@]*/uy)
const anyNumber = lazily(() => /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:[\p{L}](?:[\p{L}\p{N}]|\.(?=\d))*)?/uy)
/** The same for a text of nothing but ASCII. */
const ASCII_NAME = /[A-Za-z_@][\w.@]*/y
const ASCII_NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:[A-Za-z](?:[A-Za-z\d]|\.(?=\d))*)?/y
const MARK = /==|!=|>=|<=|[=<>+\-*/%(),|]/y
const FLAGS = /[a-z]*/y

export const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in', 'like', 'between', 'is', 'null', 'true', 'false', 'else']

export function isExprKeyword(name: string): boolean {
  return KEYWORDS.includes(name.toLowerCase())
}

/** Whether a name is read as it stands, without quotes. */
export function isBareExprName(name: string): boolean {
  return (/^[A-Za-z_@][\w.@]*$/.test(name) || /^[\p{L}_@][\p{L}\p{M}\p{N}_.@]*$/u.test(name)) && !isExprKeyword(name)
}

/** Reads one token after the other; `inComment` makes a star and a slash the end of a stage that is off. */
export class ExprLexer {
  readonly text: string
  readonly end: number
  position: number
  private readonly inComment: boolean
  private readonly isAscii: boolean
  /** What was read last is a value: a slash behind it divides. */
  private behindValue = false

  constructor(text: string, position: number, end: number, inComment = false) {
    this.text = text
    this.position = position
    this.end = end
    this.inComment = inComment
    this.isAscii = /^[\x00-\x7f]*$/.test(text)
  }

  /** The next token, or undefined at the end. */
  next(): ExprToken | undefined {
    const start = skipBlank(this.text, this.position, this.end)
    this.position = start
    if (start >= this.end) return undefined
    const token = this.read(start)
    this.position = token.end
    this.behindValue = isValue(token)
    return token
  }

  /** Goes on behind a value that another has read. */
  goTo(position: number): void {
    this.position = position
    this.behindValue = true
  }

  private read(start: number): ExprToken {
    const { text, end } = this
    const char = text[start]
    if (char === '"') return scanString(text, start, end)
    if (char === "'") return scanSingleQuoted(text, start, end)
    if (char === '`') return { ...scanQuotedName(text, start, end), kind: 'quotedName' }
    if (this.inComment && char === '*' && start + 1 < end && text[start + 1] === '/') return { kind: 'commentEnd', start, end: start + 2 }
    if (char === '/' && !this.behindValue) {
      const close = closingSlash(text, start, end)
      if (close > start + 1) {
        const stop = this.matchEnd(FLAGS, close + 1)
        return { kind: 'regex', start, end: stop, source: text.slice(start + 1, close), flags: text.slice(close + 1, stop) }
      }
    }
    const { isAscii } = this
    const number = isAscii ? ASCII_NUMBER : anyNumber()
    const name = isAscii ? ASCII_NAME : anyName()
    for (const [kind, pattern] of [['number', number], ['name', name], ['mark', MARK]] as const) {
      const stop = this.matchEnd(pattern, start)
      if (stop > start) return { kind, start, end: stop, text: text.slice(start, stop) }
    }
    const stop = start + (text.codePointAt(start)! > 0xffff && start + 1 < end ? 2 : 1)
    return { kind: 'other', start, end: stop, text: text.slice(start, stop) }
  }

  private matchEnd(pattern: RegExp, start: number): number {
    pattern.lastIndex = start
    return pattern.test(this.text) ? Math.min(pattern.lastIndex, this.end) : start
  }
}

function isValue(token: ExprToken): boolean {
  if (token.kind === 'mark') return token.text === ')'
  return token.kind !== 'name' || !isExprKeyword(token.text) || /^(?:null|true|false)$/i.test(token.text)
}

/** Only `\'` and `\\` are escapes. */
function scanSingleQuoted(text: string, start: number, end: number): ExprToken {
  let value = ''
  for (let i = start + 1; i < end; i++) {
    if (text[i] === "'") return { kind: 'string', start, end: i + 1, text: value, closed: true }
    if (text[i] === '\\' && i + 1 < end && (text[i + 1] === "'" || text[i + 1] === '\\')) i++
    value += text[i]
  }
  return { kind: 'string', start, end, text: value, closed: false }
}
