/** Levels found by expressions: the slow twin of records/levels. */
import { LEVELS } from '../../src/common/page.ts'

const NAMES: Readonly<Record<string, string>> = {
  trace: 'trace', finest: 'trace', finer: 'trace', verbose: 'trace', trc: 'trace', vrb: 'trace', trac: 'trace',
  debug: 'debug', fine: 'debug', dbg: 'debug', debu: 'debug', dbug: 'debug',
  debug1: 'debug', debug2: 'debug', debug3: 'debug', debug4: 'debug', debug5: 'debug',
  info: 'info', information: 'info', informational: 'info', notice: 'info', config: 'info', inf: 'info',
  warn: 'warning', warning: 'warning', wrn: 'warning',
  err: 'error', error: 'error', severe: 'error', erro: 'error', eror: 'error',
  crit: 'fatal', critical: 'fatal', fatal: 'fatal', panic: 'fatal', dpanic: 'fatal', emerg: 'fatal', emergency: 'fatal', alert: 'fatal',
  ftl: 'fatal', pnc: 'fatal', fata: 'fatal', pani: 'fatal',
}
export const levelNames = Object.keys(NAMES)

const named = (name: string): number => (Object.hasOwn(NAMES, name.toLowerCase()) ? LEVELS.indexOf(NAMES[name.toLowerCase()] as any) : 0)
const COLOR = '\u001b\\[[\\d;]{0,20}m'
const TOKEN = new RegExp(`${COLOR}|\\w+`, 'g')
const BEHIND_KEY = /(?:^|[^A-Za-z0-9_])(?:level|lvl|severity|loglevel)["']?[ \t]{0,2}[=:][ \t]{0,2}["']?$/i

/** `text`: a line as Latin-1, from behind its time on. */
export function plainLevelInWords(text: string, reach: number, firstCounts: boolean): number {
  let first = firstCounts
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (index >= reach) break
    if (token.startsWith('\u001b')) continue
    // Colour sequences end words without being part of them.
    const before = text.slice(0, index)
    const own = before.replace(new RegExp(COLOR, 'g'), (all) => '\u001b'.repeat(all.length))
    const colored = own.endsWith('\u001b') && !before.endsWith('\u001b') && text[index + token.length] === '\u001b'
    if (named(token) > 0 && (first || token === token.toUpperCase() || /[[<(]$/.test(own) || BEHIND_KEY.test(own) || colored)) return named(token)
    first = false
  }
  return 0
}

export function plainLevelOfValue(text: string): number {
  const level = (name: (typeof LEVELS)[number]): number => LEVELS.indexOf(name)
  if (/^[0-7]$|^0{1,2}[0-7]$/.test(text)) return level((['fatal', 'fatal', 'fatal', 'error', 'warning', 'info', 'info', 'debug'] as const)[Number(text)])
  if (/^0?[1-9]\d$/.test(text)) return level((['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const)[Math.min(Number(text[text.length - 2]), 6) - 1])
  if (/^[a-z]\d?$/i.test(text)) return level(({ t: 'trace', v: 'trace', d: 'debug', i: 'info', n: 'info', w: 'warning', e: 'error', c: 'fatal', f: 'fatal' } as const)[text[0].toLowerCase()] ?? '')
  return named(text)
}

export function plainLevelOfStatus(text: string): number {
  if (!/^[1-5]\d\d$/.test(text)) return 0
  return LEVELS.indexOf(text[0] === '5' ? 'error' : text[0] === '4' ? 'warning' : 'info')
}
