/** Random files whose lines have times, in no good order. */
import fc from 'fast-check'
import type { ReferenceFraming } from './reference.ts'
import { fileBytes, markOf } from './pipelineArbitrary.ts'

const STAMP = /^2026-01-05 06:00:\d\d /

/** The n-th time that heads have. */
const stamp = (n: number): string => `2026-01-05 06:00:${String(n).padStart(2, '0')} `

/** A file of which each line has one of the times, or with -1 none. */
const timedFile = fc.record({ bytes: fileBytes(40), times: fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }) }, { weight: 1, arbitrary: fc.constant(-1) }), { minLength: 1, maxLength: 40 }), inOrder: fc.boolean() })

/** Two to four files; some are empty, have no times, or are in order. */
export const timedFiles: fc.Arbitrary<Buffer[]> = fc.array(timedFile.map(({ bytes, times, inOrder }) => withTimes(bytes, inOrder ? times.toSorted((a, b) => a - b) : times)), { minLength: 2, maxLength: 4 })

function withTimes(bytes: Buffer, times: readonly number[]): Buffer {
  let line = 0
  const start = markOf(bytes)
  const text = bytes.subarray(start).toString('latin1').replace(/^(?=[^])/gm, () => {
    const time = times[Math.min(line++, times.length - 1)]
    return time < 0 ? '' : stamp(time)
  })
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text, 'latin1')])
}

/** How they are read; `shifts`: milliseconds by which the times of each file are moved. */
export function timedFraming(reachBytes: number, shifts: readonly number[]): ReferenceFraming {
  return {
    isHead: (line) => STAMP.test(line.toString('latin1')),
    reachBytes,
    timeOf: (text, source) => (STAMP.test(text) ? Date.parse(`${text.slice(0, 19)}Z`) + (shifts[source] ?? 0) : NaN),
  }
}
