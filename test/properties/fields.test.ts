import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels, type Kernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import type { DelimitedPart, FieldLayout } from '../../src/engine/records/formats/format.ts'
import type { SpanColumn } from '../../src/engine/records/spans.ts'
import { isNumber } from '../../src/engine/query/number.ts'
import { parseNumbers } from '../../src/engine/records/fields/numbers.ts'
import { plainJsonField, type PlainValue } from '../support/plainFields.ts'
import { plainLogfmt, plainPart } from '../support/plainFieldsLines.ts'

const RUNS = Number(process.env.RUNS ?? 1000)
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
const keyTexts = oneOf('a', 'a', 'b', 'ab', 'a.b', 'b.a', 'a.b.a', '', '.', 'é', 'long', 'longlong', 'longlongx', 'longlongy', 'k'.repeat(14), 'k'.repeat(15), 'k'.repeat(70), '😀')
const keySources = fc.oneof(
  { weight: 8, arbitrary: keyTexts.map((text) => JSON.stringify(text).slice(1, -1)) },
  { weight: 1, arbitrary: oneOf('\\u0061', '\\u0061.b', 'long\\u006cong', '\\ud83d\\ude00', '\\ude00\\ude00', '\\u00e9', '\\ud83d', 'a\\', 'a\\x', '\\u00', '\\"', '\\/') },
)
const spaces = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: oneOf(' ', '\t', '  \r\n ', ' '.repeat(20), '\v') })
const words = oneOf('1', '0', '', '-0', '17.25', '1e5', '-1.5E-300', '12345678901234567890', 'true', 'false', 'null', 'NaN', '01', '1.', '-', '.5', '+1', '1e', 'tru', 'truee', 'x:y', '1'.repeat(40))
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
interface Damage {
  readonly edits: readonly (readonly [at: number, take: number, byte: number])[]
  readonly cut: number | undefined
}

const damages: fc.Arbitrary<Damage> = fc.record({
  edits: fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.oneof(fc.nat(255), oneOf(...Buffer.from('"\\{}[]:,\n 1t')))), { maxLength: 3 }),
  cut: fc.option(fc.nat(), { nil: undefined }),
})

function damage(line: Buffer, { edits, cut }: Damage): Buffer {
  let bytes = line
  for (const [at, take, byte] of edits) {
    const place = at % (bytes.length + 1)
    bytes = Buffer.concat([bytes.subarray(0, place), take < 2 ? Buffer.from([byte]) : Buffer.alloc(0), bytes.subarray(place + (take > 0 ? 1 : 0))])
  }
  return cut === undefined ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
}

const damaged = fc.tuple(objects, damages).map(([text, how]) => damage(Buffer.from(text), how))

/** The same again and again with small differences, as logs are; some have more keys than a kernel expects. */
const alike = fc
  .tuple(
    fc.oneof(
      objects,
      fc.array(fc.tuple(keySources, oneOf('"x"', '1', '{}', '{"a":1}')), { minLength: 30, maxLength: 45 }).map((pairs) => `{${pairs.map(([key, inner]) => `"${key}":${inner}`).join(',')}}`),
    ),
    fc.array(damages, { minLength: 1, maxLength: 4 }),
  )
  .map(([text, how]): Uint8Array[] => [Buffer.from(text), ...how.map((one) => damage(Buffer.from(text), one))])

const jsonLines = fc.oneof(
  { weight: 4, arbitrary: objects.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: fc.array(oneOf(...Buffer.from('{{{}[]"":,,\\ a1')), { maxLength: 40 }).map((codes) => Buffer.from(codes)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((codes) => Buffer.from(codes)) },
)
const jsonNames = fc.uniqueArray(fc.oneof(keyTexts, keyTexts, oneOf('\ufffd', '\ufffd\ufffd', 'a\\', 'a\\x', '\\u00', '"', '/', 'a.long', 'b.b', 'none')), { minLength: 1, maxLength: 8 })
const fillers = oneOf('"', '}', ':', ',', '\n', '\\', '{"a":1}', '1')

describe('fields of JSON lines', () => {
  it('are those of the twin', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array<Uint8Array>(jsonLines, { maxLength: 5 }), alike), jsonNames, fc.boolean(), fillers, (lines, names, atEnd, filler) => {
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
      { numRuns: RUNS / 4 },
    )
  })
})

/** Text of pieces that mean something between the parts of a line. */
const pieces = (...some: string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 8, arbitrary: oneOf(...some) }, { weight: 1, arbitrary: fc.nat(40).map((length) => 'w'.repeat(length)) }), { maxLength: 12 })
    .map((parts) => parts.join(''))
const anyBytes = fc.uint8Array({ maxLength: 30 }).map((codes) => Buffer.from(codes))

describe('fields of delimited lines', () => {
  const parts: readonly DelimitedPart[] = [
    { name: 'ip', shape: 'space' },
    { shape: 'space' },
    { name: 'time', shape: 'brackets' },
    { name: 'request', shape: 'quotes' },
    { name: 'status', shape: 'space' },
    { name: 'ip', shape: 'quotes' },
    { name: 'rest', shape: 'rest' },
  ]
  const someParts = fc.oneof(
    fc.constant(parts),
    fc.array(fc.record({ name: oneOf('ip', 'time', 'request', 'rest'), shape: oneOf<DelimitedPart['shape']>('space', 'quotes', 'brackets', 'rest') }), { minLength: 1, maxLength: 5 }),
  )
  const space = oneOf('1.2.3.4', '-', '200', '"-"', '[x]', 'é', '--', 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(33))
  const quoted = fc.oneof(oneOf('', '-', 'GET / HTTP/1.1', '\\"', '\\x16\\x03', 'x\\\\', ' ', ']'), strings).map((text) => `"${text}"`)
  const bracketed = oneOf('', '-', '05/Jan/2026:06:00:00 +0000', '[', 'x'.repeat(14), 'x'.repeat(16)).map((text) => `[${text}]`)
  const whole = fc
    .tuple(space, space, bracketed, quoted, space, quoted, pieces(' ', 'x', '"', '-'))
    .map((values) => values.join(' '))
  const lines = fc.oneof(
    { weight: 4, arbitrary: whole.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: fc.tuple(whole, fc.nat()).map(([text, cut]) => Buffer.from(text).subarray(0, cut % (text.length + 1))) },
    { weight: 2, arbitrary: pieces(' ', ' ', '"', '[', ']', '-', 'a', '\\').map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: anyBytes },
  )
  const names = fc.uniqueArray(oneOf('ip', 'time', 'request', 'status', 'rest', 'none'), { minLength: 1 })

  it('are those of the twin', () => {
    fc.assert(
      fc.property(someParts, fc.array(lines, { maxLength: 5 }), names, fc.boolean(), oneOf(' ', '"', ']', '\n', '-'), (some, content, wanted, atEnd, filler) => {
        check({ kind: 'delimited', parts: some }, (line, name) => plainPart(line, some, name), content, wanted, atEnd, filler)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('fields of logfmt', () => {
  const pair = fc
    .tuple(oneOf('a', 'b', 'ab', 'é', 'long', 'longlonglong', 'k'.repeat(70), ''), oneOf('=', '=', '=', '', ' ', '=='), fc.oneof(oneOf('1', 'x', '', 'x=y', 'a"b', '""', '"'), strings, strings.map((text) => `"${text}"`)))
    .map((all) => all.join(''))
  const lines = fc.oneof(
    { weight: 4, arbitrary: fc.array(pair, { maxLength: 6 }).map((pairs) => Buffer.from(pairs.join(' '))) },
    { weight: 2, arbitrary: pieces('a', 'b', '=', '=', ' ', '"', '\\', '\t').map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: anyBytes },
  )
  const names = fc.uniqueArray(oneOf('a', 'b', 'ab', 'é', 'long', 'longlonglong', 'k'.repeat(70), '', 'a=b', 'none'), { minLength: 1 })

  it('are those of the twin', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 5 }), names, fc.boolean(), oneOf(' ', '"', '=', '\n', 'a'), (content, wanted, atEnd, filler) => {
        check({ kind: 'logfmt' }, plainLogfmt, content, wanted, atEnd, filler)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('numbers in bytes', () => {
  const digits = fc.string({ unit: oneOf(...'0123456789'), maxLength: 25 })
  const numbers = fc.oneof(
    fc.tuple(oneOf('', '-', '+'), digits, oneOf('', '.', '.'), digits, oneOf('', '', 'e', 'E-', 'e+'), oneOf('', '0', '5', '22', '23', '30', '308', '999999999999')).map((parts) => parts.join('')),
    fc.double().map(String),
    fc.double({ min: -1e6, max: 1e6 }).map((number) => number.toFixed(3)),
    oneOf('9007199254740992', '9007199254740993', '18446744073709551616', '1e22', '1e23', '-0', '.', '', '0x10', ' 1', '1 ', '1_000', '\\u0031', '1\\/', 'Infinity', 'NaN', 'é'),
    fc.string(),
  )
  const kinds = oneOf(0, 1, 1, 1, 2, 3, 3, 4, 5)

  it('are those that Number reads', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, kinds), { maxLength: 20 }), fc.boolean(), oneOf('1', '.', 'e'), (values, atEnd, filler) => {
        const spans = place(values.map(([text]) => Buffer.from(text)), atEnd, filler)
        const textOf = (row: number): string => (values[row][1] === 2 ? values[row][0].replaceAll('\\u0031', '1').replaceAll('\\/', '/') : values[row][0])
        const wanted = values.map(([, kind], row) => ([1, 2, 3].includes(kind) && isNumber(textOf(row)) ? Number(textOf(row)) : NaN))
        for (const [bytes, kernels] of [[buffer, wasm], [Buffer.from(buffer), wasm], [Buffer.from(buffer), plainKernels]] as const) {
          const column = { bytes, ...spans, kinds: Uint8Array.from(values, ([, kind]) => kind), value: textOf }
          assert.deepEqual([...parseNumbers(column, spans.count, kernels)], wanted)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
