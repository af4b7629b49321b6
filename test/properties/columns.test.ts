import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import type { Columns } from '../../src/engine/records/fields/columns.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import { plainColumn } from '../support/plainColumns.ts'

const KINDS = ['missing', 'text', 'escaped', 'number', 'boolean', 'json']
const NAMES = ['a', 'date', 'time', 'b']
const SEPARATORS = [' ', ',', ';', '|', '\t'] as const

const piece = fc.constantFrom('x', 'y z', '-', '', '"', '""', '"q"', '"q ""r"" s"', ' ', '\t', ',', ';', '|', '#', 'é', 'a', 'date', 'time', 'b', '2026-01-05')

describe('properties: columns', () => {
  for (const separator of SEPARATORS) {
    for (const [quotes, notes] of [[true, false], [true, true], [false, true]]) {
      const layout: Columns = { kind: 'columns', separator, names: NAMES, joined: { both: ['date', 'time'] }, quotes, notes }
      it(`between ${JSON.stringify(separator)}, ${quotes ? 'with' : 'without'} quotes, ${notes ? 'with' : 'without'} notes, are as expressions find them`, () => {
        const extractor = createExtractor(layout, plainKernels)
        const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''))
        const values = fc.array(fc.array(piece, { maxLength: 2 }).map((pieces) => pieces.join('')), { maxLength: 6 }).map((all) => all.join(separator))
        const names = fc.constantFrom(NAMES.join(separator), `"a"${separator}date${separator}"time"${separator}b`)
        const line = fc.oneof(text, values, values, names, values.map((all) => `#${all}`))
        const fields = [...NAMES, 'both']
        let found = 0
        fc.assert(
          fc.property(fc.array(line, { maxLength: 4 }), fc.subarray(fields, { minLength: 1 }), fc.constantFrom('', '"', separator), (lines, some, around) => {
            const sources = lines.map((each) => Buffer.from(each))
            const bytes = Buffer.concat([Buffer.from(around), ...sources.flatMap((source) => [source, Buffer.from(around)])])
            let at = around.length
            const starts = sources.map((source) => {
              const start = at
              at += source.length + around.length
              return start
            })
            const ends = starts.map((start, i) => start + sources[i].length)
            const spans = { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: sources.length }
            extractor.extract(bytes, spans, some).forEach((column, i) => {
              sources.forEach((source, row) => {
                const { kind, start, end } = plainColumn(layout, source, some[i])
                assert.equal(KINDS[column.kinds[row]], kind, some[i])
                if (kind === 'missing') return
                found++
                assert.deepEqual([column.starts[row] - starts[row], column.ends[row] - starts[row]], [start, end], some[i])
                const value = source.toString('utf8', start, end)
                assert.equal(column.value(row), kind === 'escaped' ? value.replaceAll('""', '"') : value)
              })
            })
          }),
          { numRuns: 1500 },
        )
        assert.ok(found > 500, `only ${found} values`)
      })
    }
  }
})
