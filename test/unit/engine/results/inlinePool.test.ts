import { strict as assert } from 'node:assert'
import { inlinePool } from '../../../../src/engine/results/inlinePool.ts'
import { makePlan } from '../../../../src/engine/results/plan.ts'
import { idlest, type Lane } from '../../../../src/engine/results/pool.ts'
import type { ProgramSpec } from '../../../../src/engine/results/scannerApi.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { MemoryFile } from '../../../support/memoryFile.ts'

const file = new MemoryFile(Buffer.from('a\nb\n'))
const spec = (program: number): ProgramSpec => ({
  program,
  sources: [{ path: 'x', name: 'x', size: 4, skip: 0, file: { device: 0n, inode: 0n } }],
  plan: makePlan(parseOrThrow('a')),
  sizes: { blockBytes: 16, maxLineBytes: 64 },
  cancel: new Int32Array(new SharedArrayBuffer(4)),
})

describe('engine/results/inlinePool', () => {
  it('answers calls as a worker does', async () => {
    const pool = inlinePool(() => file)
    pool.load(spec(1))
    const { rows } = await pool.pageLane.calls.count({ program: 1, segment: 0, from: 0, to: 1 })
    assert.deepEqual([...rows], [1])
    const result = await pool.lanes[0].calls.render({ program: 1, segment: 0, from: 0, to: 1, format: 'text', skip: 0, take: 9, countLines: false })
    assert.ok(result.chunks[0] instanceof ArrayBuffer, 'what is moved is unwrapped')
    await pool.dispose()
  })

  it('answers later, never at once, and not at all what was cancelled meanwhile', async () => {
    const pool = inlinePool(() => file)
    pool.load(spec(1))
    const controller = new AbortController()
    const call = pool.pageLane.calls.count({ program: 1, segment: 0, from: 0, to: 1 }, controller.signal)
    controller.abort()
    await assert.rejects(call, { code: 'cancelled' })
  })

  it('ends what runs of a program that is dropped', async () => {
    const pool = inlinePool(() => file)
    const one = spec(1)
    pool.load(one)
    pool.load(spec(2))
    const call = pool.pageLane.calls.count({ program: 1, segment: 0, from: 0, to: 1 })
    pool.drop(1)
    await assert.rejects(call, { code: 'outdated' })
    assert.notEqual(one.cancel[0], 0)
    assert.equal((await pool.pageLane.calls.count({ program: 2, segment: 0, from: 0, to: 1 })).rows.length, 1)
    await pool.dispose()
    await assert.rejects(pool.pageLane.calls.count({ program: 2, segment: 0, from: 0, to: 1 }), { code: 'outdated' })
  })

  it('is not mistaken for a promise', async () => {
    const { calls } = inlinePool().pageLane
    assert.equal(await Promise.resolve(calls), calls)
  })
})

describe('engine/results/pool', () => {
  it('finds the lane that has least to do, the first of them', () => {
    const lane = (pending: number) => ({ pending }) as Lane
    const lanes = [lane(2), lane(1), lane(3), lane(1)]
    assert.equal(idlest(lanes), lanes[1])
  })

  it('leaves out lanes that are starting, unless all of them are', () => {
    const lane = (pending: number, starting?: boolean): Lane => ({ calls: {} as Lane['calls'], pending, starting })
    const [idle, busy, starting] = [lane(1), lane(3), lane(0, true)]
    assert.equal(idlest([busy, starting, idle]), idle)
    assert.equal(idlest([lane(2, true), starting]), starting)
  })
})
