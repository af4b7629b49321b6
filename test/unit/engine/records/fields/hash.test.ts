import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { hashSpan, hashSpans } from '../../../../../src/engine/records/fields/hash.ts'
import { ValueKind, type SpanColumn } from '../../../../../src/engine/records/spans.ts'
import { plainHash } from '../../../../support/plainFieldsHash.ts'

const BUFFER_BYTES = 4096

function column(bytes: Buffer, spans: readonly (readonly [number, number])[]): SpanColumn {
  return {
    bytes,
    starts: Uint32Array.from(spans, ([start]) => start),
    ends: Uint32Array.from(spans, ([, end]) => end),
    kinds: new Uint8Array(spans.length).fill(ValueKind.Text),
    value: () => undefined,
  }
}

const contents = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text)))

describe('engine/records/fields/hash', () => {
  it('is MurmurHash3, with and without WASM', () => {
    const kernels = createWasmKernels(BUFFER_BYTES)
    const buffer = kernels.buffer(BUFFER_BYTES)
    fc.assert(
      fc.property(contents, fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 20 }), fc.boolean(), (content, places, atEnd) => {
        // What is beyond a span must not count.
        buffer.fill(0xff)
        const at = atEnd ? BUFFER_BYTES - content.length : 0
        buffer.set(content, at)
        const spans = places.map((pair) => {
          const [start, end] = pair.map((place) => at + Math.min(place, content.length)).sort((a, b) => a - b)
          return [start, end] as const
        })
        const wanted = spans.map(([start, end]) => plainHash(buffer.subarray(start, end)))
        assert.deepEqual([...hashSpans(column(buffer, spans), spans.length, kernels)], wanted)
        const copy = Buffer.from(buffer)
        assert.deepEqual([...hashSpans(column(copy, spans), spans.length, kernels)], wanted)
        assert.deepEqual([...hashSpans(column(copy, spans), spans.length, plainKernels)], wanted)
        assert.deepEqual(spans.map(([start, end]) => hashSpan(copy, start, end)), wanted)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the published values', () => {
    assert.equal(hashSpan(Buffer.from(''), 0, 0), 0)
    assert.equal(hashSpan(Buffer.from('test'), 0, 4), 0xba6bd213)
    assert.equal(hashSpan(Buffer.from('Hello, world!'), 0, 13), 0xc0363e43)
  })

  it('takes more rows than it hands to a kernel at once, and no more than it is asked for', () => {
    const kernels = createWasmKernels(BUFFER_BYTES)
    const buffer = kernels.buffer(BUFFER_BYTES)
    buffer.forEach((_, i) => (buffer[i] = (i * 7) & 255))
    const spans = Array.from({ length: 5000 }, (_, i) => [i % 4000, (i % 4000) + (i % 50)] as const)
    const hashes = hashSpans(column(buffer, spans), 4999, kernels)
    assert.equal(hashes.length, 4999)
    hashes.forEach((hash, i) => assert.equal(hash, plainHash(buffer.subarray(...spans[i]))))
  })
})
