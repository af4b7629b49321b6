import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LEVELS } from '../../src/common/page.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import { KeptIndexStore } from '../../src/engine/results/keptIndex/store.ts'
import { Session } from '../../src/engine/session.ts'
import { rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const START = Date.UTC(2024, 4, 1)
const WORDS = ['', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const LEAST = { trace: 1, debug: 2, info: 3, warn: 4, error: 5, fatal: 6 } as const

interface Entry {
  readonly minute: number
  readonly level: number
  /** Lines behind the first. */
  readonly more: number
}

const entry: fc.Arbitrary<Entry> = fc.record({
  minute: fc.nat(4000),
  level: fc.nat(6),
  more: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
})

const op = fc.constantFrom('=', '!=', '>', '>=', '<', '<=')

interface Condition {
  readonly text: string
  holds(entry: Entry): boolean
}

function ordered(by: string, difference: number): boolean {
  return by === '=' ? difference === 0 : by === '!=' ? difference !== 0 : by[0] === '>' ? difference > 0 || (by === '>=' && difference === 0) : difference < 0 || (by === '<=' && difference === 0)
}

const levelCondition: fc.Arbitrary<Condition> = fc
  .tuple(op, fc.constantFrom(...(Object.keys(LEAST) as (keyof typeof LEAST)[])))
  .map(([by, name]) => ({ text: `level${by}${name}`, holds: ({ level }) => level > 0 && ordered(by, level - LEAST[name]) }))

/** To the minute, to the hour, or back from the greatest time. */
const timeCondition = (last: number): fc.Arbitrary<Condition> =>
  fc.tuple(op, fc.nat(4000), fc.constantFrom('minute', 'hour', 'back')).map(([by, minute, kind]) => {
    if (kind === 'back') return { text: `time${by}-${minute}m`, holds: (each) => ordered(by, each.minute - (last - minute)) }
    const iso = new Date(START + minute * 60_000).toISOString()
    if (kind === 'minute') return { text: `time${by}${iso.slice(0, 16)}`, holds: (each) => ordered(by, each.minute - minute) }
    return { text: `time${by}${iso.slice(0, 13)}`, holds: (each) => ordered(by, Math.floor(each.minute / 60) - Math.floor(minute / 60)) }
  })

function print({ minute, level, more }: Entry, row: number): string {
  const stamp = new Date(START + minute * 60_000).toISOString()
  return `${stamp} ${WORDS[level]} row ${row}${'\n  and more'.repeat(more)}\n`
}

describe('comparisons of time and level', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  after(async () => {
    folder.remove()
    await pool.dispose()
  })

  it('find the same rows with the statistics of blocks and without, and those that they should', async () => {
    let number = 0
    const cases = fc.array(entry, { minLength: 1, maxLength: 120 }).chain((entries) => {
      const last = Math.max(...entries.map(({ minute }) => minute))
      const condition = fc.oneof(levelCondition, timeCondition(last))
      return fc.record({ entries: fc.constant(entries), conditions: fc.array(condition, { minLength: 1, maxLength: 3 }), negated: fc.boolean() })
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ entries, conditions, negated }) => {
        assert.equal(WORDS.length, LEVELS.length)
        const path = folder.file(`${++number}.log`, Buffer.from(entries.map(print).join('')))
        const store = new KeptIndexStore(folder.join(`index${number}`), { minLogBytes: 0 })
        const sizes = { blockBytes: 256, reachBytes: 2048, maxLineBytes: 4096 }
        const expected = entries.flatMap((each, row) => {
          const all = conditions.map((condition) => condition.holds(each))
          return (negated ? all.slice(1).every(Boolean) && !all[0] : all.every(Boolean)) ? [row] : []
        })
        const query = conditions.map(({ text }, i) => (negated && i === 0 ? `NOT ${text}` : text)).join(' ')
        const find = async (): Promise<number[]> => {
          const session = await Session.open([path], { id: 1, pool, sizes, store, format: 'timestamped' })
          try {
            const { bytes } = await rendered(session, await runToEnd(session, query), { format: 'text' })
            return [...bytes.toString().matchAll(/ row (\d+)$/gm)].map(([, row]) => Number(row))
          } finally {
            session.close()
          }
        }
        assert.deepEqual(await find(), expected, query)
        const session = await Session.open([path], { id: 1, pool, sizes, store, format: 'timestamped' })
        await runToEnd(session, '')
        await session.saveIndex()
        session.close()
        assert.deepEqual(await find(), expected, `${query}, with statistics`)
      }),
      { numRuns: 200 },
    )
  })
})
