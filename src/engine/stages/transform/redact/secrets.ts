/**
 * Finds what should not be shown in a text. The texts of a log are anybody's, so each of these takes time that is linear in the length of the text:
 * every repetition has a bound, or cannot match in two ways.
 */
import { isAddress } from '../../expression/functions/cidr.ts'

/** A place in a text: [start, end). */
export type Found = readonly [start: number, end: number]

export interface Secret {
  readonly kind: string
  /** Places in ascending order, apart from each other. */
  find(text: string): Found[]
}

const LOCAL = /[\w.!#$%&*+?^{}~'\u0080-\uffff-]/
const LOCAL_START = /[\w\u0080-\uffff]/
const DOMAIN = /@[\w\u0080-\uffff-]+(?:\.[\w\u0080-\uffff-]+)+/y

/** `name@host.tld`, from the @ on: what stands before it is looked at once. */
function findEmails(text: string): Found[] {
  const found: Found[] = []
  let least = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > least && LOCAL.test(text[start - 1])) start--
    while (start < at && !LOCAL_START.test(text[start])) start++
    DOMAIN.lastIndex = at
    if (start < at && DOMAIN.test(text)) found.push([start, (least = DOMAIN.lastIndex)])
    else least = at + 1
  }
  return found
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`(?<![\\w.])(?:${OCTET}\\.){3}${OCTET}(?![\\w]|\\.\\d)`, 'g')
/** Behind a name and a colon too: `addr:fe80::1`. */
const IPV6 = /(?:(?<![\w:.])|(?<=[A-Za-z_]:))(?:[0-9A-Fa-f]{0,4}:){2,8}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?(?![\w:])/g

/** `12:30:01` is none; `::` alone hides nothing, and stands in programs' names. */
function isIpv6(text: string): boolean {
  return text !== '::' && isAddress(text)
}

const DIGIT = /\d/
/** No network has others. */
const FIRST_DIGIT = /[2-6]/
const WORD = /\w/
const LEAST_DIGITS = 13
const MOST_DIGITS = 19

/** Digits in groups, with blanks or dashes between: of those that begin at one place the most that are a number of a card. */
function findCards(text: string): Found[] {
  const found: Found[] = []
  for (let start = 0; start < text.length; start++) {
    if (!FIRST_DIGIT.test(text[start]) || (start > 0 && (WORD.test(text[start - 1]) || text[start - 1] === '.'))) continue
    let digits = ''
    let end = -1
    for (let at = start; digits.length < MOST_DIGITS; at++) {
      if (digits !== '' && (text[at] === ' ' || text[at] === '-')) at++
      if (at >= text.length || !DIGIT.test(text[at])) break
      digits += text[at]
      const next = text[at + 1]
      if (next !== undefined && (WORD.test(next) || (next === '.' && DIGIT.test(text[at + 2] ?? '')))) continue
      if (digits.length >= LEAST_DIGITS && isCard(digits)) end = at + 1
    }
    if (end < 0) continue
    found.push([start, end])
    start = end
  }
  return found
}

/** First digits and lengths of the large networks, and the check digit after Luhn (ISO/IEC 7812-1). */
export function isCard(digits: string): boolean {
  if (!/^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18})$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (1 + (i % 2))
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}

/** Tokens that show by themselves what they are; each has a text that it holds, so that most rows need no expression. */
const TOKENS: readonly { readonly holds: string; readonly regex: RegExp }[] = [
  // JSON Web Tokens: header and claims are JSON in base64.
  { holds: 'eyJ', regex: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?(?:\.[\w-]+){0,2}/g },
  { holds: 'AKIA', regex: /(?<!\w)AKIA[0-9A-Z]{16}(?!\w)/g },
  { holds: 'ASIA', regex: /(?<!\w)ASIA[0-9A-Z]{16}(?!\w)/g },
  { holds: 'gh', regex: /(?<!\w)gh[pousr]_[0-9A-Za-z]{20,}/g },
  { holds: 'github_pat_', regex: /(?<!\w)github_pat_\w{20,}/g },
  { holds: 'glpat-', regex: /(?<!\w)glpat-[\w-]{20,}/g },
  { holds: 'xox', regex: /(?<!\w)xox[abeoprs]-[0-9A-Za-z-]{10,}/g },
  { holds: 'AIza', regex: /(?<!\w)AIza[\w-]{30,}/g },
  { holds: '_live_', regex: /(?<!\w)[rsp]k_live_[0-9A-Za-z]{10,}/g },
  { holds: 'npm_', regex: /(?<!\w)npm_[0-9A-Za-z]{30,}/g },
  { holds: 'sk-', regex: /(?<!\w)sk-[\w-]{20,}/g },
]

/** Behind these words a token stands; `basic authentication` is none. */
const AUTHORIZATION = /(?<!\w)(?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s{1,4}((?=[\w.~+/-]*(?:\d|[a-z][A-Z]|[A-Z]{2}[a-z]))[\w.~+/-]{8,}={0,2})/g

/** What stands behind the names of secrets, in quotes (perhaps those of a text in quotes) or without. */
const NAMED =
  /(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|session[_-]?id|credentials?)(?:\\?["'])?\s{0,4}[=:]\s{0,4}(?:"((?:[^"\\\n]|\\[^\n])+)|'((?:[^'\\\n]|\\[^\n])+)|\\"((?:[^"\\\n]|\\(?!")[^\n])+)|([^\s"'`\\,;&|<>()[\]{}]+))/gi

function findTokens(text: string): Found[] {
  const found: Found[] = []
  for (const { holds, regex } of TOKENS) if (text.includes(holds)) for (const { index, 0: token } of text.matchAll(regex)) found.push([index, index + token.length])
  for (const match of text.matchAll(AUTHORIZATION)) found.push([match.index + match[0].length - match[1].length, match.index + match[0].length])
  for (const match of text.matchAll(NAMED)) {
    const value = match[1] ?? match[2] ?? match[3] ?? match[4]
    found.push([match.index + match[0].length - value.length, match.index + match[0].length])
  }
  return apart(found)
}

/** Places that lie in each other become one. */
export function apart(found: readonly Found[]): Found[] {
  const sorted = found.toSorted((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [start, end] of sorted) {
    const last = merged.at(-1)
    if (last && start < last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

function matches(regex: RegExp, text: string, isOne: (found: string) => boolean): Found[] {
  const found: Found[] = []
  for (const { index, 0: match } of text.matchAll(regex)) if (isOne(match)) found.push([index, index + match.length])
  return found
}

const SEVERAL_DIGITS = /\d[ -]?\d[ -]?\d[ -]?\d/

/** In the order in which they are looked for: what is in a token is part of it. */
export const SECRETS = {
  token: { kind: 'token', find: findTokens },
  email: { kind: 'email', find: (text: string) => (text.includes('@') ? findEmails(text) : []) },
  card: { kind: 'card', find: (text: string) => (SEVERAL_DIGITS.test(text) ? findCards(text) : []) },
  ipv6: { kind: 'ip', find: (text: string) => (text.includes(':') ? matches(IPV6, text, isIpv6) : []) },
  ipv4: { kind: 'ip', find: (text: string) => (text.includes('.') ? matches(IPV4, text, () => true) : []) },
} as const satisfies Readonly<Record<string, Secret>>

export type SecretName = keyof typeof SECRETS
