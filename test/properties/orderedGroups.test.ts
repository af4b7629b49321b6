/** Groups in order as bytes are in the order that the table's rows have as values. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LoserTree } from '../../src/engine/results/spool/loserTree.ts'
import { OrderedRows, type KeyColumn } from '../../src/engine/results/spool/orderedGroups.ts'
import { compareGroups, numericKeys, type GroupRow } from '../../src/engine/stages/aggregate/sortedRows.ts'

const text = fc.oneof(
  fc.constantFrom('', 'a', 'a\0', 'common-prefix', 'common-prefix-1', 'common-prefix-10', '\u{1f600}', 'x\u{1f600}', '\uff5e', 'x\uff5e', 'é', 'è'),
  fc.integer({ min: 0, max: 99 }).map((number) => `user-${number}`),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const number = fc.oneof(fc.constantFrom('0', '-0', '0.0', '1e3', '1000', '1000.0', '-1.5', '5e-324', '1e308', '9007199254740993', '9007199254740992'), fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String))
const keys = fc.oneof(fc.constantFrom(text, number).chain((of) => fc.array(fc.tuple(fc.option(of, { nil: undefined }), fc.option(text, { nil: undefined })), { maxLength: 200 })))
const ranks = fc.array(fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true })), { nil: undefined }), { minLength: 1, maxLength: 50 })

function columnOf(texts: readonly (string | undefined)[]): KeyColumn {
  const bytes = texts.map((each) => Buffer.from(each ?? ''))
  const ends = bytes.map(
    (
      (end) =>
      ({ length }) =>
        (end += length)
    )(0),
  )
  return { bytes: Buffer.concat(bytes), isMissing: (row) => texts[row] === undefined, start: (row) => ends[row] - bytes[row].length, end: (row) => ends[row] }
}

describe('properties: groups in order', () => {
  it('are as rows of values are', () => {
    fc.assert(
      fc.property(keys, ranks, (list, some) => {
        const rows = list.map(([a, b], i): GroupRow => ({ cells: [], keys: [a?.toWellFormed(), b?.toWellFormed()], rank: some[i % some.length] }))
        const order = numericKeys(rows, 2)
        const columns = [0, 1].map((key) => columnOf(rows.map((row) => row.keys[key] as string | undefined)))
        const ordered = new OrderedRows(rows.length, columns, order, Float64Array.from(rows, ({ rank }) => rank ?? -Infinity), (row) => rows[row].rank !== undefined)
        const found = Array.from(ordered.sorted(), (row) => rows[row])
        assert.equal(new Set(found).size, rows.length)
        const plain = [...rows].sort(compareGroups(order, false))
        assert.deepEqual(found, plain)
      }),
      { numRuns: 150 },
    )
  })

  it('are joined by a tree that knows the first of several', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(20), { maxLength: 20 }), { maxLength: 12 }), (runs) => {
        const left = runs.map((run) => [...run].sort((a, b) => a - b))
        const isBefore = (a: number, b: number): boolean => (left[a][0] ?? Infinity) < (left[b][0] ?? Infinity) || ((left[a][0] ?? Infinity) === (left[b][0] ?? Infinity) && a < b)
        const joined: number[] = []
        const tree = new LoserTree(left.length, isBefore)
        for (let at = tree.first; left[at]?.length > 0; at = tree.first) {
          joined.push(left[at].shift()!)
          tree.replay(at)
        }
        assert.deepEqual(joined, runs.flat().sort((a, b) => a - b))
      }),
    )
  })
})
