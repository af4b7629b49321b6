/** Fields that are found while a block is split are those that are found in its rows one by one. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels, type Kernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import { CHUNK_ROWS } from '../../src/engine/records/fields/chunks.ts'
import { access } from '../../src/engine/records/formats/access.ts'
import type { Format } from '../../src/engine/records/formats/format.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { json } from '../../src/engine/records/formats/json.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { blockOf } from '../support/blocks.ts'

const wasm = createWasmKernels(4 * 1024 * 1024)

interface Value {
  readonly kind: number
  readonly start: number
  readonly end: number
  readonly value: FieldValue
}

function batchOf(format: Format, content: Buffer, heads: boolean, kernels: Kernels): LineBatch {
  const block = blockOf(content, 0, { kernels, heads: heads ? compileHead(format) : undefined })
  return LineBatch.of(block, createFormatFields(format, kernels))
}

/** All rows, of each name a list of its values. */
function inSpans(batch: LineBatch, names: readonly string[]): Value[][] {
  return batch.spans(names).map((column) => Array.from({ length: batch.length }, (_, row) => ({
    kind: column!.kinds[row], start: column!.starts[row], end: column!.ends[row], value: column!.value(row),
  })))
}

function inChunks(batch: LineBatch, names: readonly string[]): Value[][] {
  const found: Value[][] = names.map(() => [])
  const chunks = batch.chunks(names)
  assert.ok(chunks)
  for (const { count, columns } of chunks) {
    columns.forEach(({ kinds, starts, ends }, i) => {
      for (let row = 0; row < count; row++) found[i].push({ kind: kinds[row], start: starts[row], end: ends[row], value: columns[i].value(row) })
    })
  }
  return found
}

function check(format: Format, content: Buffer, heads: boolean, names: readonly string[]): void {
  const slow = batchOf(format, content, heads, plainKernels)
  assert.equal(slow.chunks(names), undefined)
  const expected = inSpans(slow, names)
  const fast = batchOf(format, content, heads, wasm)
  assert.deepEqual(inChunks(fast, names), expected)
  assert.equal(fast.knownRecords, slow.length)
  assert.equal(fast.length, slow.length)
  assert.equal(fast.lineCount, slow.lineCount)
  // Who splits the rows afterwards gets the same.
  assert.deepEqual(inSpans(fast, names), expected)
}

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const ends = fc.oneof({ weight: 6, arbitrary: fc.constant('\n') }, { weight: 1, arbitrary: oneOf('\r\n', '\r\r\n', '\n\n', '\r') })
/** Lines with their ends, the last one perhaps without. */
const textOf = (line: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.tuple(fc.array(fc.tuple(line, ends), { maxLength: 40 }), fc.boolean()).map(([lines, cut]) => {
    const text = Buffer.from(lines.map((parts) => parts.join('')).join(''), 'latin1')
    return cut ? text.subarray(0, -1) : text
  })

const name = oneOf('a', 'b', 'a.b', 'a b', '\\u0061', 'k'.repeat(16), 'k'.repeat(17), 'level')
const value = fc.oneof(
  oneOf('1', '-0.5e3', '1e999', '12345678901234567890123', 'null', 'true', '"\\u00e9\\n"', '"', '{"b":1}', '{"b":"}"', '[1,{"b":2}]', '{"a":{"b":[]}}', '"\xff\xfe"', 'NaN', ''),
  fc.nat(70).map((length) => `"${'x'.repeat(length)}"`),
)
const object = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => `{${pairs.map(([key, each]) => `"${key}":${each}`).join(',')}}`)
const jsonLine = fc.oneof(
  { weight: 8, arbitrary: object },
  { weight: 1, arbitrary: object.chain((text) => fc.nat(text.length).map((length) => text.slice(0, length))) },
  { weight: 2, arbitrary: oneOf('', ' {"a":1}', 'no json', '\tat x', '}', ']', '{', '"a":1}', '\0', '{"a":1}{"a":2}') },
)

const word = fc.oneof(oneOf('-', 'x', '10.0.0.1', 'y'.repeat(16), 'y'.repeat(64), '', '\t', '"', '['), fc.nat(80).map((length) => 'z'.repeat(length)))
const quoted = fc.oneof(oneOf('"-"', '"GET / HTTP/1.1"', '""', '"\\""', '"a\\', '"open', 'none', '"\\\\"', '"a]b"'), fc.tuple(fc.nat(140), oneOf('', '\\"', '\\')).map(([length, escape]) => `"${'q'.repeat(length)}${escape}"`))
const bracketed = fc.oneof(oneOf('[05/Jan/2026:06:00:00 +0000]', '[]', '[open', 'none', '[a b', '[-]'), fc.nat(140).map((length) => `[${'t'.repeat(length)}]`))
const accessLine = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(word, word, word, bracketed, quoted, oneOf('200', '-', '404', 'x'), word, quoted, quoted, word).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(word, oneOf(' ', '  '), bracketed, quoted).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: oneOf(' ', '"', '[', ']', '\\', '-', 'a', 'b'), maxLength: 100 }) },
)
const cutLine = accessLine.chain((text) => fc.oneof(fc.constant(text), fc.nat(text.length).map((length) => text.slice(0, length))))

describe('properties: fields in chunks', () => {
  const jsonNames = ['a', 'b', 'a.b', 'k'.repeat(16), 'k'.repeat(17), 'raw.level', 'none']
  const accessNames = ['ip', 'ident', 'user', 'raw.time', 'request', 'status', 'bytes', 'referer', 'agent', 'extra']

  it('of JSON lines', () => {
    fc.assert(
      fc.property(textOf(jsonLine), fc.boolean(), fc.subarray(jsonNames, { minLength: 1 }), (content, heads, names) => check(json, content, heads, names)),
      { numRuns: 1000 },
    )
  }).timeout(60_000)

  it('of access logs', () => {
    fc.assert(
      fc.property(textOf(cutLine), fc.boolean(), fc.subarray(accessNames, { minLength: 1 }), (content, heads, names) => check(access, content, heads, names)),
      { numRuns: 1000 },
    )
  }).timeout(60_000)

  it('of access logs, many lines', () => {
    const lines = fc.array(fc.tuple(cutLine, ends).map((parts) => parts.join('')), { minLength: 1, maxLength: 8 })
    const counts = oneOf(63, 64, 65, 127, 128, 129, 192, CHUNK_ROWS, CHUNK_ROWS + 1, 2500)
    fc.assert(
      fc.property(counts, lines, fc.boolean(), fc.boolean(), fc.subarray(accessNames, { minLength: 1 }), (count, some, heads, cut, names) => {
        const content = Buffer.from(Array.from({ length: count }, (_, i) => some[(i * i) % some.length]).join(''), 'latin1')
        check(access, cut ? content.subarray(0, -1) : content, heads, names)
      }),
      { numRuns: 60 },
    )
  }).timeout(60_000)

  it('of more rows than there are in a chunk, short and long', () => {
    const counts = oneOf(CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS, 3000)
    const shapes = fc.array(oneOf('\n', '{}\n', '{"a":1}\n', 'x\n', `{"b":"${'y'.repeat(60)}","a":2}\r\n`), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(counts, shapes, fc.boolean(), fc.boolean(), (count, lines, heads, cut) => {
        const content = Buffer.from(Array.from({ length: count }, (_, i) => lines[i % lines.length]).join(''))
        check(json, cut ? content.subarray(0, -1) : content, heads, ['a', 'b'])
      }),
      { numRuns: 60 },
    )
  }).timeout(60_000)

  it('of many fields at once', () => {
    const names = Array.from({ length: 64 }, (_, i) => `f${i}`)
    const line = `{${names.map((each, i) => `"${each}":${i}`).join(',')}}\n`
    check(json, Buffer.from(line.repeat(500)), true, names)
    assert.equal(batchOf(json, Buffer.from(line), true, wasm).chunks([...names, 'more']), undefined)
  })

  it('wherever a block ends in the memory of the kernels', () => {
    const line = '{"a":"0123456789abcdef"}'
    for (let more = 0; more < 70; more++) {
      const small = createWasmKernels(2 * 1024 * 1024)
      small.buffer(1).fill('"a":1}\n{"a":2}\n')
      const content = Buffer.from(`${line}\n`.repeat(3) + ' '.repeat(more) + line)
      const block = blockOf(content, 0, { kernels: small, heads: compileHead(json) })
      const found = inChunks(LineBatch.of(block, createFormatFields(json, small)), ['a'])
      assert.equal(found[0].filter((each) => each.value === '0123456789abcdef').length, more === 0 ? 4 : 3, String(more))
    }
  })

  it('of access logs, whatever is behind the block in the memory of the kernels', () => {
    const line = 'h - u [t] "r" 200 1 "-" "a" more'
    const rests = ['', ' x', ' [b] "c" d e f g', '] "c" d e', '" 300 4 "-" "a" b', ' "q" "r" s', '"', ']', '  ']
    for (const rest of rests) {
      for (let length = 0; length <= line.length; length++) {
        const content = Buffer.from(`${line}\n${line.slice(0, length)}`)
        wasm.buffer(1).fill(0, 0, 4096).set(Buffer.from(rest), content.length)
        check(access, content, false, accessNames)
      }
    }
  })

  it('are not made of what a format makes itself, nor of rows that have been chosen', () => {
    const batch = batchOf(json, Buffer.from('{"level":"info","a":1}\n'.repeat(3)), true, wasm)
    assert.equal(batch.chunks(['a', 'level']), undefined)
    assert.equal(batch.chunks(['raw']), undefined)
    assert.equal((batch.select(Uint32Array.of(1)) as LineBatch).chunks(['a']), undefined)
    assert.equal((batch.withFields(['a'], () => [1]) as LineBatch).chunks(['a']), undefined)
    assert.ok(batch.chunks(['a']))
    batch.start(0)
    assert.equal(batch.chunks(['a']), undefined)
  })
})
