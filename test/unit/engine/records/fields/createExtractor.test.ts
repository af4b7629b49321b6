import { strict as assert } from 'node:assert'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { createExtractor } from '../../../../../src/engine/records/fields/createExtractor.ts'
import type { FieldValue } from '../../../../../src/engine/records/batch.ts'
import type { FieldLayout } from '../../../../../src/engine/records/formats/format.ts'
import { plainJsonField } from '../../../../support/plainFields.ts'

const BUFFER_BYTES = 1 << 20

function linesIn(buffer: Buffer, lines: readonly string[]): { starts: Uint32Array; ends: Uint32Array; count: number } {
  const starts = new Uint32Array(lines.length)
  const ends = new Uint32Array(lines.length)
  let at = 0
  lines.forEach((line, i) => {
    starts[i] = at
    at += buffer.write(line, at)
    ends[i] = at
    buffer[at++] = 10
  })
  return { starts, ends, count: lines.length }
}

const access: FieldLayout = {
  kind: 'delimited',
  parts: [{ name: 'ip', shape: 'space' }, { shape: 'space' }, { name: 'time', shape: 'brackets' }, { name: 'request', shape: 'quotes' }, { name: 'extra', shape: 'rest' }],
}

for (const [name, kernels] of [['wasm', createWasmKernels(BUFFER_BYTES)], ['plain', plainKernels]] as const) {
  const buffer = kernels.buffer(BUFFER_BYTES)
  const read = (layout: FieldLayout, lines: readonly string[], names: readonly string[]): FieldValue[][] => {
    const columns = createExtractor(layout, kernels).extract(buffer, linesIn(buffer, lines), names)
    return lines.map((_, row) => columns.map((column) => column.value(row)))
  }

  describe(`engine/records/fields/createExtractor, ${name}`, () => {
    it('reads values of JSON lines', () => {
      const lines = ['{"a":"x\\u0041","n":1.50,"t":true,"o":{"p":[1]},"z":null}', '', 'no json', ' {"id":12345678901234567890,"n":-0.1e1,"o.p":"flat"}']
      assert.deepEqual(read({ kind: 'json' }, lines, ['a', 'n', 't', 'o', 'o.p', 'z', 'id']), [
        ['xA', 1.5, 'true', '{"p":[1]}', '[1]', undefined, undefined],
        [undefined, undefined, undefined, undefined, undefined, undefined, undefined],
        [undefined, undefined, undefined, undefined, undefined, undefined, undefined],
        [undefined, -1, undefined, undefined, 'flat', undefined, '12345678901234567890'],
      ])
    })

    it('reads values of access logs', () => {
      const lines = ['::1 - [05/Jan/2026:06:00:00 +0000] "GET /\\"\\xc3\\xa9 HTTP/1.1" 200 "-" x', '1.2.3.4 - [-] "-"', '1.2.3.4  [x] "y" z']
      assert.deepEqual(read(access, lines, ['extra', 'ip', 'request', 'time']), [
        ['200 "-" x', '::1', 'GET /"é HTTP/1.1', '05/Jan/2026:06:00:00 +0000'],
        [undefined, '1.2.3.4', undefined, undefined],
        [undefined, '1.2.3.4', undefined, undefined],
      ])
    })

    it('reads values of logfmt', () => {
      const lines = ['level=info starting msg="a \\"b\\" c=3" empty= c=4 c=5 url=/x?y=1 5', 'msg="never ends c=1', '"c=2" c=6']
      assert.deepEqual(read({ kind: 'logfmt' }, lines, ['level', 'msg', 'c', 'empty', 'starting', 'url']), [
        ['info', 'a "b" c=3', '4', '', undefined, '/x?y=1'],
        [undefined, undefined, undefined, undefined, undefined, undefined],
        [undefined, undefined, '6', undefined, undefined, undefined],
      ])
    })

    it('says which fields there can be', () => {
      assert.ok(!createExtractor({ kind: 'none' }, kernels).has('a'))
      assert.ok(createExtractor({ kind: 'json' }, kernels).has('any.name'))
      assert.ok(createExtractor({ kind: 'logfmt' }, kernels).has('any'))
      assert.ok(createExtractor(access, kernels).has('request'))
      assert.ok(!createExtractor(access, kernels).has('status'))
      assert.deepEqual(read({ kind: 'none' }, ['{"a":1}'], ['a']), [[undefined]])
      assert.deepEqual(read(access, ['x'], ['status', 'ip']), [[undefined, 'x']])
      assert.deepEqual(read({ kind: 'json' }, [], ['a']), [])
    })

    it('reads more fields than one walk takes, and a field twice', () => {
      const keys = Array.from({ length: 200 }, (_, i) => `key${i}`)
      const line = JSON.stringify(Object.fromEntries(keys.map((key, i) => [key, i])))
      const names = [...keys, 'key7'].reverse()
      assert.deepEqual(read({ kind: 'json' }, [line, line], names), Array(2).fill([7, ...keys.keys()].map((_, i) => (i === 0 ? 7 : 200 - i))))
    })

    it('reads fields whose names are too much for a kernel', () => {
      const long = 'k'.repeat(600)
      const deep = Array.from({ length: 60 }, (_, i) => `d${i}`)
      const nested = deep.reduceRight((inner, key) => `{"${key}":${inner}}`, '"end"')
      const names = [long, deep.join('.'), 'd0']
      const lines = [`{"${long}":1,${nested.slice(1)}`, '{"d0":{"d1":5}}']
      const columns = createExtractor({ kind: 'json' }, kernels).extract(buffer, linesIn(buffer, lines), names)
      assert.deepEqual([0, 1].map((row) => columns[0].value(row)), [1, undefined])
      assert.deepEqual([0, 1].map((row) => columns[1].value(row)), ['end', undefined])
      assert.equal(columns[2].value(1), '{"d1":5}')
    })

    it('reads more rows than it hands to a kernel at once', () => {
      const lines = Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? `{"b":${i}}` : `{"a":"${'x'.repeat(i % 40)}","b":${i}}`))
      const spans = linesIn(buffer, lines)
      for (const names of [['b', 'a'], [...Array.from({ length: 60 }, (_, i) => `n${i}`), 'b', 'a']]) {
        const [a, b] = createExtractor({ kind: 'json' }, kernels).extract(buffer, spans, names).toReversed()
        lines.forEach((line, row) => {
          const wanted = plainJsonField(Buffer.from(line), 'a')
          assert.equal(a.kinds[row], wanted.kind === 'missing' ? 0 : 1)
          assert.equal(a.value(row), wanted.kind === 'missing' ? undefined : line.slice(wanted.start, wanted.end))
          assert.equal(b.value(row), row)
        })
      }
    })

    it('does not take a key for that of the line before, whatever its length', () => {
      for (let length = 0; length < 40; length++) {
        const key = 'k'.repeat(length)
        const lines = [`{"${key}":1}`, `{"${key}" :2}`, `{"${key}":3}`, `{"${key}"x:4}`, `{"${key}":5}`, `{"${key}x":6}`, `{"${key}":7}`, `{"${key}"}`, `{"${key}":`]
        assert.deepEqual(read({ kind: 'json' }, lines, [key]).flat(), [1, 2, 3, undefined, 5, undefined, 7, undefined, undefined])
      }
    })

    it('keeps its tables apart from those of others, when there are more than there is room for', () => {
      const extractor = createExtractor({ kind: 'json' }, kernels)
      const spans = linesIn(buffer, ['{"a":1,"b":2}'])
      for (let round = 0; round < 200; round++) {
        const others = Array.from({ length: 60 }, (_, i) => `other${round} ${i}`)
        extractor.extract(buffer, spans, others)
        const [a, b] = extractor.extract(buffer, spans, ['a', 'b'])
        assert.deepEqual([a.value(0), b.value(0)], [1, 2])
      }
    })
  })
}
