import { strict as assert } from 'node:assert'
import { plainKernels } from '../../../../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import type { FieldValue } from '../../../../../src/engine/records/batch.ts'
import { access, accessWithHost } from '../../../../../src/engine/records/formats/access.ts'
import type { Format } from '../../../../../src/engine/records/formats/format.ts'
import { createFormatFields } from '../../../../../src/engine/records/formats/formatFields.ts'
import { json } from '../../../../../src/engine/records/formats/json.ts'
import { plain } from '../../../../../src/engine/records/formats/plain.ts'
import { timestamped } from '../../../../../src/engine/records/formats/timestamped.ts'
import { splitLines } from '../../../../../src/engine/records/lineSplitter.ts'

const BYTES = 8192
const wasm = createWasmKernels(BYTES)

/** Values of the fields of each line, found with and without the kernels, which have to agree; missing ones are left out. */
function fieldsOf(format: Format, lines: readonly string[], names: readonly string[]): Record<string, FieldValue>[] {
  const found = [wasm, plainKernels].map((kernels) => {
    const bytes = kernels.buffer(BYTES)
    const rows = splitLines(bytes, 0, bytes.write(lines.join('\n')), kernels, undefined)
    const columns = createFormatFields(format, kernels).extract(bytes, rows, names)
    return lines.map((_, row) => {
      const values = names.map((name, i) => [name, columns[i].value(row)] as const)
      return Object.fromEntries(values.filter(([, value]) => value !== undefined))
    })
  })
  assert.deepEqual(found[0], found[1])
  return found[0]
}

describe('engine/records/formats/formatFields', () => {
  it('gives JSON lines a level, a time and a message, however they are called, beside their own fields', () => {
    const lines = [
      '{"level":50,"time":1767592800123,"msg":"gone","user":"ann"}',
      '{"severity":"ERROR","@timestamp":"2026-01-05T06:00:00Z","message":"gone","msg":"other"}',
      '{"time":"12 s","ts":1767592800.5,"lvl":"wrn","level":"none"}',
      '{"message":"","log":{"level":"info"}}',
      '{"time":"2026\\/01\\/05 06:00:00","level":"\\u0065rror"}',
      '{}',
      'no object',
    ]
    assert.deepEqual(fieldsOf(json, lines, ['time', 'level', 'message', 'user', 'raw.level', 'raw.time', 'raw.user']), [
      { time: 1767592800123, level: 'error', message: 'gone', user: 'ann', 'raw.level': 50, 'raw.time': 1767592800123 },
      { time: '2026-01-05T06:00:00Z', level: 'error', message: 'gone' },
      { time: 1767592800.5, level: 'warning', 'raw.level': 'none', 'raw.time': '12 s' },
      { level: 'info', message: '' },
      { time: '2026/01/05 06:00:00', level: 'error', 'raw.level': 'error', 'raw.time': '2026/01/05 06:00:00' },
      {},
      {},
    ])
  })

  it('leaves a field alone that is inside one called raw', () => {
    assert.deepEqual(fieldsOf(json, ['{"raw":{"user":"ann"}}'], ['raw.user']), [{ 'raw.user': 'ann' }])
  })

  it('gives access logs the parts of their requests', () => {
    const lines = [
      '10.0.0.1 - ann [05/Jan/2026:06:00:00 +0000] "GET /a/b?x=1&y=? HTTP/1.1" 503 17 "https://x.org/" "curl/8 \\"x\\"" 0.5 -',
      '10.0.0.1 - - [05/Jan/2026:06:00:00 +0000] "GET /a" 404 -',
      '10.0.0.1 - - [05/Jan/2026:06:00:00 +0000] "-" 400 0 "-" "-"',
      '10.0.0.1 - - [05/Jan/2026:06:00:00 +0000] "\\x16\\x03" 400 0 "-" "-"',
      '10.0.0.1 - - [05/Jan/2026:06:00:00 +0000] "GET /a b HTTP/2.0" 200 5',
      'garbage',
    ]
    const names = ['time', 'level', 'message', 'status', 'method', 'path', 'query', 'protocol', 'agent', 'extra']
    const time = '05/Jan/2026:06:00:00 +0000'
    const parts = { method: 'GET', path: '/a/b', query: 'x=1&y=?', protocol: 'HTTP/1.1' }
    const first = { level: 'error', message: 'GET /a/b?x=1&y=? HTTP/1.1', ...parts }
    const found = fieldsOf(access, lines, names)
    assert.deepEqual(found.map(({ status: _, ...fields }) => fields), [
      { time, ...first, agent: 'curl/8 "x"', extra: '0.5 -' },
      { time, level: 'warning', message: 'GET /a', method: 'GET', path: '/a' },
      { time, level: 'warning' },
      { time, level: 'warning', message: '\x16\x03' },
      { time, level: 'info', message: 'GET /a b HTTP/2.0', method: 'GET', path: '/a b', protocol: 'HTTP/2.0' },
      {},
    ])
    assert.deepEqual(found.map(({ status }) => String(status)), ['503', '404', '400', '400', '200', 'undefined'])
    assert.equal(fieldsOf(access, lines, ['protocol'])[0].protocol, 'HTTP/1.1')
    assert.equal(fieldsOf(accessWithHost, [`x.org:443 ${lines[0]}`], ['vhost', 'ip'])[0].vhost, 'x.org:443')
  })

  it('gives what stands at the start of a line, and the message behind it', () => {
    const lines = [
      '2026-01-05T06:00:00.123Z INFO [http] GET /a',
      '[2026-01-05 06:00:00] local.ERROR: Target class',
      '2026-01-05 06:00:00,123 - WARN  [main] - slow',
      '\u001b[2m2026-01-05T06:00:00Z\u001b[0m \u001b[31mERROR\u001b[0m [db] gone',
      '2026-01-05 06:00:00 [error] -5 degrees',
      '2026-13-05 06:00:00 INFO x',
      '2026-01-05 06:00:00',
      'java.lang.Exception: ERROR',
    ]
    assert.deepEqual(fieldsOf(timestamped, lines, ['time', 'level', 'message', 'raw.level']), [
      { time: '2026-01-05T06:00:00.123Z', level: 'info', message: '[http] GET /a' },
      { time: '2026-01-05 06:00:00', level: 'error', message: 'local.ERROR: Target class' },
      { time: '2026-01-05 06:00:00,123', level: 'warning', message: '[main] - slow' },
      { time: '2026-01-05T06:00:00Z', level: 'error', message: '[db] gone' },
      { time: '2026-01-05 06:00:00', level: 'error', message: '-5 degrees' },
      { level: 'info', message: '2026-13-05 06:00:00 INFO x' },
      { time: '2026-01-05 06:00:00', message: '' },
      { level: 'error', message: 'java.lang.Exception: ERROR' },
    ])
  })

  it('has the fields that its format can have', () => {
    const fields = (format: Format): string[] => {
      const extractor = createFormatFields(format, plainKernels)
      return ['time', 'level', 'message', 'method', 'status', 'user', 'x', 'raw.level', 'raw.time'].filter((name) => extractor.has(name))
    }
    assert.deepEqual(fields(plain), ['level'])
    assert.deepEqual(fields(timestamped), ['time', 'level', 'message'])
    assert.deepEqual(fields(access), ['time', 'level', 'message', 'method', 'status', 'user', 'raw.time'])
    assert.deepEqual(fields(json), ['time', 'level', 'message', 'status', 'user', 'x', 'raw.level', 'raw.time'].toSpliced(3, 0, 'method'))
  })
})
