/** Puts marks or pseudonyms in the places of what is to be hidden. */
import { compileRegex } from '../../../query/regex.ts'
import { apart, type Found, type Secret } from './secrets.ts'

interface Expression {
  readonly source: string
  readonly flags: string
}

/** Pseudonyms that are remembered: a log has the same addresses over and over. */
const MOST_KNOWN = 20_000
/** Digits of a pseudonym: of a million values two are the same once in about 500 logs. */
const DIGITS = 12

/** `key`: what pseudonyms are made with; undefined for marks. */
export function createRedaction(secrets: readonly Secret[], own: readonly Expression[], key: string | undefined): (text: string) => string {
  const all: readonly Secret[] = [...own.map(asSecret), ...secrets]
  const mark = key === undefined ? (kind: string): string => `<${kind}>` : pseudonyms(key)
  return (text) => {
    let changed = text
    for (const { kind, find } of all) {
      const found = find(changed)
      if (found.length > 0) changed = put(changed, found, (hidden) => mark(kind, hidden))
    }
    return changed
  }
}

function put(text: string, found: readonly Found[], mark: (hidden: string) => string): string {
  let made = ''
  let done = 0
  for (const [start, end] of found) {
    made += text.slice(done, start) + mark(text.slice(start, end))
    done = end
  }
  return made + text.slice(done)
}

/** All that an expression finds, or what its groups do. */
function asSecret({ source, flags }: Expression): Secret {
  const regex = compileRegex(source, flags, 'gd')
  return {
    kind: 'redacted',
    find(text) {
      const found: Found[] = []
      for (const { indices } of text.matchAll(regex)) {
        const [whole, ...groups] = indices!
        // A group that takes no part has no place.
        for (const place of groups.length > 0 ? groups : [whole]) if (place && place[1] > place[0]) found.push(place)
      }
      return apart(found)
    },
  }
}

/** HMAC with SHA-256 (RFC 2104): who has not the key cannot try all addresses. */
function pseudonyms(key: string): (kind: string, hidden: string) => string {
  const { createHmac } = process.getBuiltinModule('node:crypto')
  const known = new Map<string, string>()
  return (kind, hidden) => {
    const value = kind === 'card' ? hidden.replace(/\D/g, '') : hidden
    let made = known.get(value)
    if (made === undefined) {
      made = createHmac('sha256', key).update(value).digest('hex').slice(0, DIGITS)
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(value, made)
    }
    return `<${kind}:${made}>`
  }
}
