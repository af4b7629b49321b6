// Realistic logs of any size, the same for the same seed.
//   node test/support/makeLog.ts FILE [--size 1G | --lines 5000] [--seed 1] [--kind app|json|access]
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { accessLog } from './logs/accessLog.ts'
import { appLog } from './logs/appLog.ts'
import { jsonLog } from './logs/jsonLog.ts'

const kinds = { app: appLog, json: jsonLog, access: accessLog }
export type LogKind = keyof typeof kinds

export interface LogOptions {
  /** Bytes; the log ends with the line that reaches it. */
  size?: number
  /** Lines, if no size is given. Default 5000. */
  lines?: number
  /** Default 1. */
  seed?: number
  /** Default app. */
  kind?: LogKind
}

/** Bytes of text that are written at a time. */
const CHUNK = 1 << 20

/** Writes a log; says how long it became. */
export function makeLog(file: string, options: LogOptions = {}): { bytes: number; lines: number } {
  const { size = Infinity, lines: wanted = size === Infinity ? 5000 : Infinity, seed = 1, kind = 'app' } = options
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  const output = openSync(file, 'w')
  let bytes = 0
  let lines = 0
  let text = ''
  const flush = (): void => {
    const chunk = Buffer.from(text)
    const cut = bytes + chunk.length < size ? chunk.length : chunk.indexOf(10, Math.max(0, size - bytes - 1)) + 1
    for (let done = 0; done < cut; ) done += writeSync(output, chunk, done, cut - done)
    if (cut < chunk.length) for (let at = chunk.indexOf(10, cut); at >= 0; at = chunk.indexOf(10, at + 1)) lines--
    bytes += cut
    text = ''
  }
  try {
    if (wanted > 0 && size > 0) {
      for (const line of kinds[kind](seed)) {
        text += line + '\n'
        lines++
        // Short of the size's last stretch, flush in large pieces only.
        if (text.length >= CHUNK || lines >= wanted || bytes + text.length >= size) flush()
        if (lines >= wanted || bytes >= size) break
      }
    }
  } finally {
    closeSync(output)
  }
  return { bytes, lines }
}

/** "64M" in bytes. */
export function parseSize(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([KMGT]?)B?$/i.exec(text)
  if (!found) throw new Error(`not a size: ${text}`)
  return Math.round(Number(found[1]) * 1024 ** ' KMGT'.indexOf(found[2].toUpperCase() || ' '))
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, lines: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' } },
  })
  if (positionals.length !== 1 || (values.kind && !Object.hasOwn(kinds, values.kind))) {
    throw new Error('usage: makeLog.ts FILE [--size 1G | --lines 5000] [--seed 1] [--kind app|json|access]')
  }
  const made = makeLog(positionals[0], {
    size: values.size ? parseSize(values.size) : undefined,
    lines: values.lines ? Number(values.lines) : undefined,
    seed: values.seed ? Number(values.seed) : undefined,
    kind: values.kind as LogKind | undefined,
  })
  console.log(`${positionals[0]}: ${made.lines} lines, ${made.bytes} bytes`)
}
