/** Lines of a log that is made as it is read. */
import type { Level } from '../../../src/common/page.ts'

const SERVICES = ['checkout', 'payments', 'gateway', 'orders']
const HOSTILE = [
  '\u001b[32mINFO\u001b[0m colours: \u001b[1;31mbold red\u001b[0m \u001b[38;5;208morange\u001b[0m \u001b[38;2;90;160;255mtruecolor\u001b[0m \u001b[7minverse\u001b[0m',
  '<img src=x onerror="document.body.textContent=1"> <script>alert(1)</script>',
  'bidi: user \u202egnp.exe\u202c and \u2066isolated\u2069 \u200bzero width',
  'controls: nul\0 bell\u0007 escape \u001b[2J\u001b]0;title\u0007 backspace\b\b\b tab\tthere',
  'RTL: \u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd, CJK: \u65e5\u672c\u8a9e\u30ed\u30b0, emoji: \ud83d\udd25 invalid: \ufffd\ufffd',
  `long: ${'abcdefghij '.repeat(300)}`,
]

const pad = (value: number, length: number): string => String(value).padStart(length, '0')

export function levelAt(index: number): Level {
  if (index % 17 === 3) return 'error'
  if (index % 11 === 2) return 'warning'
  return index % 5 === 4 ? 'debug' : 'info'
}

const WORDS: Readonly<Record<string, string>> = { error: 'ERROR', warning: 'WARN', debug: 'DEBUG', info: 'INFO' }

/** The text of line `index` (0-based); `phrase` is found in it. */
export function lineAt(index: number, phrase: string): string {
  if (index >= 10 && index < 10 + HOSTILE.length) return HOSTILE[index - 10]
  const seconds = 21600 + Math.floor(index / 40)
  const time = `2026-05-12 ${pad(Math.floor(seconds / 3600) % 24, 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.${pad((index * 37) % 1000, 3)}`
  const service = SERVICES[(index * 7) % SERVICES.length]
  const level = WORDS[levelAt(index)]
  const found = phrase ? ` ${phrase}` : ''
  const rest = index % 13 === 5 ? ` (pool 64/64, queue ${index % 90}): giving up on ${'this request, '.repeat(index % 9)}retry later` : ''
  return `${time} ${level.padEnd(5)} [http-${index % 16}] ${service} - user=u-${10000 + ((index * 7919) % 90000)} took ${(index * 131) % 9000}ms:${found} POST /cart/${service} done${rest}`
}
