import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createFactReader } from '../../src/engine/records/facts.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { formatNamed } from '../../src/engine/records/formats/registry.ts'
import { splitLines } from '../../src/engine/records/lineSplitter.ts'

const COLORS = /\x1b\[[\d:;]{0,21}[mK]/g
const color = fc.constantFrom('\x1b[0m', '\x1b[1;31m', '\x1b[K', '\x1b[38:5:1m', '\x1b[', '\x1b', '\x1b[31', '\x1b[bell', '', '', '')
const line = fc
  .tuple(color, fc.constantFrom('Jan', 'Feb', 'x'), color, fc.constantFrom('  5 ', ' 14 '), color, fc.constantFrom('06:00:00', '06'), color)
  .map((parts) => parts.join(''))
const tail = fc.array(fc.oneof(color, fc.constantFrom(' web', ' app', '[1]', ': ', 'error', ' done', 'ä')), { maxLength: 12 }).map((parts) => parts.join(''))
const log = fc.array(fc.tuple(line, tail).map((parts) => parts.join('')), { minLength: 1, maxLength: 20 })
const names = ['time', 'level', 'message', 'host', 'app', 'pid']

describe('properties: logs in colours', () => {
  const colored = formatNamed('colored/syslog until=2026-02-01')!
  const plain = formatNamed('syslog until=2026-02-01')!

  it('are read as if the colours were not there', () => {
    fc.assert(
      fc.property(log, (lines) => {
        const read = (format: typeof plain, text: string): unknown => {
          const bytes = Buffer.from(text)
          const spans = splitLines(bytes, 0, bytes.length, plainKernels, undefined)
          const heads = compileHead(format)
          const fields = createFormatFields(format, plainKernels)
          const { times, levels } = createFactReader(format, plainKernels)(bytes, spans)
          const columns = fields.extract(bytes, spans, names).map((column) => Array.from(times, (_, row) => column.value(row)))
          const isHead = Array.from(times, (_, row) => heads?.test(bytes, spans.starts[row], spans.ends[row]))
          return { times: [...times], levels: [...levels], more: [...(fields.times?.(bytes, spans, (at) => at) ?? [])], columns, isHead }
        }
        const text = lines.join('\n')
        assert.deepEqual(read(colored, text), read(plain, text.replaceAll(COLORS, '')))
      }),
    )
  })

  it('what is a head is so wherever the line is cut behind it, and with any line end', () => {
    fc.assert(
      fc.property(line, tail, fc.constantFrom('\n', '\r\n', ''), (head, rest, end) => {
        const test = compileHead(colored)!
        const bytes = Buffer.from(`${head}${rest}${end}more`)
        const stop = Buffer.byteLength(head + rest)
        const is = test.test(bytes, 0, stop)
        if (end !== '') for (const to of [stop + 1, stop + 2, bytes.length]) assert.equal(test.test(bytes, 0, to), is)
      }),
    )
  })
})
