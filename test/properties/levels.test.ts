import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { levelColumn } from '../../src/engine/records/columnFacts.ts'
import { ByteColumn } from '../../src/engine/records/fields/spanColumn.ts'
import { levelInWords, levelOfStatus, levelOfValue } from '../../src/engine/records/levels.ts'
import { ValueKind } from '../../src/engine/records/spans.ts'
import { levelKey, levelName, wordyText } from '../support/levelArbitrary.ts'
import { levelNames, plainLevelInWords, plainLevelOfStatus, plainLevelOfValue } from '../support/plainLevels.ts'

describe('properties: levels', () => {
  it('words show the level that expressions find', () => {
    const found = { level: 0, start: 0, end: 0 }
    fc.assert(
      fc.property(fc.oneof(wordyText, fc.string()), fc.nat(40), fc.boolean(), fc.string(), (text, reach, firstCounts, around) => {
        const line = Buffer.from(text)
        const before = Buffer.from(around)
        const bytes = Buffer.concat([before, line, Buffer.from(around)])
        const start = before.length
        const level = levelInWords(bytes, start, start + line.length, start + reach, firstCounts, found)
        assert.equal(level, plainLevelInWords(line.toString('latin1'), reach, firstCounts))
        assert.equal(found.level, level)
        if (level > 0) assert.ok(levelNames.includes(bytes.toString('latin1', found.start, found.end).toLowerCase()))
      }),
      { numRuns: 5000 },
    )
  })

  it('values are the levels that expressions find, with and without the kernels', () => {
    const kernels = createWasmKernels(4096)
    const buffer = kernels.buffer(4096)
    const readValues = levelColumn('value', kernels)
    const readStatuses = levelColumn('status', kernels)
    const anyValue = fc.oneof(levelName, levelKey, fc.stringMatching(/^[a-zA-Z]\d?$/), fc.stringMatching(/^\d{0,4}$/), fc.string())
    const padded = fc.tuple(anyValue, fc.constantFrom('', '', '', '1', 'x', '\u0011', ' ')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(padded, fc.string(), (text, around) => {
        const line = Buffer.from(text)
        const before = Buffer.from(around)
        const bytes = Buffer.concat([before, line, Buffer.from(around)])
        const start = before.length
        const value = plainLevelOfValue(line.toString('latin1'))
        const status = plainLevelOfStatus(line.toString('latin1'))
        assert.equal(levelOfValue(bytes, start, start + line.length), value)
        assert.equal(levelOfStatus(bytes, start, start + line.length), status)
        bytes.copy(buffer)
        const column = new ByteColumn(buffer, 1, 'json')
        column.starts[0] = start
        column.ends[0] = start + line.length
        column.kinds[0] = ValueKind.Text
        assert.deepEqual([...readValues(column, 1), ...readStatuses(column, 1)], [value, status])
        column.kinds[0] = ValueKind.Missing
        assert.deepEqual([...readValues(column, 1), ...readStatuses(column, 1)], [0, 0])
      }),
      { numRuns: 5000 },
    )
  })
})
