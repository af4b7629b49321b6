/** `facets` gives what its slow twin gives, however the values are read and however the rows are shared out. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import type { FieldValue, RecordBatch } from '../../src/engine/records/batch.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import { json as jsonFormat } from '../../src/engine/records/formats/json.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { selectLines } from '../../src/engine/records/lineFrame.ts'
import { TableBatch, type TableData } from '../../src/engine/records/tableBatch.ts'
import { FacetsRun, type FacetsOptions } from '../../src/engine/stages/aggregate/facets/facetsRun.ts'
import { niceRanges } from '../../src/engine/stages/aggregate/facets/niceRanges.ts'
import { isCountable, RangeCounts } from '../../src/engine/stages/aggregate/facets/rangeCounts.ts'
import { blockOf } from '../support/blocks.ts'
import { plainFacets, plainRanges, type PlainRow } from '../support/plainFacets.ts'
import { NotingContext } from '../support/runStages.ts'

const COLUMNS = ['a', 'x', 'level', 'b', 'source', 'time', 'y']
const DISTINCT = 4

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 3, arbitrary: fc.integer({ min: 100, max: 600 }) },
  { weight: 2, arbitrary: fc.integer({ min: -100_000, max: 10_000_000 }).map((n) => n / 1000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 5, 10, 0.1, 0.2, 0.3, 1e21, 1e-7, -0.5, 1000, 999.5) },
)
const anyNumber = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 5e-324, -5e-324, 1e-323, Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, -1e308, 2 ** -1022, 1e-300, -1e-300, 9.995e22) },
)

const orders = fc.array(fc.nat(255), { minLength: 1, maxLength: 20 })

const options = fc.record({
  fields: fc.option(fc.uniqueArray(fc.constantFrom('a', 'x', 'level', 'time', 'none', 'source', 'o.p'), { minLength: 1, maxLength: 4 }), { nil: undefined }),
  limit: fc.constantFrom(1, 2, 3, 10),
  budget: fc.constantFrom(300, 1000, 4000, 16 * 1024 * 1024),
})

function runOf(of: FacetsOptions): FacetsRun {
  return new FacetsRun(of, new NotingContext())
}

/** The table of rows that several runs took in parts; `order` says which run takes each batch, and in which order they are merged. */
function shared(of: FacetsOptions, batches: Iterable<RecordBatch>, order: readonly number[]): TableData {
  const runs = Array.from({ length: 3 }, () => runOf(of))
  const merged = runOf(of)
  let i = 0
  for (const batch of batches) {
    const at = order[i++ % order.length]
    runs[at % 3].add(batch, i)
    // Partial tables are shown, too.
    if (at > 200) {
      merged.merge(structuredClone(runs[at % 3].take()))
      merged.table()
    }
  }
  for (const at of new Set([...order.map((each) => each % 3), 0, 1, 2])) merged.merge(structuredClone(runs[at].take()))
  return merged.table()
}

const [VALUE, COUNT, KIND, EXACT, MOST] = [1, 2, 7, 10, 11]

/**
 * The tables are the same, but for how many different values there are where that is estimated (a few may have met, and they are always the same), and for the values that come often
 * of too many, which are so often in `rows` as is said.
 */
function assertSame(table: TableData, expected: readonly FieldValue[][], again: TableData, rows: readonly PlainRow[]): void {
  const plain = withoutFrequent(table, rows)
  assert.deepEqual(withoutFrequent(again, rows), plain)
  const estimated = expected.map((row, i) => {
    const exact = row[DISTINCT] as number
    const given = plain[i]?.[DISTINCT]
    const isNear = row[EXACT] === 'false' && typeof given === 'number' && Math.abs(given - exact) <= Math.max(1, 0.05 * exact)
    return row.map((value, column) => (column === DISTINCT && isNear ? given : value))
  })
  assert.deepEqual(plain, estimated)
}

/** The table with one row of the kind many in the place of all frequent values of a field. */
function withoutFrequent(table: TableData, rows: readonly PlainRow[]): FieldValue[][] {
  const left: FieldValue[][] = []
  let before: readonly FieldValue[] | undefined
  for (const row of table.rows) {
    if (row[KIND] !== 'frequent') {
      left.push([...row])
      continue
    }
    const [field, value, least] = row
    const count = rows.filter((each) => each.some(([name, own]) => name === field && own !== undefined && String(own).toWellFormed() === value)).length
    assert.ok((least as number) <= count && count <= (row[MOST] as number), `${field} = ${value}: ${count} is not ${least} to ${row[MOST]}`)
    assert.ok((least as number) > 0)
    if (!before || before[0] !== field) left.push(row.map((each, i) => (i === VALUE || i === MOST ? undefined : i === COUNT ? row[5] : i === 3 ? 100 : i === KIND ? 'many' : each)))
    else assert.ok((before[COUNT] as number) >= (least as number) && before[VALUE] !== value)
    before = row
  }
  return left
}

describe('properties: facets', () => {
  it('are those of the twin, in any order of rows and merges', () => {
    const few = fc.constantFrom<FieldValue>('a', 'b', 'B', '', '5', 5, '5.0', undefined, 'a rather long value')
    const some = fc.oneof(
      { weight: 8, arbitrary: few },
      { weight: 1, arbitrary: fc.string() },
    )
    const numbers = fc.oneof(anyNumber, anyNumber.map(String), fc.constant(undefined))
    const units = fc.oneof(fc.nat(9000).map((n) => `${n / 10}ms`), fc.constantFrom('1.5s', '2s', '1h30m', '-3s', undefined))
    const sizes = fc.oneof(fc.nat(3000).map((n) => `${n}KB`), fc.constantFrom('1 MiB', '12B'))
    const mixed = fc.oneof(numbers, units, fc.constantFrom('x', Infinity, NaN, '1e999'))
    const column = fc.constantFrom<fc.Arbitrary<FieldValue>>(few, some, numbers, numbers, units, sizes, mixed)
    const tables = fc.tuple(...COLUMNS.map(() => column)).chain((columns) => fc.array(fc.array(fc.tuple(...columns), { maxLength: 60 }), { maxLength: 8, size: 'max' }))
    fc.assert(
      fc.property(options, tables, orders, (of, parts, order) => {
        const rows = parts.flat()
        const twin = plainFacets(rows.map((row): PlainRow => row.map((value, i) => [COLUMNS[i], value])), { ...of, named: COLUMNS })
        const single = runOf(of)
        single.add(new TableBatch({ columns: COLUMNS, rows }))
        const batches = parts.map((part) => new TableBatch({ columns: COLUMNS, rows: part }))
        assertSame(single.table(), twin, shared(of, batches, order), rows.map((row): PlainRow => row.map((value, i) => [COLUMNS[i], value])))
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('are the same from the bytes of JSON lines, whose fields only the rows name', () => {
    const json = fc.oneof(
      { weight: 4, arbitrary: number.map(String) },
      { weight: 3, arbitrary: fc.constantFrom('5', '5.0', '5e0', '0.50', '-0', '-0.0', '0', '50E-1', '1E+2', '1e400', '12345678901234567890', '1e-400', '0.000001', '0.0000001', '123456789012345.6', '007', '+5', '.5') },
      { weight: 4, arbitrary: fc.constantFrom('"5"', '"5.0"', '"a"', '"\\u0061"', '"\\n"', '"\\ud800"', '"\\ufffd"', '"é"', '"\\u00e9"', '""', '"null"', '"1e3"', '"a very long value that goes on"', '"5ms"', '"1.5s"', '"\\u0031s"', '"10KB"') },
      { weight: 1, arbitrary: fc.constantFrom('null', 'true', 'false', '{}', '[1]', '[1, 2]', '"{}"') },
      { weight: 1, arbitrary: fc.string().map((text) => JSON.stringify(text)) },
    )
    const names = fc.constantFrom<string>('a', 'x', 'level', 'o', 'o.p', 'q', 'time', 'x2', 'source')
    const object = fc.uniqueArray(fc.tuple(names, json), { maxLength: 6, selector: ([name]) => name })
    const nested = fc.tuple(object, fc.option(object, { nil: undefined }), fc.boolean()).map(([own, inner, isFirst]) => {
      const rest = own.filter(([name]) => !inner || (name !== 'o' && name !== 'o.p'))
      const inside = inner?.filter(([name]) => !name.includes('.')) ?? []
      if (inside.length === 0) return { text: textOf(rest), fields: rest.map(([name]) => name) }
      const part: (readonly [string, string])[] = [['o', textOf(inside)]]
      const fields = inside.map(([name]) => `o.${name}`)
      return isFirst ? { text: textOf([...part, ...rest]), fields: [...fields, ...rest.map(([name]) => name)] } : { text: textOf([...rest, ...part]), fields: [...rest.map(([name]) => name), ...fields] }
    })
    const line = fc.oneof({ weight: 12, arbitrary: nested }, { weight: 1, arbitrary: fc.constantFrom('', 'no json', '[1]', '{}').map((text) => ({ text, fields: [] as string[] })) })
    const wasm = createWasmKernels(4 * 1024 * 1024)
    const blocks = fc.array(fc.array(line, { maxLength: 60 }), { maxLength: 4, size: 'max' })
    fc.assert(
      fc.property(options, blocks, orders, fc.constantFrom(wasm, plainKernels), fc.constantFrom('all', 'own', 'own', 'some', 'ownSome', 'picked', 'made', 'madeSome', 'kv'), (of, parts, order, kernels, how) => {
        // That of logs has fields of its own, which stand for keys of other names.
        const extractor = how.startsWith('own') ? createFormatFields(jsonFormat, kernels) : createExtractor({ kind: 'json' }, kernels)
        const chosen = (length: number): Uint32Array => Uint32Array.from({ length: length >> 1 }, (_, i) => 2 * i)
        // All blocks share one buffer, so each is read when it is its turn.
        function* batches(): Generator<RecordBatch> {
          for (const lines of parts) {
            const batch = LineBatch.of(blockOf(Buffer.from(lines.map(({ text }) => `${text}\n`).join('')), 0, { kernels }), extractor)
            if (how === 'some' || how === 'ownSome') yield batch.select(chosen(batch.length))
            else if (how === 'picked') yield batch.pick(selectLines(batch.firstLines, chosen(batch.length)))
            else if (how === 'madeSome') yield batch.select(chosen(batch.length)).withValues(['a'], () => ['made'])
            else if (how === 'made') yield batch.withValues(['a'], () => ['made'])
            else if (how === 'kv') yield batch.withOpenFields((row) => ({ q: `q${row % 3}`, x: null, new: '1' } as Record<string, string | null>), (found, name) => found[name], Object.keys)
            else yield batch
          }
        }
        const isPart = /some|picked/i.test(how)
        const named = how.startsWith('made') ? ['a'] : how.startsWith('own') ? ['level'] : []
        const twinRows: PlainRow[] = []
        let at = 0
        for (const batch of batches()) {
          const lines = parts[at++]
          for (let row = 0; row < batch.length; row++) {
            const { fields } = lines[isPart ? 2 * row : row]
            const all = of.fields ?? [...named, ...new Set([...fields, ...(how === 'kv' ? ['q', 'new'] : [])])]
            twinRows.push([...new Set(all)].map((name) => [name, batch.field(name, row)]))
          }
        }
        const twin = plainFacets(twinRows, { ...of, named })
        const single = runOf(of)
        let block = 0
        for (const batch of batches()) single.add(batch, ++block)
        assertSame(single.table(), twin, shared(of, batches(), order), twinRows)
      }),
      { numRuns: 400 },
    )
  }).timeout(60_000)

  it('find fields and strange rows in rows that are known as in a walk over all', () => {
    const name = fc.constantFrom('a', 'o', 'o.p', 'b', 'x')
    const value = fc.constantFrom('1', '"v"', '"\\u0061"', 'null', '{}', '{"p":2}', '{"q":{"p":3}}', '[{"a":1}]', 'true', 'oops', '"no end')
    const line = fc.oneof(fc.array(fc.tuple(name, value), { maxLength: 5 }).map(textOf), fc.constantFrom('', ' {"a" : 1 }', 'no json', '{"a":1,'))
    const wasm = createWasmKernels(4 * 1024 * 1024)
    const lines = fc.oneof({ weight: 9, arbitrary: fc.array(line, { maxLength: 40 }) }, { weight: 1, arbitrary: fc.array(line, { minLength: 900, maxLength: 1200, size: 'max' }) })
    fc.assert(
      fc.property(lines, fc.uniqueArray(name, { minLength: 1 }), fc.nat(3), (texts, names, step) => {
        const extractor = createExtractor({ kind: 'json' }, wasm)
        const batch = (): LineBatch => LineBatch.of(blockOf(Buffer.from(texts.map((text) => `${text}\n`).join('')), 0, { kernels: wasm }), extractor)
        const all = eachChunk(batch(), names)
        assert.equal(all.length, texts.length)
        const rows = Uint32Array.from(texts.keys()).filter((row) => row % (step + 1) === 0)
        const part = batch()
        assert.deepEqual(eachChunk(part.select(rows) as LineBatch, names), Array.from(rows, (row) => all[row]))
        assert.deepEqual(eachChunk(batch().pick(selectLines(part.firstLines, rows)), names), Array.from(rows, (row) => all[row]))
      }),
      { numRuns: 300 },
    )
  }).timeout(60_000)

  it('have ranges with nice bounds, in which all numbers are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(number, anyNumber).filter(isCountable), { minLength: 1, maxLength: 60 }), fc.constantFrom(1, 2, 3, 10, 50), fc.nat(60), (numbers, limit, cut) => {
        const [a, b] = [numbers.slice(0, cut), numbers.slice(cut)].map((part) => {
          const counts = new RangeCounts()
          for (const x of part) counts.add(x)
          return counts
        })
        b.merge(structuredClone(a.save()))
        const ranges = niceRanges(b.cells(), limit)
        assert.deepEqual(ranges.map(({ from, to, count }) => [from, to, count]), plainRanges(numbers, limit))
        for (const { from = -Infinity, to = Infinity, count } of ranges) assert.equal(count, numbers.filter((x) => x >= from && x < to).length)
        assert.equal(ranges.reduce((sum, { count }) => sum + count, 0), numbers.length)
      }),
      { numRuns: 2000 },
    )
  }).timeout(60_000)

  it('are of the fields with the shortest names, where there are more than are looked at', () => {
    const names = Array.from({ length: 2500 }, (_, i) => `f${i}`)
    const lines = names.map((name, i) => `{"${name}":"v","all":${i % 2}}`)
    const extractor = createExtractor({ kind: 'json' }, plainKernels)
    const tables = [1, 7, 2500].map((size) => {
      const run = runOf({ fields: undefined, limit: 1 })
      for (let from = 0, block = 0; from < lines.length; from += size, block++) {
        run.add(LineBatch.of(blockOf(Buffer.from(lines.slice(from, from + size).join('\n')), 0, { kernels: plainKernels }), extractor), block)
      }
      return run.table()
    })
    const kept = [...names.slice(0, 1000), 'all'].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 1000)
    for (const table of tables) assert.deepEqual(table.rows.map(([name]) => name).sort(), [...kept].sort())
    assert.deepEqual(tables[1], tables[0])
    assert.deepEqual(tables[2], tables[0])
  }).timeout(20_000)
})

function textOf(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `"${name}":${value}`).join(',')}}`
}

/** Of each row whether it is strange, and where its values are. */
function eachChunk(batch: LineBatch, names: readonly string[]): unknown[] {
  const rows: unknown[] = []
  for (const { count, columns, strange } of batch.markedChunks(names)!) {
    for (let row = 0; row < count; row++) rows.push([strange![row], ...columns.slice(0, names.length).map(({ kinds, starts, ends }) => [kinds[row], starts[row], ends[row]])])
  }
  return rows
}
