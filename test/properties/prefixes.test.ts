import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../src/common/constants.ts'
import { blockCount, BlockReader, readerBufferBytes } from '../../src/engine/lines/block.ts'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { PREFIX_KINDS, PrefixReader, type PrefixKind } from '../../src/engine/records/formats/prefix.ts'
import { formatNamed } from '../../src/engine/records/formats/registry.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { MemoryFile } from '../support/memoryFile.ts'
import { plainPrefix } from '../support/plainPrefix.ts'
import { recordsOf } from '../support/recordsOf.ts'

const piece = fc.constantFrom(
  '2026-05-01T12:00', ':01', '.5', 'Z', '+02:00', ' ', 'stdout', 'stderr', 'F', 'P', 'F:x', '[pod/', 'a', '/', ']', 'web-1', '_', '7', '|',
  '\x1b[3m', '\x1b[', '\x1b[0;1m', '\t', 'ü', 'x',
)
const like: Readonly<Record<PrefixKind, readonly string[]>> = {
  cri: ['2026-05-01T12:00', 'Z', ' ', 'stdout', ' ', 'F', ' ', 'x'],
  compose: ['\x1b[3m', 'web-1', ' ', ' ', '|', '\x1b[0m', ' ', '\x1b[3m', 'x'],
  kubectl: ['[pod/', 'a', '/', 'web-1', ']', ' ', 'x'],
  stamped: ['2026-05-01T12:00', ':01', '.5', '+02:00', ' ', 'x'],
}
/** Lines that are more or less what has such a prefix, of up to 40 bytes. */
const lines = (kind: PrefixKind): fc.Arbitrary<string> => {
  const parts = like[kind].map((part) =>
    fc.oneof({ weight: 12, arbitrary: fc.constant(part) }, { weight: 1, arbitrary: fc.constant('') }, { weight: 1, arbitrary: piece }),
  )
  return fc.oneof({ weight: 5, arbitrary: fc.tuple(...parts) }, fc.array(piece, { maxLength: 8 }))
    .map((all) => Buffer.from(all.join('')).toString('latin1').slice(0, 40))
}

const prefixes: Readonly<Record<string, readonly string[]>> = {
  cri: ['2026-05-01T12:00:00.123456789Z stdout F ', '2026-05-01T14:00:01.5+02:00 stderr P '],
  compose: ['web-1    | ', '\x1b[36mdatabase | \x1b[0m'],
  kubectl: ['[pod/web-abc/app] ', `[pod/${'a'.repeat(63)}/${'b'.repeat(63)}] `],
  stamped: ['2026-05-01T12:00:00.123456789Z ', '2026-05-01T12:00:01.1+02:00 '],
  'kubectl/stamped': [`[pod/${'a'.repeat(63)}/${'b'.repeat(63)}] 2026-05-01T12:00:00.123456789+02:00 `],
}
const texts: Readonly<Record<string, readonly string[]>> = {
  plain: ['a', 'ERROR b', ' c'],
  'json message=msg': ['{"level":"error","msg":"a"}', '{"time":"2026-01-05T06:00:00Z","msg":"b","container":"c"}', 'x', '{', ' {"a":1}'],
  'logback until=2026-05-02': ['06:00:00.123 [main] WARN a.B - c', '07:00:00 [x', '\tat d', '', 'e'],
  zookeeper: ['2026-01-05 06:00:00,123 [myid:1] - INFO  [a:B@12] - c', '2026-01-05 06:00:00,123 - x', 'd', ' 2026-01-05 06:00:00,123 - x'],
  'ms-console': ['info: a.B[7]', 'fail: a.B[8] c', '      => d:e', '      f', 'warn: x', '', 'g'],
  'dmesg-decoded': ['kern  :info  : [    0.000000] a', 'kern  :err   : [123456.000000] b', 'c'],
}

describe('properties: prefixes', () => {
  for (const kind of PREFIX_KINDS) {
    it(`${kind} is read as by an expression, wherever the line stands`, () => {
      const reader = new PrefixReader(kind)
      let found = 0
      fc.assert(
        fc.property(lines(kind), fc.constantFrom('', 'x', ' ', 'Z '), (line, around) => {
          const bytes = Buffer.from(around + line + around, 'latin1')
          const start = around.length
          const expected = plainPrefix(kind, line)
          assert.equal(reader.read(bytes, start, bytes.length - start), expected !== undefined, JSON.stringify(line))
          assert.equal(reader.at - start, expected?.length ?? 0)
          if (!expected) return
          found++
          const { time, ...fields } = expected.fields
          if (time === undefined) assert.ok(Number.isNaN(reader.time))
          else assert.equal(bytes.toString('latin1', reader.timeStart, reader.timeEnd), time)
          const read = reader.names.map((name, i) => [name, bytes.toString('latin1', reader.starts[i], reader.ends[i])])
          assert.deepEqual(Object.fromEntries(read), fields)
        }),
        { numRuns: 2000 },
      )
      assert.ok(found > 200)
    })
  }

  const wasm = createWasmKernels(readerBufferBytes(BLOCK_BYTES, MAX_LINE_BYTES))
  for (const [prefix, starts] of Object.entries(prefixes)) {
    it(`${prefix}/… gives the records that there are without the prefix`, () => {
      const logs = fc.constantFrom(...Object.keys(texts)).chain((name) =>
        fc.record({ name: fc.constant(name), lines: fc.array(fc.tuple(fc.constantFrom(...starts), fc.constantFrom(...texts[name])), { minLength: 1 }) }),
      )
      fc.assert(
        fc.property(logs, fc.constantFrom('\n', '\r\n'), fc.boolean(), (log, newline, fast) => {
          const [format, inner] = [`${prefix}/${log.name}`, log.name].map((name) => formatNamed(name))
          const names = ['message', 'logger', 'thread', 'uptime', 'a', 'scopes']
          const kernels = fast ? wasm : plainKernels
          const of = (all: readonly string[]): Buffer => Buffer.from(all.join(newline) + newline)
          const outside = recordsOf(of(log.lines.map((parts) => parts.join(''))), names, { format, kernels }).records
          const inside = recordsOf(of(log.lines.map(([, text]) => text)), names, { format: inner, kernels }).records
          assert.deepEqual(outside.map(({ line }) => line), inside.map(({ line }) => line))
          outside.forEach((record, i) => {
            const { time, level, fields } = inside[i]
            const [start, text] = log.lines[record.line]
            assert.equal(record.level, level)
            if (!Number.isNaN(time)) assert.equal(record.time, time)
            else assert.equal(record.time, stampIn(start))
            const message = log.name === 'plain' && text !== '' ? { message: text } : {}
            assert.deepEqual(record.fields, { ...message, ...fields })
          })
        }),
        { numRuns: 200 },
      )
    })
  }

  it('records are the same for every block size', () => {
    const logs = fc.array(fc.tuple(fc.constantFrom(...prefixes['kubectl/stamped']), fc.constantFrom(...texts.zookeeper)), { minLength: 1 })
    fc.assert(
      fc.property(logs, fc.integer({ min: 64, max: 600 }), (log, blockBytes) => {
        const bytes = Buffer.from(log.map((parts) => `${parts.join('')}\n`).join(''))
        const format = formatNamed('kubectl/stamped/zookeeper')
        assert.ok(format)
        const heads = compileHead(format)
        const found: number[] = []
        const reader = new BlockReader(new MemoryFile(bytes), 0, { heads, blockBytes })
        for (let index = 0; index < blockCount(bytes.length, blockBytes); index++) {
          const block = reader.read(index)
          const batch = LineBatch.of(block)
          for (let row = 0; row < batch.length; row++) found.push(block.sourceOffset(batch.start(row)))
        }
        const whole = recordsOf(bytes, [], { format }).records.map(({ line }) => line)
        const offsets = log.map((_, line) => log.slice(0, line).reduce((sum, parts) => sum + Buffer.byteLength(parts.join('')) + 1, 0))
        assert.deepEqual(found, whole.map((line) => offsets[line]))
      }),
      { numRuns: 200 },
    )
  })
})

/** The time of the prefixes of these tests. */
function stampIn(prefix: string): number {
  const stamp = /\d{4}-\S+/.exec(prefix)?.[0]
  return stamp === undefined ? NaN : Date.parse(stamp.replace(/(\.\d{3})\d+/, '$1')) + Number(`0.${/\.\d{3}(\d+)/.exec(stamp)?.[1] ?? 0}`)
}
