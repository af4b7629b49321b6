import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels, type Kernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import type { FieldLayout } from '../../src/engine/records/formats/format.ts'
import type { SpanColumn } from '../../src/engine/records/spans.ts'
import { plainJsonField, type PlainValue } from '../support/plainFields.ts'

const RUNS = Number(process.env.RUNS ?? 2000)
const BUFFER_BYTES = 8192
const KINDS = ['missing', 'text', 'escaped', 'number', 'boolean', 'json'] as const

const wasm = createWasmKernels(BUFFER_BYTES)
const buffer = wasm.buffer(BUFFER_BYTES)

/** Lines in the buffer, one behind the other or its end, with what would be taken for more of them all around. */
function place(lines: readonly Uint8Array[], atEnd: boolean, filler: string): { starts: Uint32Array; ends: Uint32Array; count: number } {
  buffer.fill(filler)
  let at = atEnd ? BUFFER_BYTES - lines.reduce((sum, line) => sum + line.length, 0) : 0
  const starts = new Uint32Array(lines.length)
  const ends = new Uint32Array(lines.length)
  lines.forEach((line, i) => {
    starts[i] = at
    buffer.set(line, at)
    at += line.length
    ends[i] = at
  })
  return { starts, ends, count: lines.length }
}

function valuesOf(column: SpanColumn, starts: Uint32Array): PlainValue[] {
  return [...starts].map((start, row) => {
    const kind = KINDS[column.kinds[row]]
    if (kind === 'missing') {
      assert.deepEqual([column.starts[row], column.ends[row]], [0, 0])
      return { kind, start: 0, end: 0 }
    }
    return { kind, start: column.starts[row] - start, end: column.ends[row] - start }
  })
}

/** Holds kernels, plain walk and twin equal, each name alone and all together. */
function check(
  layout: FieldLayout,
  twin: (line: Uint8Array, name: string) => PlainValue,
  lines: readonly Uint8Array[],
  names: readonly string[],
  atEnd: boolean,
  filler: string,
): void {
  const spans = place(lines, atEnd, filler)
  const copy = Buffer.from(buffer)
  const ways: [Buffer, Kernels][] = [
    [buffer, wasm],
    [copy, wasm],
    [copy, plainKernels],
  ]
  const wanted = names.map((name) => lines.map((line) => twin(line, name)))
  for (const [bytes, kernels] of ways) {
    const extractor = createExtractor(layout, kernels)
    const together = extractor.extract(bytes, spans, names)
    together.forEach((column, i) => assert.deepEqual(valuesOf(column, spans.starts), wanted[i], `${names[i]} of ${names.join()}`))
    names.forEach((name, i) => {
      const [alone] = extractor.extract(bytes, spans, [name])
      assert.deepEqual(valuesOf(alone, spans.starts), wanted[i], `${name} alone`)
    })
  }
}

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** Few keys, so that they meet: some are others' beginnings, some are the same once decoded, some are long. */
const keyTexts = oneOf('a', 'a', 'b', 'ab', 'a.b', 'b.a', 'a.b.a', '', '.', 'é', 'long', 'longlong', 'longlongx', 'longlongy', 'k'.repeat(70), '😀')
const keySources = fc.oneof(
  { weight: 8, arbitrary: keyTexts.map((text) => JSON.stringify(text).slice(1, -1)) },
  { weight: 1, arbitrary: oneOf('\\u0061', '\\u0061.b', 'long\\u006cong', '\\ud83d\\ude00', '\\u00e9', '\\ud83d', 'a\\', 'a\\x', '\\u00', '\\"', '\\/') },
)
const spaces = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: oneOf(' ', '\t', '  \r\n ', ' '.repeat(20), '\v') })
const words = oneOf('1', '0', '-0', '17.25', '1e5', '-1.5E-300', '12345678901234567890', 'true', 'false', 'null', 'NaN', '01', '1.', '-', '.5', '+1', '1e', 'tru', 'truee', 'x:y', '1'.repeat(40))
const strings = fc.oneof(
  oneOf('', 'x', 'GET /index.html', '\\"', '\\\\', 'a\\\\\\"b', '\\u0041', '\\n', '{', '}', '[]{}', ',"a":1', 'é', '\t', '\\'),
  fc.nat(40).map((length) => 'y'.repeat(length)),
  fc.tuple(fc.nat(34), oneOf('\\"', '\\\\', '\\')).map(([length, escape]) => 'z'.repeat(length) + escape),
)

const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: strings.map((text) => `"${text}"`) },
    { weight: 4, arbitrary: words },
    { weight: 4, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('array') },
  ),
  object: fc
    .array(fc.tuple(spaces, keySources, spaces, spaces, tie('value'), spaces), { maxLength: 5 })
    .map((pairs) => `{${pairs.map(([a, key, b, c, inner, d]) => `${a}"${key}"${b}:${c}${inner}${d}`).join(',')}}`),
  array: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
}))

const objects = fc
  .tuple(spaces, fc.array(fc.tuple(keySources, value), { maxLength: 8 }), spaces)
  .map(([before, pairs, after]) => `${before}{${pairs.map(([key, inner]) => `"${key}":${inner}`).join(',')}}${after}`)

/** Bytes taken away, put in or replaced; and cut off. */
const damaged = fc
  .tuple(
    objects.map((text) => Buffer.from(text)),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.oneof(fc.nat(255), oneOf(...Buffer.from('"\\{}[]:,\n 1t')))), { maxLength: 3 }),
    fc.option(fc.nat()),
  )
  .map(([line, edits, cut]) => {
    let bytes = line
    for (const [at, take, byte] of edits) {
      const place = at % (bytes.length + 1)
      bytes = Buffer.concat([bytes.subarray(0, place), take < 2 ? Buffer.from([byte]) : Buffer.alloc(0), bytes.subarray(place + (take > 0 ? 1 : 0))])
    }
    return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
  })

const jsonLines = fc.oneof(
  { weight: 4, arbitrary: objects.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: fc.array(oneOf(...Buffer.from('{{{}[]"":,,\\ a1')), { maxLength: 40 }).map((codes) => Buffer.from(codes)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((codes) => Buffer.from(codes)) },
)
const jsonNames = fc.uniqueArray(fc.oneof(keyTexts, keyTexts, oneOf('\ufffd', 'a\\', 'a\\x', '\\u00', '"', '/', 'a.long', 'b.b', 'none')), { minLength: 1, maxLength: 8 })
const fillers = oneOf('"', '}', ':', ',', '\n', '\\', '{"a":1}', '1')

describe('fields of JSON lines', () => {
  it('are those of the twin', () => {
    fc.assert(
      fc.property(fc.array(jsonLines, { maxLength: 5 }), jsonNames, fc.boolean(), fillers, (lines, names, atEnd, filler) => {
        fc.pre(lines.reduce((sum, line) => sum + line.length, 0) <= BUFFER_BYTES)
        check({ kind: 'json' }, plainJsonField, lines, names, atEnd, filler)
      }),
      { numRuns: RUNS },
    )
  })

  it('are those of JSON.parse in valid objects', () => {
    const values = fc.dictionary(fc.oneof(oneOf('a', 'b', 'c'), fc.string({ unit: 'binary' })), fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }), { noNullPrototype: true })
    fc.assert(
      fc.property(values, fc.nat(3), fc.boolean(), fc.boolean(), (object, indent, atEnd, inBuffer) => {
        const text = JSON.stringify(object, undefined, indent)
        const line = Buffer.from(text)
        fc.pre(line.length <= BUFFER_BYTES)
        // A nested value of the same name may come first.
        const names = Object.keys(object).filter((name) => !name.includes('.'))
        const spans = place([line], atEnd, '"')
        const columns = createExtractor({ kind: 'json' }, wasm).extract(inBuffer ? buffer : Buffer.from(buffer), spans, names)
        names.forEach((name, i) => {
          const parsed = (JSON.parse(text) as Record<string, unknown>)[name]
          const got = columns[i].value(0)
          if (parsed === null) assert.equal(got, undefined)
          else if (typeof parsed === 'object') assert.deepEqual(JSON.parse(String(got)), parsed)
          else if (typeof parsed === 'boolean') assert.equal(got, String(parsed))
          else if (typeof parsed === 'string') assert.equal(got, parsed.toWellFormed())
          else assert.equal(Number(got), parsed)
        })
      }),
      { numRuns: RUNS },
    )
  })
})
