import { strict as assert } from 'node:assert'
import { FileFollower } from '../../../../src/engine/bytes/follow/fileFollower.ts'
import { followFiles } from '../../../../src/engine/follow/followFile.ts'
import { boundsOf } from '../../../../src/engine/follow/recordBounds.ts'
import { RecordStream, type Extent } from '../../../../src/engine/follow/recordStream.ts'
import { stageInTheWay } from '../../../../src/engine/follow/livePass.ts'
import { makePlan } from '../../../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { MemoryFiles } from '../../../support/memoryFiles.ts'

const HEAD = '2024-05-01 12:00:00 '

function textOf(stream: RecordStream, extents: readonly Extent[]): string {
  return extents
    .map((extent) => {
      const bytes = Buffer.alloc(extent.to - extent.from)
      stream.source(extent).read(bytes, 0, bytes.length, 0)
      return `${extent.continued ? '+' : ''}${bytes.toString()}`
    })
    .join('')
}

describe('engine: following', () => {
  /** Follows a.log while `events` happen, one between two looks; what each look gave. */
  async function follow(files: MemoryFiles, events: readonly ((clock: { now: number }) => void)[], format = 'timestamped'): Promise<string[]> {
    const abort = new AbortController()
    const clock = { now: 0 }
    const seen: string[] = ['']
    let next = 0
    const wait = async (): Promise<void> => {
      seen.push('')
      if (next === events.length) abort.abort()
      else events[next++](clock)
    }
    const source = { follower: new FileFollower('a.log', files), bounds: boundsOf({ format }, false) }
    for await (const { stream, extents, begins } of followFiles([source], { wait, signal: abort.signal, now: () => clock.now })) {
      seen.push(`${seen.pop()}${begins ? `<${begins}>` : ''}${textOf(stream, extents)}`)
    }
    assert.equal(files.handles, 0)
    return seen
  }

  it('holds the last record back for a second of quiet, and marks what comes of it later', async () => {
    const files = new MemoryFiles()
    const log = files.create('a.log')
    const append = (text: string) => () => files.append(log, Buffer.from(text))
    append(`${HEAD}one\n${HEAD}two\n`)()
    const pass = (milliseconds: number) => (clock: { now: number }) => void (clock.now += milliseconds)
    const seen = await follow(files, [pass(900), append('  at'), pass(900), append(' x\n'), pass(999), pass(1), append('  at y\n'), append(`  half`), append(`\n${HEAD}three\n  at`)])
    assert.deepEqual(seen, [`${HEAD}one\n`, '', '', '', '', '', `${HEAD}two\n  at x\n`, '+  at y\n', '', '+  half\n', `${HEAD}three\n`])
  })

  it('gives all that a file had, also a line that has not ended, before what another has', async () => {
    const files = new MemoryFiles()
    const log = files.create('a.log')
    files.append(log, Buffer.from(`\ufeff${HEAD}one\n  half`))
    const seen = await follow(files, [
      () => {
        files.rename('a.log', 'a.log.1')
        files.append(files.create('a.log'), Buffer.from(`\ufeff  else\n${HEAD}two\n`))
      },
    ])
    assert.deepEqual(seen, ['', `${HEAD}one\n  half<rotated>  else\n`, `${HEAD}two\n`])
  })

  it('closes the files when nobody wants more', async () => {
    const files = new MemoryFiles()
    files.append(files.create('a.log'), Buffer.from('one\n'))
    const source = { follower: new FileFollower('a.log', files), bounds: boundsOf({}, true) }
    const never = new Promise<void>(() => undefined)
    for await (const { extents } of followFiles([source], { wait: () => never, signal: new AbortController().signal })) {
      assert.deepEqual(extents, [{ from: 0, to: 4, continued: false }])
      break
    }
    assert.equal(files.handles, 0)
  })

  it('keeps no more waiting than there is room for', () => {
    const stream = new RecordStream(boundsOf({ format: 'timestamped' }, false), 100_000)
    for (let i = 0; i < 50; i++) {
      stream.add(Buffer.from(`${'x'.repeat(5000)}\n`))
      assert.deepEqual(stream.take('sure'), [{ from: i * 5001, to: (i + 1) * 5001, continued: false }])
    }
    stream.add(Buffer.alloc(90_000, 'y'))
    assert.throws(() => stream.add(Buffer.alloc(20_000, 'y')), /A line that has not ended yet/)
  })

  it('is for queries whose stages look at rows one by one', () => {
    const inTheWay = (query: string, endless: boolean): string | undefined => stageInTheWay(makePlan(parseOrThrow(query)), endless)
    assert.equal(inTheWay('error | parse "a*" as a | head 3 | head 2 | search x', true), undefined)
    assert.equal(inTheWay('error | tail 5', true), 'tail 5')
    assert.equal(inTheWay('error | tail 5', false), 'tail 5')
    assert.equal(inTheWay('error | head 5 | stats count()', true), 'stats count()')
    assert.equal(inTheWay('error | head 5 | stats count() | search x', false), undefined)
    assert.equal(inTheWay('| stats count() | head 1', false), 'stats count()')
    assert.equal(inTheWay('error | context 2', false), 'context 2')
    assert.equal(inTheWay('| lines 3..9 | stats count()', false), 'lines 3..9')
    assert.equal(inTheWay('| lines 1..', true), undefined)
  })
})
