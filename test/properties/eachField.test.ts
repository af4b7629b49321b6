/** The fields that a record gives in turn are those that are found by their names, with the same values. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import { createExtractor } from '../../src/engine/records/fields/createExtractor.ts'
import type { FieldLayout } from '../../src/engine/records/formats/format.ts'

const KEYS = ['a', 'b', 'a.b', 'ü', 'x"y', 'c']
const key = fc.constantFrom(...KEYS)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { weight: 3, arbitrary: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 5 }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String)) },
    { weight: 1, arbitrary: fc.array(tie('json'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.array(fc.tuple(key, tie('json')), { maxLength: 3 }).map((entries) => new Entries(entries)) },
  ),
}))

/** An object in which keys may come again. */
class Entries {
  readonly entries: readonly (readonly [string, unknown])[]
  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries
  }
}

function textOf(value: unknown): string {
  if (value instanceof Entries) return `{${value.entries.map(([name, each]) => `${JSON.stringify(name)}:${textOf(each)}`).join(',')}}`
  return Array.isArray(value) ? `[${value.map(textOf).join(', ')}]` : JSON.stringify(value)
}

const jsonLine = fc
  .tuple(fc.array(fc.tuple(key, json), { maxLength: 5 }), fc.nat(200), fc.constantFrom('', ' ', '}', ',', '"', 'x', '{'))
  .map(([entries, cut, insert]) => {
    const text = textOf(new Entries(entries))
    // Most lines are whole; the others are cut off, or have a syntax error.
    return cut < text.length && cut % 3 === 0 ? text.slice(0, cut) + insert + (insert === '' ? '' : text.slice(cut)) : text
  })

const logfmtLine = fc
  .array(fc.tuple(fc.constantFrom('a=', 'b=', 'ü=', 'a.b=', '', '=', 'word ', '"q"'), fc.constantFrom('1', 'x', '""', '"a b"', '"\\""', '"\\x41"', '"open', '', 'ü', '=')), { maxLength: 6 })
  .map((parts) => parts.map(([name, value]) => name + value).join(' '))

function check(layout: FieldLayout, line: string): void {
  const extractor = createExtractor(layout, plainKernels)
  const bytes = Buffer.from(line)
  const valueOf = (name: string): FieldValue => extractor.extract(bytes, { starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length), count: 1 }, [name])[0].value(0)
  const found = new Map<string, FieldValue>()
  extractor.others!(bytes, 0, bytes.length, (name, value) => found.has(name) || found.set(name, value))
  for (const [name, value] of found) if (value !== undefined) assert.deepEqual(value, valueOf(name), name)
  for (const name of KEYS.flatMap((each) => [each, ...KEYS.map((inner) => `${each}.${inner}`)])) {
    const value = valueOf(name)
    if (value === undefined || found.get(name) !== undefined) continue
    // Of an object there are the fields that are in it.
    assert.equal(String(value)[0], '{', name)
  }
}

describe('fields of a record in turn', () => {
  it('are those of JSON', () => {
    fc.assert(fc.property(jsonLine, (line) => check({ kind: 'json' }, line)), { numRuns: 2000 })
  })

  it('are those of logfmt', () => {
    fc.assert(fc.property(logfmtLine, (line) => check({ kind: 'logfmt' }, line)), { numRuns: 1000 })
  })

  it('are few of what lies too deep', () => {
    const line = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)
    const names: string[] = []
    createExtractor({ kind: 'json' }, plainKernels).others!(Buffer.from(line), 0, line.length, (name, value) => value !== undefined && names.push(name))
    assert.equal(names.length, 1)
  })
})
