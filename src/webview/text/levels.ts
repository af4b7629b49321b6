import type { Level } from '../../common/page.ts'

const WORDS: Readonly<Record<Exclude<Level, ''>, RegExp>> = {
  trace: /\b(?:trace|trc|verbose|finest|finer)\b/i,
  debug: /\b(?:debug|dbg|fine)\b/i,
  info: /\b(?:info|information|inf|notice)\b/i,
  warning: /\b(?:warning|warn|wrn)\b/i,
  error: /\b(?:error|err|severe)\b/i,
  fatal: /\b(?:fatal|critical|crit|emerg|emergency|alert|panic)\b/i,
}

/** How far into a row its level may be named. */
const REACH = 300

/** Where the word stands that names the level of a row. */
export function levelSpan(text: string, level: Level): readonly [number, number] | undefined {
  if (level === '') return undefined
  const found = WORDS[level].exec(text.length > REACH ? text.slice(0, REACH) : text)
  return found ? [found.index, found.index + found[0].length] : undefined
}
