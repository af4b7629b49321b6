/**
 * A masked message as the pieces that templates are made of. Everything here is done once for each kind of message, not for each message, so it
 * may look closer than the mask: it knows paths, names with dots, quoted texts, dates, quantities with a unit.
 */
import { MARK_TEXT } from './mask.ts'

/** A piece of a message: a word, a variable (`MARK_TEXT`) or punctuation. */
export interface Token {
  readonly text: string
  readonly isSlot: boolean
  /** Blanks stand before it. */
  readonly spaced: boolean
}

const PIECES = /( *)(?:([=,;:()[\]{}<>"'|])|([^ =,;:()[\]{}<>"'|]+))/g
const MONTHS_AND_DAYS = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/
const UNIT = /^(?:[numµ]?s|secs?|seconds?|millis|milliseconds?|mins?|minutes?|hours?|days?|[KMGT]i?B|[kMG]B|bytes?)$/
/** Pieces in which the closing quote is looked for: a log that is made of opening ones may cost no more. */
const MAX_QUOTED = 64
const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The pieces of a masked message, with what is known as a variable by what it looks like. */
export function tokensOf(masked: string): Token[] {
  return joinVariables(dropAsides(joinUnits(markDates(markHosts(markQuoted(splitPieces(masked)))))))
}

function splitPieces(masked: string): Token[] {
  return Array.from(masked.matchAll(PIECES), ([, blanks, punctuation, word]) => {
    const spaced = blanks !== ''
    if (punctuation !== undefined) return { text: punctuation, isSlot: false, spaced }
    return { text: isVariable(word) ? MARK_TEXT : word, isSlot: true, spaced }
  })
}

/** Addresses, names with dots, long hexadecimal numbers. */
function isVariable(word: string): boolean {
  if (word.includes(MARK_TEXT)) return true
  if (/[A-Za-z]/.test(word)) {
    if (word.includes('\\') || /\w@\w/.test(word)) return true
    if (/\w\.\w[^.]*\.\w/.test(word)) return true
  }
  return /^[0-9a-f]{8,}$/i.test(word)
}

/** What stands in quotes is one variable, however many words it has; a key of JSON is none. */
function markQuoted(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const { text, spaced } = tokens[i]
    const opens = (text === '"' || text === "'") && (spaced || i === 0 || !tokens[i - 1].isSlot)
    const close = opens ? closingQuote(tokens, i) : -1
    if (close < 0 || tokens.at(close + 1)?.text === ':' || isRequest(tokens.slice(i + 1, close))) result.push(tokens[i])
    else {
      result.push(tokens[i], { text: MARK_TEXT, isSlot: true, spaced: false }, { ...tokens[close], spaced: false })
      i = close
    }
  }
  return result
}

/** `"GET /index.html HTTP/1.1"`: what is asked for is no part of what varies. */
function isRequest([method, ...rest]: readonly Token[]): boolean {
  return /^[A-Z]{3,}$/.test(method.text) && rest.length > 0 && rest.every(({ text }) => text === MARK_TEXT)
}

function closingQuote(tokens: readonly Token[], open: number): number {
  const stop = Math.min(tokens.length, open + MAX_QUOTED)
  for (let i = open + 1; i < stop; i++) {
    if (tokens[i].text !== tokens[open].text) continue
    const next = tokens.at(i + 1)
    if (i > open + 1 && !tokens[i].spaced && (!next || next.spaced || !next.isSlot)) return i
  }
  return -1
}

/** `github.com:443` has a port behind it; `memory:10240` is a name and its value. */
function markHosts(tokens: readonly Token[]): Token[] {
  return tokens.map((token, i) => {
    const [colon, port] = [tokens.at(i + 1), tokens.at(i + 2)]
    const isHost = /\w\.\w/.test(token.text) && colon?.text === ':' && !colon.spaced && port?.text === MARK_TEXT && !port.spaced
    return isHost ? { ...token, text: MARK_TEXT } : token
  })
}

function markDates(tokens: readonly Token[]): Token[] {
  const isPart = (token: Token | undefined): boolean => token !== undefined && (token.text === MARK_TEXT || MONTHS_AND_DAYS.test(token.text))
  return tokens.map((token, i) => {
    const isDate = MONTHS_AND_DAYS.test(token.text) && (isPart(tokens[i + 1]) || (i > 0 && isPart(tokens[i - 1])))
    return isDate ? { ...token, text: MARK_TEXT } : token
  })
}

/** `15 ms` and `<1 sec` are one variable, as `15ms` is. */
function joinUnits(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (const token of tokens) {
    const before = result.at(-1)
    if (before?.text === MARK_TEXT && UNIT.test(token.text)) {
      const sign = result.at(-2)
      if (sign?.text === '<' && !before.spaced) result.splice(-2, 2, { ...before, spaced: sign.spaced })
    } else result.push(token)
  }
  return result
}

/** Brackets with nothing but variables in them say more of what is before them, and are not always there. Those of `f()` stay. */
function dropAsides(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (const token of tokens) {
    result.push(token)
    if (token.text !== ')' && token.text !== ']' && token.text !== '}') continue
    let open = result.length - 2
    while (open >= 0 && !(result[open].text in OPENING) && (!result[open].isSlot || /[\d\u0001]/.test(result[open].text))) open--
    if (open < 0 || OPENING[result[open].text] !== token.text) continue
    const isCall = open === result.length - 2 && !result[open].spaced
    if (!isCall) result.length = open
  }
  return result.length > 0 ? result : [...tokens]
}

/** Variables with nothing but blanks or punctuation between them are one: addresses with a port, dates, lists of any length. */
function joinVariables(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (const token of tokens) {
    result.push(token)
    if (token.text !== MARK_TEXT) continue
    const [first, second] = [result.at(-3), result.at(-2)]
    if (second?.text === MARK_TEXT) result.length--
    else if (first?.text === MARK_TEXT && second && /[:,|;]/.test(second.text)) result.length -= 2
  }
  return result
}
