import { strict as assert } from 'node:assert'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { stampColumn } from '../../../../../src/engine/records/columnFacts.ts'
import { ByteColumn } from '../../../../../src/engine/records/fields/spanColumn.ts'
import type { NamedLayout } from '../../../../../src/engine/records/formats/format.ts'
import { ValueKind } from '../../../../../src/engine/records/spans.ts'
import { compileTime } from '../../../../../src/engine/records/time/readers.ts'

function read(kind: NamedLayout, text: string): string {
  const bytes = Buffer.from(text)
  const reader = compileTime([{ kind }])
  const time = reader.read(bytes, 0, bytes.length)
  return Number.isNaN(time) ? 'none' : `${new Date(Math.trunc(time)).toISOString()} ${time % 1} |${text.slice(reader.end)}`
}

const kernels = createWasmKernels(4096)

function timeByKernel(kind: NamedLayout, text: string): number {
  const buffer = kernels.buffer(4096)
  const column = new ByteColumn(buffer, 1, 'json')
  column.ends[0] = buffer.write(text)
  column.kinds[0] = ValueKind.Text
  return stampColumn([{ kind }], kernels)(column, 1)[0]
}

describe('engine/records/time/readers', () => {
  const cases: readonly (readonly [NamedLayout, string, string])[] = [
    ['iso', '2026-01-05T06:00:00.123Z INFO', '2026-01-05T06:00:00.123Z 0 | INFO'],
    ['iso', '2026-01-05 06:00:00,123 INFO', '2026-01-05T06:00:00.123Z 0 | INFO'],
    ['iso', '2026/01/05 06:00:00 x', '2026-01-05T06:00:00.000Z 0 | x'],
    ['iso', '2026-01-05T06:00', '2026-01-05T06:00:00.000Z 0 |'],
    ['iso', '2026-01-05T06:00:00.5+01:30|', '2026-01-05T04:30:00.500Z 0 ||'],
    ['iso', '2026-01-05T06:00:00-0800', '2026-01-05T14:00:00.000Z 0 |'],
    ['iso', '2026-01-05 06:00:00+01 x', '2026-01-05T05:00:00.000Z 0 | x'],
    ['iso', '2026-01-05 06:00:00 +0100 x', '2026-01-05T05:00:00.000Z 0 | x'],
    ['iso', '2026-01-05 06:00:00 - 5 apples', '2026-01-05T06:00:00.000Z 0 | - 5 apples'],
    ['iso', '2026-01-05 06:00:00 -12 degrees', '2026-01-05T06:00:00.000Z 0 | -12 degrees'],
    ['iso', '2026-01-05T06:00:00.000250Z', '2026-01-05T06:00:00.000Z 0.25 |'],
    ['iso', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z 0 |'],
    ['iso', '2026-02-29T00:00:00Z', 'none'],
    ['iso', '1900-02-29T00:00:00Z', 'none'],
    ['iso', '2026-13-01T00:00:00Z', 'none'],
    ['iso', '2026-00-01T00:00:00Z', 'none'],
    ['iso', '2026-01-00T00:00:00Z', 'none'],
    ['iso', '2026-01-05T24:00:00Z', 'none'],
    ['iso', '2026-01-05T06:60:00Z', 'none'],
    ['iso', '2026-01-05T06:00:61Z', 'none'],
    ['iso', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z 0 |'],
    ['iso', '1969-12-31T23:59:59Z', '1969-12-31T23:59:59.000Z 0 |'],
    ['iso', '2026-01-05', 'none'],
    ['iso', 'yesterday', 'none'],
    ['common', '05/Jan/2026:06:00:00 +0000', '2026-01-05T06:00:00.000Z 0 |'],
    ['common', '20/Jul/2009:22:59:26 -0700] x', '2009-07-21T05:59:26.000Z 0 |] x'],
    ['common', '05/Foo/2026:06:00:00 +0000', 'none'],
    ['common', '31/Feb/2026:06:00:00 +0000', 'none'],
    ['epoch', '1767592800', '2026-01-05T06:00:00.000Z 0 |'],
    ['epoch', '1767592800.25', '2026-01-05T06:00:00.250Z 0 |'],
    ['epoch', '1767592800123', '2026-01-05T06:00:00.123Z 0 |'],
    ['epoch', '1767592800123250', '2026-01-05T06:00:00.123Z 0.25 |'],
    ['epoch', '1767592800123250000', '2026-01-05T06:00:00.123Z 0.25 |'],
    ['epoch', '21.5', 'none'],
    ['epoch', '-1767592800', 'none'],
    ['epoch', '1767592800x', 'none'],
    ['epoch', '1767592800.', 'none'],
    ['epoch', '', 'none'],
  ]
  for (const [kind, text, expected] of cases) {
    it(`reads '${text}' as ${expected}`, () => {
      assert.equal(read(kind, text), expected)
      assert.equal(timeByKernel(kind, text), compileTime([{ kind }]).read(Buffer.from(text), 0, text.length))
    })
  }

  it('reads nothing behind the end', () => {
    const bytes = Buffer.from('2026-01-05T06:00:00.123Z')
    const reader = compileTime([{ kind: 'iso' }])
    assert.equal(reader.read(bytes, 0, 15), NaN)
    assert.equal(reader.read(bytes, 0, 18), Date.UTC(2026, 0, 5, 6))
    assert.equal(reader.end, 16)
    assert.equal(reader.read(bytes, 0, 21), Date.UTC(2026, 0, 5, 6, 0, 0, 100))
  })
})
