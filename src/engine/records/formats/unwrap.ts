/** Samples of logs that have a prefix before each line, without it. */
import type { HeadTest } from '../../lines/block.ts'
import { lineTextEnd, nextNewline } from '../../lines/kernels.ts'
import { PrefixReader, type PrefixKind } from './prefix.ts'

/** Part of the lines that have to have the prefix: container tools write it before each, but other things may come in between. */
const LEAST = 0.8
/** Lines of each sample that are looked at for it first: most logs have none. */
const FIRST = 16
/** Part of the lines that may be of containers of which a format has no head. */
const MOST_STRANGE = 0.2

export interface Unwrapped {
  readonly all: readonly Buffer[]
  /** Whether most lines are of containers of which some are heads, or there are no heads. */
  fits(heads: HeadTest | undefined): boolean
}

const NEWLINE = Uint8Array.of(10)

/** Undefined where too few lines have the prefix. */
export function unwrapped(samples: readonly Buffer[], kind: PrefixKind): Unwrapped | undefined {
  const reader = new PrefixReader(kind)
  const containers = new Map<string, Buffer[]>()
  const all: Buffer[] = []
  let lines = 0
  let typical = 0
  for (const sample of samples) {
    const parts: Uint8Array[] = []
    for (let start = 0, line = 0; start < sample.length; line++) {
      const newline = nextNewline(sample, start, sample.length)
      const end = newline < 0 ? sample.length : lineTextEnd(sample, start, newline)
      const next = newline < 0 ? sample.length : newline + 1
      if (end > start) {
        lines++
        if (reader.read(sample, start, end) && reader.isTypical(sample)) {
          typical++
          const text = sample.subarray(reader.at, end)
          const container = reader.names.includes('container') ? sample.toString('latin1', start, reader.at) : ''
          const texts = containers.get(container) ?? []
          texts.push(text)
          containers.set(container, texts)
          parts.push(text, NEWLINE)
        } else parts.push(sample.subarray(start, next))
        // One that the sample has cut off may lack it.
        if (line === FIRST && typical < LEAST * (lines - 1)) return undefined
      }
      start = next
    }
    all.push(Buffer.concat(parts))
  }
  if (typical === 0 || typical < LEAST * (lines - 1)) return undefined
  const fits = (heads: HeadTest | undefined): boolean => {
    if (!heads) return true
    const strange = [...containers.values()].filter((texts) => !texts.some((text) => heads.test(text, 0, text.length)))
    return strange.reduce((sum, texts) => sum + texts.length, 0) <= MOST_STRANGE * typical
  }
  return { all, fits }
}

