import { strict as assert } from 'node:assert'
import type { OrderedStage, RowSpan } from '../../../../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../../../../src/engine/stages/registry.ts'

/** Runs a stage over blocks with these numbers of rows; what it gave, how many spans it pulled, and whether it closed its input. */
async function run(stage: string, ...rows: number[]): Promise<{ spans: number[][]; pulled: number; closed: boolean }> {
  const { node } = parseOrThrow(`| ${stage}`).stages[1]
  const ordered = (stageOf(node) as OrderedStage).create(node)
  let pulled = 0
  let closed = false
  const input = (async function* (): AsyncGenerator<RowSpan> {
    try {
      const blocks = rows.map((count, block) => ({ block, from: 0, count }))
      for (const span of ordered.direction === 'forward' ? blocks : blocks.reverse()) {
        pulled++
        yield span
      }
    } finally {
      closed = true
    }
  })()
  const spans: number[][] = []
  for await (const { block, from, count } of ordered.run(input)) spans.push([block, from, count])
  return { spans, pulled, closed }
}

describe('head', () => {
  it('gives the first rows and pulls no more than it needs', async () => {
    assert.deepEqual(await run('head 5', 3, 0, 4, 9), { spans: [[0, 0, 3], [2, 0, 2]], pulled: 3, closed: true })
    assert.deepEqual(await run('head 3', 3, 4), { spans: [[0, 0, 3]], pulled: 1, closed: true })
    assert.deepEqual(await run('head', 30), { spans: [[0, 0, 10]], pulled: 1, closed: true })
  })

  it('gives all where there are fewer', async () => {
    assert.deepEqual((await run('head 5', 1, 2)).spans, [[0, 0, 1], [1, 0, 2]])
  })

  it('reads nothing for no rows', async () => {
    assert.deepEqual((await run('head 0', 3)).pulled, 0)
  })
})

describe('tail', () => {
  it('gives the last rows, from the end backwards', async () => {
    assert.deepEqual(await run('tail 5', 9, 4, 0, 3), { spans: [[3, 0, 3], [1, 2, 2]], pulled: 3, closed: true })
    assert.deepEqual((await run('tail', 30)).spans, [[0, 20, 10]])
    assert.deepEqual((await run('tail 5', 1, 2)).spans, [[1, 0, 2], [0, 0, 1]])
    assert.deepEqual((await run('tail 0', 3)).pulled, 0)
  })
})
