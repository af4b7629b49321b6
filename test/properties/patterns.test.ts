/** Patterns are the same however the rows are shared out and in whichever order partial results are merged; the mask is that of its slow twin. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { TableData } from '../../src/engine/records/tableBatch.ts'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { noFigures, type Figures, type Groups } from '../../src/engine/stages/aggregate/patterns/figures.ts'
import { Kinds } from '../../src/engine/stages/aggregate/patterns/kinds.ts'
import { Masker, MAX_MESSAGE } from '../../src/engine/stages/aggregate/patterns/mask.ts'
import { learnPatterns, PatternFinder } from '../../src/engine/stages/aggregate/patterns/labels.ts'
import type { PatternsNode } from '../../src/engine/stages/aggregate/patterns/node.ts'
import { PatternsRun } from '../../src/engine/stages/aggregate/patterns/patternsRun.ts'
import { templatesOfKinds } from '../../src/engine/stages/aggregate/patterns/templateTable.ts'
import { ANY, WordTrie } from '../../src/engine/stages/aggregate/patterns/wordTrie.ts'
import { silentContext } from '../../src/engine/stages/contract.ts'
import { withTimes } from '../../src/engine/results/resolveTimes.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { plainMask, plainPatterns } from '../support/plainPatterns.ts'

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'open', 'close'), { minLength: 1, maxLength: 5 })
const times = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(NaN), fc.integer({ min: -200, max: 2000 }), fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((time) => Math.round(time * 1000) / 1000))
const figures = fc.record({ level: fc.nat(6), time: times, example: fc.constantFrom('x', 'y', 'z'), group: fc.constantFrom('', 'a') }).map(figuresOf)
const messages = fc.array(fc.tuple(words.map((each) => each.join(' ')), figures), { maxLength: 120 })
/** Which part each message goes to, and in which order the parts are merged. */
const sharing = fc.tuple(fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }))

interface One {
  readonly level: number
  readonly time: number
  readonly example: string
  readonly group: string
}

function figuresOf({ level, time, example, group }: One): Groups {
  const one = noFigures()
  one.levels[level] = 1
  if (!Number.isNaN(time)) {
    one.first = one.last = time
    one.spark = { shift: 0, start: Math.floor(time), counts: [1] }
  }
  return new Map([[group, { ...one, samples: [{ text: example, time: Number.isNaN(time) ? Infinity : time }] }]])
}

function countOfAll(all: Iterable<Groups>): number {
  return [...all].flatMap((groups) => [...groups.values()]).reduce((sum, { levels }) => sum + levels.reduce((a, b) => a + b), 0)
}

const text = fc.oneof(
  fc.constantFrom('user ann logged in', 'user bob logged in', 'took 15 ms', 'took 1.5s (5 KB)', '', ' ', 'a=1, b=', 'GET "x y" 10.0.0.1:80', '\ud83d\ude00 1', '\uffff 2', '<*> x', '1 x'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)
const rows = fc.record({ text, time: times, user: fc.constantFrom('ann', 'bob', 'eve', undefined) })
const queries = [
  '* | patterns text',
  '* | patterns max_sample_count=1',
  '* | patterns by user',
  '* | patterns by user, text max_sample_count=0',
  '* | patterns text compare user ann with bob',
  '* | patterns compare user ann',
  '* | patterns compare time "1970-01-01 00:00:00" with "1970-01-01 00:00:01" to "1970-01-01 00:00:04"',
]

const LIMITS = [[4, 3, 2]]

function smallKinds(): Kinds {
  return new Kinds(2, 12, () => new WordTrie(LIMITS))
}

function sorted(kinds: Kinds): [string, [string, Figures][]][] {
  return [...kinds.all()].map(([kind, groups]): [string, [string, Figures][]] => [kind, [...groups].sort(([a], [b]) => (a < b ? -1 : 1))]).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What the tree is meant to be, said in the simplest way: of all messages with the same number of words at once. */
function plainTree(lists: readonly (readonly string[])[], limits: readonly number[], varying = 0, at = 0): Set<string> {
  if (lists.length === 0 || at === lists[0].length) return new Set(lists.length > 0 ? [''] : [])
  const found = Map.groupBy(lists, (list) => list[at])
  const isAny = found.size > 1 && found.size > (limits[varying] ?? 1)
  const below = varying + (found.size > 1 ? 1 : 0)
  const parts = isAny ? [[ANY, lists] as const] : [...found]
  return new Set(parts.flatMap(([word, rest]) => [...plainTree(rest, limits, below, at + 1)].map((each) => (each === '' ? word : `${word} ${each}`))))
}

describe('patterns', () => {
  it('are of the same kinds in any order and any split', () => {
    fc.assert(
      fc.property(messages, sharing, (all, [parts, order]) => {
        const whole = smallKinds()
        for (const [kind, each] of all) whole.add(kind, each)
        const shares = order.map(smallKinds)
        all.forEach(([kind, each], i) => shares[parts[i % parts.length]].add(kind, each))
        const merged = smallKinds()
        for (const i of order) merged.merge(structuredClone(shares[i].save()))
        assert.deepEqual(sorted(merged), sorted(whole))
      }),
    )
  })

  it('keep as many words in a place as the limits allow, whoever comes first', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 150 }), (lists) => {
        const trie = new WordTrie(LIMITS)
        for (const list of lists) trie.add(list.join(' '), figuresOf({ level: 0, time: 1, example: '', group: '' }))
        const expected = [...Map.groupBy(lists, (list) => list.length).values()].flatMap((some) => [...plainTree(some, LIMITS[0])])
        assert.deepEqual([...trie.kinds().keys()].sort(), expected.sort())
      }),
    )
  })

  it('count every message once, also where there are too many kinds', () => {
    const kinds = smallKinds()
    for (let i = 0; i < 30_000; i++) kinds.add(`${'abcdefghij'[i % 10]} ${i.toString(26)}x ${(i * 7919).toString(30)} end`, figuresOf({ level: i % 7, time: i, example: 'x', group: '' }))
    const all = [...kinds.all().values()]
    assert.equal(countOfAll(all), 30_000)
    assert.ok(all.length <= 24, `${all.length} kinds`)
  })

  it('give the same table in any order and any split', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 60 }), sharing, fc.constantFrom(...queries), (all, [parts, order], query) => {
        const runs = order.map(() => runOf(query))
        all.forEach((each, i) => runs[parts[i % parts.length]].add(new RowsBatch([each])))
        const merged = runOf(query)
        for (const i of order) merged.merge(structuredClone(runs[i].take()))
        const whole = runOf(query)
        whole.add(new RowsBatch(all))
        assert.deepEqual(merged.table(), whole.table())
        assert.equal(sumOf(whole.table(), 'pattern_count') + sumOf(whole.table(), 'baseline_count'), all.filter((row) => isCounted(query, row)).length)
      }),
    )
  })

  it('count messages over time, and keep the earliest, as the plain way does', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (all, samples) => {
        const run = runOf(`* | patterns text max_sample_count=${samples}`)
        run.add(new RowsBatch(all))
        const learned = new PatternFinder(learnPatterns(run.all().keys()))
        const { rows: found } = run.table()
        const plain = plainPatterns(all, samples, (text) => learned.find(maskOf(text)) ?? 'none')
        assert.deepEqual(found.map(([text, count, , first, last, sparkline, examples]) => [text, count, first, last, sparkline, examples]), plain)
      }),
    )
  })

  it('find for each message the pattern that it is counted in, also where there are too many kinds', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 150 }), (lists) => {
        const kinds = smallKinds()
        for (const list of lists) kinds.add(list.join(' '), figuresOf({ level: 0, time: 1, example: '', group: '' }))
        const finder = new PatternFinder(structuredClone(learnPatterns(kinds.all().keys())))
        const found = Map.groupBy(lists, (list) => finder.find(list.join(' ')))
        const expected = templatesOfKinds(kinds.all().keys()).map(({ text, kinds: own }) => [text, own.reduce((sum, kind) => sum + countOfAll([kinds.all().get(kind)!]), 0)] as const)
        assert.deepEqual(new Map([...found].map(([text, own]) => [text, own.length])), new Map(expected))
      }),
    )
  })
})

describe('the mask', () => {
  it('is that of its slow twin', () => {
    const piece = fc.oneof(fc.constantFrom(' ', '\t', '=', ':', ',', '"', '1', '22', 'a', 'jk2', 'x.y', '-', '\u0001', 'é', '\n', 'abc'), fc.string({ maxLength: 3 }))
    const message = fc.oneof({ weight: 5, arbitrary: fc.array(piece, { maxLength: 30 }) }, fc.array(piece, { minLength: 400, maxLength: 900 }))
    fc.assert(
      fc.property(message, fc.nat(5), (pieces, before) => {
        const bytes = Buffer.from('7'.repeat(before) + pieces.join('') + '9z')
        const masker = new Masker()
        const length = masker.mask(bytes, before, bytes.length - 2)
        assert.equal(Buffer.from(masker.bytes.subarray(0, length)).toString('latin1'), plainMask(bytes.toString('latin1', before, bytes.length - 2), MAX_MESSAGE))
      }),
    )
  })
})

interface Row {
  readonly text: string
  readonly time: number
  readonly user: string | undefined
}

/** Rows with times, as those of a log. */
class RowsBatch extends TableBatch {
  private readonly rows: readonly Row[]

  constructor(rows: readonly Row[]) {
    super({ columns: ['text', 'user'], rows: rows.map(({ text, user }) => [text, user]) })
    this.rows = rows
  }

  times(): Float64Array {
    return Float64Array.from(this.rows, ({ time }) => time)
  }
}

function isCounted(query: string, { time, user }: Row): boolean {
  if (query.includes('compare user')) return query.includes('with') ? user === 'ann' || user === 'bob' : user !== undefined
  return !query.includes('compare time') || (time >= 0 && time < 4000)
}

function runOf(query: string): PatternsRun {
  const written = parseOrThrow(query).stages[1].node
  return stageOf(written).kind === 'aggregate' ? new PatternsRun(withTimes(written, { now: 0, end: 0 }) as PatternsNode, silentContext) : assert.fail()
}

function maskOf(text: string): string {
  const masker = new Masker()
  const bytes = Buffer.from(text)
  return Buffer.from(masker.bytes.subarray(0, masker.mask(bytes, 0, bytes.length))).toString()
}

function sumOf({ columns, rows: all }: TableData, column: string): number {
  const at = columns.indexOf(column)
  return at < 0 ? 0 : all.reduce((sum, row) => sum + Number(row[at]), 0)
}
