/** Formats whose fields are in several lines of a record: the same is read whatever the blocks, the kernels, and who has found the records. */
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../src/common/constants.ts'
import { blockCount, BlockReader, readerBufferBytes } from '../../src/engine/lines/block.ts'
import { plainKernels } from '../../src/engine/lines/kernels.ts'
import { createWasmKernels } from '../../src/engine/lines/wasmKernels.ts'
import { createFormatFields } from '../../src/engine/records/formats/formatFields.ts'
import { compileHead } from '../../src/engine/records/formats/heads.ts'
import { formatNamed } from '../../src/engine/records/formats/registry.ts'
import { createGatherer } from '../../src/engine/records/gather.ts'
import { LineBatch } from '../../src/engine/records/lineBatch.ts'
import { emptyStatistics } from '../../src/engine/records/statistics.ts'
import { MemoryFile } from '../support/memoryFile.ts'

const HEAD = /^(?:Jan|Feb) \d\d, 2026 \d:00:00 [AP]M/
const heads = ['Jan 05, 2026 6:00:00 AM com.example.App main', 'Jan 05, 2026 6:00:00 AM com.example.App', 'Feb 06, 2026 1:00:00 PM audit run', 'Jan 05, 2026 6:00:00 AM']
const line = fc.constantFrom(
  ...heads, ...heads, 'INFO: starting', 'SEVERE: failed', 'FINE:', 'WARNING: ', 'INFO no colon', 'what: is it', '', '  indented', 'java.lang.IllegalStateException: x', '\tat a.B.c(B.java:1)',
)

interface Row {
  readonly start: number
  readonly time: string | undefined
  readonly level: string | undefined
  readonly logger: string | undefined
  readonly method: string | undefined
  readonly message: string | undefined
}

const LEVELS: Readonly<Record<string, string>> = { INFO: 'info', SEVERE: 'error', FINE: 'debug', WARNING: 'warning' }

/** As the documentation of the format says it. */
function expectedRows(lines: readonly string[], lineEnd: string): Row[] {
  const rows: { start: number; lines: string[] }[] = []
  let start = 0
  let headSeen = false
  for (const text of lines) {
    headSeen ||= HEAD.test(text)
    if (!headSeen || HEAD.test(text)) rows.push({ start, lines: [text] })
    else rows[rows.length - 1].lines.push(text)
    start += text.length + lineEnd.length
  }
  return rows.map(({ start: at, lines: [head, second] }) => {
    const none = { start: at, time: undefined, level: undefined, logger: undefined, method: undefined, message: undefined }
    const time = HEAD.exec(head)?.[0]
    if (time === undefined) return { ...none, message: head.trimStart() || undefined }
    const [, logger, method] = /^ (\S+)(?: (\S+))?$/.exec(head.slice(time.length)) ?? []
    if (logger === undefined) return { ...none, time, message: head.slice(time.length).trimStart() || undefined }
    if (second === undefined) return { ...none, time, logger, method }
    const found = /^(\w+):\s*(.*)$/.exec(second)
    const level = found ? LEVELS[found[1]] : undefined
    // What stands before the colon need not be known as a level; a text with a dot is one word too.
    const rest = /^([^\s:]+):\s*(.*)$/.exec(second)?.[2] ?? second.trimStart()
    return { start: at, time, level, logger, method, message: rest || undefined }
  })
}

describe('properties: fields in several lines', () => {
  const format = formatNamed('java-logging')!
  const test = compileHead(format)
  const wasm = createWasmKernels(readerBufferBytes(BLOCK_BYTES, MAX_LINE_BYTES))
  const names = ['time', 'level', 'logger', 'method', 'message'] as const

  const rowOf = (batch: LineBatch, row: number): Row => {
    const [time, level, logger, method, message] = names.map((name) => batch.field(name, row) as string | undefined)
    return { start: batch.block.sourceOffset(batch.start(row)), time, level, logger, method, message }
  }

  it('are those of the head and of the lines below, wherever blocks end', () => {
    let found = 0
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 16, max: 200 }), fc.boolean(), (lines, lineEnd, blockBytes, fast) => {
        const bytes = Buffer.from(lines.map((text) => text + lineEnd).join(''))
        const kernels = fast ? wasm : plainKernels
        const reader = new BlockReader(new MemoryFile(bytes), 0, { heads: test, blockBytes, kernels, reachBytes: 4096, maxLineBytes: 4096 })
        const fields = createFormatFields(format, kernels)
        const gatherer = createGatherer(format, kernels)
        const read: Row[] = []
        let levelled = 0
        for (let index = 0; index < blockCount(bytes.length, blockBytes); index++) {
          const block = reader.read(index)
          const batch = LineBatch.of(block, fields)
          const statistics = emptyStatistics(1)
          gatherer.begin(batch)
          const rows = Array.from({ length: batch.length }, (_, row) => rowOf(batch, row))
          gatherer.end(batch, statistics, 0)
          levelled += statistics.records[0] - statistics.levels[0]
          // As a search gives records that it has found by themselves.
          const { starts, ends } = batch.ownRows!
          rows.forEach((row, i) => {
            const alone = LineBatch.of(block, fields).pick({ starts: starts.slice(i, i + 1), ends: ends.slice(i, i + 1), count: 1 })
            assert.deepEqual(rowOf(alone, 0), row)
            if (row.level !== undefined) found++
          })
          read.push(...rows)
        }
        assert.deepEqual(read, expectedRows(lines, lineEnd))
        assert.equal(levelled, read.filter(({ level }) => level !== undefined).length)
      }),
      { numRuns: 500 },
    )
    assert.ok(found > 80, `only ${found} levels`)
  })

  it('are of one line where each line is a row', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''))
        const batch = LineBatch.of(new BlockReader(new MemoryFile(bytes), 0, { kernels: wasm }).read(0), createFormatFields(format, wasm))
        assert.deepEqual(Array.from(lines, (_, row) => rowOf(batch, row)), lines.map((text, row) => {
          const [only] = expectedRows([text], '\n')
          return { ...only, start: lines.slice(0, row).join('\n').length + Math.min(row, 1) }
        }))
      }),
    )
  })
})
