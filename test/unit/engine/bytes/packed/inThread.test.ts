import { strict as assert } from 'node:assert'
import { MessageChannel, type Worker } from 'node:worker_threads'
import { setImmediate as turn } from 'node:timers/promises'
import type { Damage, PlainChunks } from '../../../../../src/engine/bytes/packed/packedFile.ts'
import { receiveChunks, sendChunks } from '../../../../../src/engine/bytes/packed/sentChunks.ts'
import { openContent } from '../../../../../src/engine/bytes/packed/unpack.ts'
import { packedLines } from '../../../../support/packed.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

describe('engine/bytes/packed/inThread', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  for (const [ending, text] of Object.entries(packedLines)) {
    it(`unpacks .${ending} in a thread, which ends with it or when no more is wanted`, async () => {
      const exits: Promise<void>[] = []
      const note = (worker: Worker): void => void exits.push(new Promise((resolve) => worker.once('exit', () => resolve())))
      process.on('worker', note)
      try {
        for (const all of [true, false]) {
          const content = await openContent(folder.file(`a.log.${ending}`, Buffer.from(text, 'base64')))
          const before = exits.length
          const first = await content.chunks.next()
          assert.equal(String(first.value), 'INFO one\nERROR two\n')
          assert.equal(exits.length, before + 1)
          if (all) assert.deepEqual(await content.chunks.next(), { done: true, value: undefined })
          else await content.chunks.return(undefined)
          await Promise.all(exits)
          await content.close()
        }
      } finally {
        process.off('worker', note)
      }
    })
  }

  it('says what is wrong with a file that cannot be read any more', async () => {
    const path = folder.file('gone.log.xz', Buffer.from(packedLines.xz, 'base64'))
    const content = await openContent(path)
    folder.remove()
    await assert.rejects(content.chunks.next(), { code: 'notFound' })
    await content.close()
  })
})

describe('engine/bytes/packed/sentChunks', () => {
  const ended: Damage = { at: 7, cut: false, reason: 'oops' }

  /** Chunks of 1 MiB, each full of its number; `made` counts them. */
  async function* chunks(count: number, made: { count: number }, error?: Error): PlainChunks {
    for (let i = 0; i < count; i++) {
      made.count++
      yield Buffer.alloc(1024 * 1024, i)
    }
    if (error) throw error
    return ended
  }

  function sent(count: number, error?: Error): { made: { count: number }; received: PlainChunks; places: number[]; close(): void } {
    const { port1, port2 } = new MessageChannel()
    const made = { count: 0 }
    const places: number[] = []
    void sendChunks(chunks(count, made, error), port1, () => made.count)
    return { made, places, received: receiveChunks(port2, (place) => places.push(place)), close: () => port1.close() }
  }

  it('gives all of it in order, and how it ends', async () => {
    const { received, places, close } = sent(10)
    for (let i = 0; i < 10; i++) assert.ok((await received.next()).value instanceof Buffer && places[i] >= i + 1)
    assert.deepEqual(await received.next(), { done: true, value: ended })
    close()
  })

  it('makes no more ahead than is pulled soon', async () => {
    const { made, received, close } = sent(20)
    for (let pulled = 1; pulled < 10; pulled++) {
      const { value } = await received.next()
      assert.deepEqual((value as Buffer)[0], pulled - 1)
      for (let i = 0; i < 30; i++) await turn()
      assert.ok(made.count <= pulled + 2, `${made.count} for ${pulled}`)
    }
    close()
  })

  it('throws what making it throws, behind what there is', async () => {
    const { received, close } = sent(1, new Error('no more'))
    assert.equal((await received.next()).done, false)
    await assert.rejects(received.next(), /no more/)
    close()
  })
})
