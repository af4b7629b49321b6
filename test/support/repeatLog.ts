// Large logs of the formats of test/fixtures/formats: their lines over and over, the clock of each going on.
//   node test/support/repeatLog.ts FORMAT FILE [--size 100M]
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parseSize } from './makeLog.ts'

const CLOCK = /\d\d:\d\d:\d\d/
/** Lines with the same second. */
const LINES_PER_SECOND = 100

/** Writes the log of a format until it has so many bytes. */
export function repeatLog(format: string, file: string, size: number): void {
  const lines = readFileSync(new URL(`../fixtures/formats/${format}.log`, import.meta.url), 'latin1').trimEnd().split('\n')
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  const output = openSync(file, 'w')
  try {
    for (let bytes = 0, count = 0; bytes < size; ) {
      const clock = new Date(1000 * Math.floor(count / LINES_PER_SECOND)).toISOString().slice(11, 19)
      const text = lines.map((line) => `${line.replace(CLOCK, clock)}\n`).join('')
      bytes += writeSync(output, Buffer.from(text.repeat(Math.ceil(LINES_PER_SECOND / lines.length)), 'latin1'))
      count += LINES_PER_SECOND
    }
  } finally {
    closeSync(output)
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { size: { type: 'string', default: '100M' } } })
  if (positionals.length !== 2) throw new Error('usage: repeatLog.ts FORMAT FILE [--size 100M]')
  repeatLog(positionals[0], positionals[1], parseSize(values.size))
}
