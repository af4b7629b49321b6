import { LEVELS } from '../../common/page.ts'

/** How far into a row its level is looked for, in UTF-16 units. */
const HEAD_LENGTH = 256

const NAMES: Readonly<Record<string, (typeof LEVELS)[number]>> = {
  trace: 'trace', finest: 'trace', finer: 'trace', verbose: 'trace',
  debug: 'debug', fine: 'debug',
  info: 'info', information: 'info', notice: 'info', config: 'info',
  warn: 'warning', warning: 'warning',
  err: 'error', error: 'error', severe: 'error',
  crit: 'fatal', critical: 'fatal', fatal: 'fatal', panic: 'fatal', emerg: 'fatal', alert: 'fatal',
}

// In capitals anywhere, in any case only where the log marks it as a level: `[warn]`, `<error>`, `level=info`, `"severity":"ERROR"`.
// A colour sequence ends in a letter, so no word boundary is behind it.
const CAPITALS = /(?:\b|(?<=\u001b\[[\d;]{0,20}m))(?:TRACE|FINEST|FINER|VERBOSE|DEBUG|FINE|INFO|NOTICE|CONFIG|WARN(?:ING)?|ERR(?:OR)?|SEVERE|CRIT(?:ICAL)?|FATAL|PANIC|EMERG|ALERT)\b/
const MARKED = /(?:[[<(]|\b(?:level|lvl|severity|loglevel)["']?\s{0,2}[=:]\s{0,2}["']?)([A-Za-z]{3,11})\b/gi

/** Index into LEVELS of the level that a row's text shows, 0 where it shows none. A guess by words, for colour only. */
export function guessLevel(text: string): number {
  const head = text.length > HEAD_LENGTH ? text.slice(0, HEAD_LENGTH) : text
  let at = Infinity
  let name = ''
  const capital = CAPITALS.exec(head)
  if (capital) {
    at = capital.index
    name = capital[0]
  }
  for (const match of head.matchAll(MARKED)) {
    if (match.index >= at) break
    if (Object.hasOwn(NAMES, match[1].toLowerCase())) {
      name = match[1]
      break
    }
  }
  return name === '' ? 0 : LEVELS.indexOf(NAMES[name.toLowerCase()])
}
