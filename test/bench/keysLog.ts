// A log with many different keys, whose lines all have the same length: its size says how many rows it has.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { fingerprint, cacheFolder } from './support.ts'

/** Of each line, with its newline. */
export const KEYS_LINE_BYTES = 73
/** Different values of `id`. */
const KEYS = 1_000_000
const START = Date.UTC(2026, 0, 5, 6)
const LINES_AT_ONCE = 16_384

/** All numbers below 2 ** 29, each once, so that no two rows are alike to who sorts by them: a linear congruence with the factor of Numerical Recipes. */
function* everyNumber(seed: number): Generator<number, never> {
  for (let x = seed; ; ) yield (x = (Math.imul(x, 1664525) + 1013904223) & 0x1fffffff)
}

function* lines(seed: number): Generator<string> {
  let row = 0
  for (const number of everyNumber(seed)) {
    const time = new Date(START + row++).toISOString()
    const key = Math.floor(((Math.imul(number, 0x9e3779b1) >>> 0) / 2 ** 32) * KEYS)
    yield `{"time":"${time}","id":"user-${KEYS + key}","took":${100_000_000 + number}}\n`
  }
}

/** A log of JSON lines of that size, in which `id` is one of a million keys and `took` another number in each line; made once, and again when this file has changed. */
export function keysLog(size: number, seed = 1): string {
  mkdirSync(cacheFolder, { recursive: true })
  const file = path.join(cacheFolder, `keys-${size}-${seed}.jsonl`)
  const recipe = `${file}.recipe`
  const own = fingerprint([import.meta.filename])
  if (existsSync(file) && statSync(file).size >= size && existsSync(recipe) && readFileSync(recipe, 'utf8') === own) return file
  makeKeysLog(`${file}.part`, size, seed)
  renameSync(`${file}.part`, file)
  writeFileSync(recipe, own)
  return file
}

/** Writes as many lines as go into the size. */
export function makeKeysLog(file: string, size: number, seed = 1): void {
  const output = openSync(file, 'w')
  const source = lines(seed)
  try {
    for (let left = Math.floor(size / KEYS_LINE_BYTES); left > 0; left -= LINES_AT_ONCE) {
      let text = ''
      for (let i = Math.min(left, LINES_AT_ONCE); i > 0; i--) text += source.next().value
      writeSync(output, text)
    }
  } finally {
    closeSync(output)
  }
}
