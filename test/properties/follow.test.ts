import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { FileFollower } from '../../src/engine/bytes/follow/fileFollower.ts'
import { FilePart } from '../../src/engine/follow/followFile.ts'
import { LivePass, type LiveOptions } from '../../src/engine/follow/livePass.ts'
import { boundsOf } from '../../src/engine/follow/recordBounds.ts'
import { RecordStream, type Extent } from '../../src/engine/follow/recordStream.ts'
import type { StreamTotals } from '../../src/engine/rangeOutput.ts'
import { makePlan } from '../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../src/engine/stages/registry.ts'
import { MemoryFiles, type MemoryInode } from '../support/memoryFiles.ts'
import { plainRecords } from '../support/plainRecords.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

const REACH = 200
const PATH = 'app.log'
const bounds = boundsOf({ format: 'timestamped' }, false, REACH)

/** Of any bytes: the records that a file of them has, by the plain rules. */
function recordsOf(bytes: Buffer): string[] {
  return plainRecords(bytes, 0, ({ start, end }) => bounds.heads!.test(bytes, start, end), REACH).map(({ start, next }) => bytes.toString('latin1', start, next))
}

/** The records in extents of a stream, and with a `+` before them those that continue one. */
function givenBy(stream: RecordStream, extents: readonly Extent[]): string[] {
  return extents.flatMap((extent) => {
    const { size, read } = stream.source(extent)
    const bytes = Buffer.alloc(size)
    assert.equal(read(bytes, 0, size, 0), size)
    return recordsOf(bytes).map((text) => `${extent.continued ? '+' : ''}${text}`)
  })
}

/** The records of whole lines to which no line that comes can belong. */
function sureRecords(bytes: Buffer): string[] {
  const records = recordsOf(bytes)
  const last = Buffer.from(records.at(-1) ?? '', 'latin1')
  const isOpen = bounds.heads!.test(last, 0, last.length) && last.subarray(0, -1).lastIndexOf(10) + 1 <= REACH
  return isOpen ? records.slice(0, -1) : records
}

const lineEnd = fc.constantFrom('\n', '\n', '\r\n')
const more = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('  at Main.run(Main.java:7)', '', 'größer als 5 €', '日本語 🎉', '\r', 'x') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map((length) => 'y'.repeat(length)) },
)
const record = fc.tuple(fc.array(more, { maxLength: 4 }), lineEnd)

/** Records that are all different, as those with a time are. */
function textOf(records: readonly (readonly [string[], string])[]): Buffer {
  return Buffer.from(records.map(([lines, end], i) => [`2024-05-01 12:00:00 ${i} ERROR`, ...lines].join(end) + end).join(''))
}

type Step = { readonly kind: 'write' | 'swap'; readonly bytes: number } | { readonly kind: 'poll' | 'rename' | 'reopen' | 'copyTruncate' | 'rewrite' | 'delete' | 'away' | 'empty' }

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.nat(300).map((bytes): Step => ({ kind: 'write', bytes })) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 100 }).map((bytes): Step => ({ kind: 'swap', bytes })) },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'poll' }) },
    { weight: 3, arbitrary: fc.constantFrom('rename', 'reopen', 'copyTruncate', 'rewrite', 'delete', 'away', 'empty').map((kind): Step => ({ kind })) },
  ),
  { maxLength: 40 },
)

/** A program that writes to a log, what rotates it, and who follows it. */
class Scene {
  readonly files = new MemoryFiles()
  readonly given: string[] = []
  /** What was written to one file after another. */
  readonly written: Buffer[] = [Buffer.alloc(0)]
  private file: MemoryInode
  private readonly follower: FileFollower
  private readonly part: FilePart
  private readonly text: Buffer
  private at = 0
  private number = 0
  /** Bytes of the file that were there at the last look. */
  private seen = 0

  constructor(text: Buffer, chunkBytes: number) {
    this.text = text
    this.file = this.files.create(PATH)
    this.follower = new FileFollower(PATH, this.files, chunkBytes)
    this.part = new FilePart({ follower: this.follower, bounds }, 0)
  }

  run(all: readonly Step[]): void {
    for (const step of all) this.step(step)
    this.put()
    this.write(this.text.length)
    this.poll()
    for (const { stream, extents } of this.part.take('end')) this.given.push(...givenBy(stream, extents))
    this.follower.close()
  }

  private step(step: Step): void {
    const { files } = this
    switch (step.kind) {
      case 'write':
        return this.write(step.bytes)
      case 'poll':
        return this.poll()
      case 'rename':
        // The program goes on writing to it until it is told.
        this.look()
        if (files.names.has(PATH)) files.rename(PATH, `${PATH}.${++this.number}`)
        return
      case 'delete':
        this.look()
        files.names.delete(PATH)
        return
      case 'away':
        // Under another name for a while.
        if (files.names.get(PATH) !== this.file) return
        this.look()
        files.rename(PATH, 'elsewhere')
        this.poll()
        files.rename('elsewhere', PATH)
        return
      case 'swap': {
        // Another takes its place for a while.
        if (files.names.get(PATH) !== this.file) return
        this.look()
        const before = this.file
        files.rename(PATH, 'elsewhere')
        this.put()
        this.poll()
        this.write(step.bytes)
        files.names.delete(PATH)
        files.rename('elsewhere', PATH)
        this.next()
        this.file = before
        // What is written to several files between two looks has no order.
        return this.poll()
      }
      case 'empty':
        // Made and taken away again before anything was written to it.
        if (files.names.has(PATH)) return
        files.create(PATH)
        this.poll()
        files.names.delete(PATH)
        return
      case 'reopen':
        return this.put()
      case 'copyTruncate': {
        if (!this.isKnown()) return
        files.write(files.create(`${PATH}.${++this.number}`), this.file.bytes)
        return this.truncate()
      }
      case 'rewrite':
        // Without a copy what has not been read is lost.
        if (!this.isKnown()) return
        this.poll()
        return this.truncate()
    }
  }

  /** A file has to have been seen before it is rotated. */
  private look(): void {
    if (this.seen === 0) this.poll()
  }

  /** As far as it has been read it is like no other, not what is written next either (of a long line the end may be like the start); and it has its name. */
  private isKnown(): boolean {
    const { text, at, seen, file, files } = this
    return seen > 30 && files.names.get(PATH) === file && !text.subarray(at, at + seen).equals(file.bytes.subarray(0, seen))
  }

  private truncate(): void {
    this.files.write(this.file, Buffer.alloc(0))
    this.next()
  }

  /** The program opens the file by its name. */
  private put(): void {
    const there = this.files.names.get(PATH)
    if (there === this.file) return
    this.file = there ?? this.files.create(PATH)
    this.next()
  }

  private next(): void {
    this.written.push(Buffer.alloc(0))
    this.seen = 0
  }

  private write(length: number): void {
    const bytes = this.text.subarray(this.at, this.at + length)
    this.at += bytes.length
    this.files.append(this.file, bytes)
    this.written.push(Buffer.concat([this.written.pop()!, bytes]))
  }

  private poll(): void {
    for (const growth of this.part.poll()) if (growth !== 'bytes') this.given.push(...givenBy(growth.stream, growth.extents))
    this.seen = this.file.bytes.length
  }
}

describe('properties: following', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('gives the records that were written, each once, whatever becomes of the file', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), steps, fc.integer({ min: 1, max: 600 }), (records, all, chunkBytes) => {
        const scene = new Scene(textOf(records), chunkBytes)
        scene.run(all)
        assert.deepEqual(scene.given, scene.written.flatMap(recordsOf))
        assert.equal(scene.files.handles, 0)
      }),
      { numRuns: 3000 },
    )
  })

  it('gives what was held back after quiet, and the rest of it as continued', () => {
    const cuts = fc.array(fc.tuple(fc.nat(200), fc.boolean()), { maxLength: 60 })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), cuts, (records, pieces) => {
        const text = textOf(records)
        const stream = new RecordStream(bounds)
        const rows: string[] = []
        let at = 0
        let heldBack = false
        for (const [length, quiet] of [...pieces, [text.length, false] as const]) {
          const piece = text.subarray(at, at + length)
          at += piece.length
          stream.add(piece)
          rows.push(...givenBy(stream, stream.take('sure')))
          // As soon as nothing can change it.
          if (!heldBack) assert.deepEqual(rows, sureRecords(text.subarray(0, text.subarray(0, at).lastIndexOf(10) + 1)))
          if (!quiet) continue
          heldBack = true
          rows.push(...givenBy(stream, stream.take('quiet')))
          assert.equal(stream.isWaiting, false)
          assert.equal(rows.join('').replaceAll('+', ''), text.toString('latin1', 0, text.subarray(0, at).lastIndexOf(10) + 1))
        }
        rows.push(...givenBy(stream, stream.take('end')))
        const joined: string[] = []
        for (const row of rows) {
          if (row.startsWith('+')) joined.push(`${joined.pop() ?? ''}${row.slice(1)}`)
          else joined.push(row)
        }
        assert.deepEqual(joined, recordsOf(text))
      }),
      { numRuns: 2000 },
    )
  })

  const sizes = fc
    .tuple(fc.integer({ min: 1, max: 300 }), fc.nat(200), fc.nat(500))
    .map(([blockBytes, reach, line]) => ({ blockBytes, reachBytes: blockBytes + reach, maxLineBytes: blockBytes + reach + line }))
  const queries = [
    '', 'error', 'NOT error', 'größer OR at', '/ERROR.*\\d/', '| parse "00 * ERROR" as n | fields line, n', '| stats count()', 'at | parse "00 * ERROR" as n | stats count() by n',
    '| head 3', 'error | head 7 | search at', '| head 9 | parse "00 * ERROR" as n | head 4 | fields n, line', '| head 0', '| head 5 | stats count()',
    'line>4 | fields line', 'at | where line % 2 = 0 | head 3 | where line > 2', '| stats max(line), sum(line), count(line)', '| eval n = line | fields n, line',
  ]

  async function live(text: Buffer, cuts: readonly number[], options: Omit<LiveOptions, 'write' | 'warn'>, format: string, encoding?: string): Promise<{ output: string; totals: StreamTotals }> {
    const parts: Buffer[] = []
    const write = async (bytes: Uint8Array): Promise<void> => void parts.push(Buffer.from(bytes))
    const pass = new LivePass([{ path: PATH, name: PATH, size: 0, skip: 0, format, encoding }], { ...options, write, warn: () => undefined })
    const stream = new RecordStream(boundsOf({ format, encoding }, options.everyLine, options.sizes?.reachBytes))
    await pass.begin()
    for (let at = 0, i = 0; at < text.length && !pass.isFull; i++) {
      const end = at + 1 + cuts[i % cuts.length]
      stream.add(text.subarray(at, end))
      at = end
      await pass.take(0, stream, stream.take('sure'))
    }
    await pass.take(0, stream, stream.take('end'))
    const totals = await pass.end()
    await pass.dispose()
    return { output: Buffer.concat(parts).toString(), totals }
  }

  it('runs queries over records as they come, and gives what a session over all of them gives', async () => {
    const how = fc.record({ everyLine: fc.boolean(), format: fc.constantFrom(undefined, 'text', 'jsonl'), numbered: fc.boolean(), wide: fc.boolean() } as const)
    const cuts = fc.array(fc.nat(500), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), sizes, cuts, fc.constantFrom(...queries), how, async (records, size, pieces, query, { everyLine, format, numbered, wide }) => {
        const bytes = textOf(records)
        const text = wide ? Buffer.from(bytes.toString(), 'utf16le') : bytes
        const encoding = wide ? 'UTF-16 LE' : undefined
        const name = everyLine ? 'plain' : 'timestamped'
        const even = { blockBytes: 2 * size.blockBytes, reachBytes: 2 * size.reachBytes, maxLineBytes: 2 * size.maxLineBytes }
        const found = await live(text, pieces, { plan: makePlan(parseOrThrow(query)), everyLine, format, numbered: numbered && format === 'text', countLines: true, sizes: even }, name, encoding)
        const session = await openSession([folder.file('all.log', text)], { sizes: even, format: name, encodings: [encoding ?? 'UTF-8'] })
        const run = await runToEnd(session, query)
        const rows = run.counts?.total ?? 0
        const expected = format === undefined ? `${rows}\n` : (await rendered(session, run, { format, numbered: numbered && format === 'text' })).bytes.toString()
        session.close()
        assert.equal(found.output, expected)
        assert.equal(found.totals.rows, rows)
      }),
      { numRuns: 400 },
    )
  })
})
