/** Values numbered in the kernels' table are those that a map numbers. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import { parseNumbers } from '../../src/engine/records/fields/numbers.ts'
import { hashSpans } from '../../src/engine/records/fields/hash.ts'
import { isNumber } from '../../src/engine/query/number.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { ValueKind } from '../../src/engine/records/spans.ts'
import { Counts } from '../../src/engine/stages/aggregate/groupColumn.ts'
import type { KeyTable } from '../../src/engine/stages/aggregate/keyTable.ts'
import { ValueIds } from '../../src/engine/stages/aggregate/valueIds.ts'
import { blockOf } from '../support/blocks.ts'
import { plainHash } from '../support/plainFieldsHash.ts'

const kernels = createWasmKernels(4 * 1024 * 1024)

/** Numbers the values of field a of JSON lines, in chunks and then by a map; `disturb` is called between chunks. */
function compare(blocks: readonly (readonly string[])[], disturb: () => void = () => undefined): void {
  const ids = new ValueIds('a')
  const expected = new Map<string | undefined, number>()
  const counted = new ValueIds('a')
  const counts = new Counts()
  const times: number[] = []
  for (const values of blocks) {
    const block = blockOf(Buffer.from(values.map((value) => `{"a":${value}}\n`).join(''), 'latin1'), 0, { kernels })
    let first = 0
    for (const { count, columns } of LineBatch.of(block, createExtractor({ kind: 'json' }, kernels)).chunks(['a'])!) {
      const found = new Uint32Array(count)
      const [column] = columns
      const texts = Array.from({ length: count }, (_, row) => column.value(row)).map((value) => (value === undefined ? undefined : String(value)))
      assert.deepEqual([...hashSpans(column, count, kernels)], Array.from({ length: count }, (_, row) => plainHash(block.bytes.subarray(column.starts[row], column.ends[row]))))
      ids.readSpans(column, count, kernels, found)
      texts.forEach((text, row) => {
        if (!expected.has(text)) expected.set(text, expected.size)
        assert.equal(found[row], expected.get(text), `row ${first + row}: ${text}`)
        times[found[row]] = (times[found[row]] ?? 0) + 1
      })
      if (!counted.countSpans(column, count, counts)) {
        counted.readSpans(column, count, kernels, found)
        counts.grow(counted.texts.count)
        counts.addRows(found, count)
      }
      assert.deepEqual([...counts.save(times.length)], times)
      const numbers = parseNumbers(column, count, kernels)
      texts.forEach((text, row) => {
        const written = column.kinds[row] === ValueKind.Number ? block.bytes.toString('latin1', column.starts[row], column.ends[row]) : text
        const mayBe = column.kinds[row] !== ValueKind.Boolean && column.kinds[row] !== ValueKind.Json
        assert.equal(numbers[row], mayBe && written !== undefined && isNumber(written) ? Number(written) : NaN)
      })
      first += count
      disturb()
    }
  }
  assert.deepEqual(textsOf(ids.texts), [...expected.keys()])
  assert.deepEqual(textsOf(counted.texts), textsOf(ids.texts))
}

function textsOf(table: KeyTable): (string | undefined)[] {
  return Array.from({ length: table.count }, (_, id) => table.textOf(id))
}

const value = fc.oneof(
  { weight: 4, arbitrary: fc.nat(20).map((length) => JSON.stringify('0123456789abcdefghij'.slice(0, length))) },
  { weight: 2, arbitrary: fc.nat(4).map((zeros) => JSON.stringify(`0123456789a${'\0'.repeat(zeros)}`)) },
  { weight: 4, arbitrary: fc.constantFrom('5', '"5"', '5.0', '-5', '"-5"', '-0', '0', '50e-1', '"\\u0035"', 'true', '"true"', 'null', '"null"', '""', '{}', '[]', '"0123456789abcdeX"', '"0123456789abcdef"', '"0123456789abcdefX"', '"\\u0030123456789"', '"0123456789"', '"\xe2\x82\xac"', '"\\u20ac"', '"\xff"', '"\xfe"', '"\0"', '"\x80\0"', '12345678901234567', '1e400') },
  { weight: 1, arbitrary: fc.nat(2000).map((n) => `"key ${n}"`) },
)

describe('properties: short keys', () => {
  it('are numbered as by a map, and hashes and numbers beside them are right', () => {
    fc.assert(fc.property(fc.array(fc.array(value, { maxLength: 300, size: 'max' }), { maxLength: 5, size: 'max' }), (blocks) => compare(blocks)), { numRuns: 200 })
  }).timeout(60_000)

  it('may be more than the table holds, come late, or be long', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `"key ${(i * i) % 3001}"`)
    const few = Array.from({ length: 3000 }, (_, i) => `"key ${i % 7}"`)
    const long = Array.from({ length: 2000 }, (_, i) => `"a key of more than sixteen bytes, ${i % 11}"`)
    const now = Array.from({ length: 3000 }, (_, i) => (i % 40 === 0 ? `"rare ${i}"` : '"often"'))
    compare([few, many, few])
    compare([many, few])
    compare([long, few, long])
    compare([few, now, now, few])
  })

  it('outlive other tables in their place', () => {
    const few = Array.from({ length: 3000 }, (_, i) => `"key ${i % 100}"`)
    compare([few, few], () => kernels.wasm!.scratch.place(60_000, () => Buffer.alloc(60_000, 0xee))!.address())
  })
})
