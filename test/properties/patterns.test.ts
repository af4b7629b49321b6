/** Patterns are the same however the rows are shared out and in whichever order partial results are merged; the mask is that of its slow twin. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { TableData } from '../../src/engine/records/tableBatch.ts'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { noFigures, type Figures } from '../../src/engine/stages/aggregate/patterns/figures.ts'
import { Kinds } from '../../src/engine/stages/aggregate/patterns/kinds.ts'
import { Masker, MAX_MESSAGE } from '../../src/engine/stages/aggregate/patterns/mask.ts'
import { PatternsRun } from '../../src/engine/stages/aggregate/patterns/patternsRun.ts'
import { ANY, WordTrie } from '../../src/engine/stages/aggregate/patterns/wordTrie.ts'
import { plainMask } from '../support/plainPatterns.ts'
import { silentContext } from '../../src/engine/stages/contract.ts'

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'open', 'close'), { minLength: 1, maxLength: 5 })
const figures = fc.record({ level: fc.nat(6), time: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(NaN)), example: fc.constantFrom('x', 'y', 'z') }).map(figuresOf)
const messages = fc.array(fc.tuple(words.map((each) => each.join(' ')), figures), { maxLength: 120 })
/** Which part each message goes to, and in which order the parts are merged. */
const sharing = fc.tuple(fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }))

function figuresOf({ level, time, example }: { level: number; time: number; example: string }): Figures {
  const one = noFigures()
  one.levels[level] = 1
  if (!Number.isNaN(time)) one.first = one.last = time
  return Object.assign(one, { example, exampleTime: time })
}

const LIMITS = [[4, 3, 2]]

function smallKinds(): Kinds {
  return new Kinds(12, () => new WordTrie(LIMITS))
}

function sorted(kinds: Kinds): [string, Figures][] {
  return [...kinds.all()].sort(([a], [b]) => (a < b ? -1 : 1))
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
        for (const list of lists) trie.add(list.join(' '), figuresOf({ level: 0, time: 1, example: '' }))
        const expected = [...Map.groupBy(lists, (list) => list.length).values()].flatMap((some) => [...plainTree(some, LIMITS[0])])
        assert.deepEqual([...trie.kinds().keys()].sort(), expected.sort())
      }),
    )
  })

  it('count every message once, also where there are too many kinds', () => {
    const kinds = smallKinds()
    for (let i = 0; i < 30_000; i++) kinds.add(`${'abcdefghij'[i % 10]} ${i.toString(26)}x ${(i * 7919).toString(30)} end`, figuresOf({ level: i % 7, time: i, example: 'x' }))
    const all = [...kinds.all().values()]
    assert.equal(all.reduce((sum, { levels }) => sum + levels.reduce((a, b) => a + b), 0), 30_000)
    assert.ok(all.length <= 24, `${all.length} kinds`)
  })

  it('give the same table in any order and any split', () => {
    const text = fc.oneof(
      fc.constantFrom('user ann logged in', 'user bob logged in', 'took 15 ms', 'took 1.5s (5 KB)', '', ' ', 'a=1, b=', 'GET "x y" 10.0.0.1:80', '\ud83d\ude00 1', '\uffff 2'),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    )
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), sharing, (texts, [parts, order]) => {
        const runs = order.map(() => runOf())
        texts.forEach((each, i) => runs[parts[i % parts.length]].add(tableOf([each])))
        const merged = runOf()
        for (const i of order) merged.merge(structuredClone(runs[i].take()))
        const whole = runOf()
        whole.add(tableOf(texts))
        assert.deepEqual(merged.table(), whole.table())
        assert.equal(sumOf(whole.table()), texts.length)
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

function runOf(): PatternsRun {
  return new PatternsRun('text', true, silentContext)
}

function tableOf(texts: readonly string[]): TableBatch {
  return new TableBatch({ columns: ['text'], rows: texts.map((each) => [each]) })
}

function sumOf({ columns, rows }: TableData): number {
  const at = columns.indexOf('pattern_count')
  return rows.reduce((sum, row) => sum + Number(row[at]), 0)
}
