import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { LEVELS } from '../../src/common/page.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { levelColumn, wordLevels } from '../../src/engine/records/columnFacts.ts'
import { ByteColumn } from '../../src/engine/records/fields/spanColumn.ts'
import { LEVEL_REACH, levelInWords, levelNamed, levelOfPriority, levelOfStatus, levelOfValue } from '../../src/engine/records/levels.ts'
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

  it('texts whose first word counts show the level that expressions find, with and without the kernels', () => {
    const kernels = createWasmKernels(4096)
    const buffer = kernels.buffer(4096)
    const read = wordLevels(kernels)
    fc.assert(
      fc.property(fc.array(fc.oneof(wordyText, fc.string()), { maxLength: 5 }), fc.boolean(), (texts, atEnd) => {
        const all = Buffer.from(texts.join('')).subarray(0, 4096)
        const at = atEnd ? buffer.length - all.length : 1
        buffer.fill(0x58)
        all.copy(buffer, at)
        const starts = texts.map((_, i) => Math.min(at + Buffer.byteLength(texts.slice(0, i).join('')), buffer.length))
        const ends = texts.map((_, i) => Math.min(at + Buffer.byteLength(texts.slice(0, i + 1).join('')), buffer.length))
        const lines = { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: texts.length }
        const expected = starts.map((start, i) => plainLevelInWords(buffer.toString('latin1', start, ends[i]), LEVEL_REACH, true))
        assert.deepEqual([...read(buffer, lines)], expected)
        assert.deepEqual([...read(Buffer.from(buffer), lines)], expected)
      }),
      { numRuns: 1000 },
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

  it('priorities are what they are modulo eight', () => {
    const levels = ['fatal', 'fatal', 'fatal', 'error', 'warning', 'info', 'info', 'debug']
    for (let priority = 0; priority < 192; priority++) {
      const bytes = Buffer.from(`<${priority}>`)
      assert.equal(LEVELS[levelOfPriority(bytes, 1, bytes.length - 1)], levels[priority % 8])
    }
    for (const other of ['', 'x', '1x', '1234']) assert.equal(levelOfPriority(Buffer.from(other), 0, other.length), 0)
  })

  it('names of a log come before the usual ones, in any case', () => {
    const read = levelNamed({ log: 'info', warn: 'error', '#': 'trace' }, levelOfValue)
    const level = (text: string): string => LEVELS[read(Buffer.from(`x${text}x`), 1, 1 + text.length)]
    const shown = ['LOG', 'log', 'Warn', '#', 'warning', 'lo', 'logs', ''].map(level)
    assert.deepEqual(shown, ['info', 'info', 'error', 'trace', 'warning', '', '', ''])
  })
})
