import { strict as assert } from 'node:assert'
import type { PanelHostApi } from '../../../../src/common/panelProtocol.ts'
import type { RunResult } from '../../../../src/common/protocol.ts'
import type { Proxy } from '../../../../src/common/rpc.ts'
import { SideQueries, type SideProgress, type SideQuery } from '../../../../src/webview/panel/sideQueries.ts'

const progressOf = (run: number): SideProgress => ({
  run, state: 'done', bytesDone: 1, bytesTotal: 1, rowsScanned: 1, rowsMatched: 1, exact: true, seconds: 1, stages: [], version: 0,
})

function setUp() {
  const calls: string[] = []
  const answers: { resolve(result: RunResult): void; reject(error: unknown): void }[] = []
  const host = {
    runSide({ side, query, hold }: { side: string; query: string; hold?: boolean }) {
      calls.push(`${side}: ${query}${hold ? ' (held)' : ''}`)
      return new Promise<RunResult>((resolve, reject) => answers.push({ resolve, reject }))
    },
    endSide: async ({ side }: { side: string }) => void calls.push(`end ${side}`),
  } as unknown as Proxy<PanelHostApi>
  return { calls, answers, sides: new SideQueries(host) }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const result = (run: number): RunResult => ({ run, columns: ['raw'], table: false })

describe('webview/panel/sideQueries', () => {
  it('tell of their result and progress, also of what came before the answer', async () => {
    const { calls, answers, sides } = setUp()
    const told: SideQuery[] = []
    sides.run('facets', 'error', (state) => told.push(state), true)
    sides.onProgress({ ...progressOf(7), side: 'facets' })
    answers[0].resolve(result(7))
    await settle()
    sides.onProgress({ ...progressOf(7), rowsMatched: 2, side: 'facets' })
    sides.onProgress({ ...progressOf(6), side: 'facets' })
    sides.onProgress({ ...progressOf(7), side: 'find' })
    assert.deepEqual(calls, ['facets: error (held)'])
    assert.deepEqual(told.map((state) => [state.result?.run, state.progress?.rowsMatched]), [[undefined, undefined], [7, 1], [7, 2]])
  })

  it('say nothing more of one that was replaced or ended', async () => {
    const { calls, answers, sides } = setUp()
    const told: string[] = []
    sides.run('find', 'one', ({ query, result: found }) => told.push(`${query} ${found?.run ?? ''}`))
    sides.run('find', 'two', ({ query, result: found }) => told.push(`${query} ${found?.run ?? ''}`))
    answers[0].resolve(result(1))
    answers[1].resolve(result(2))
    await settle()
    sides.end('find')
    sides.end('find')
    sides.onProgress({ ...progressOf(2), side: 'find' })
    assert.deepEqual(told, ['one ', 'two ', 'two 2'])
    assert.deepEqual(calls, ['find: one', 'find: two', 'end find'])
  })

  it('tell why they cannot be run', async () => {
    const { answers, sides } = setUp()
    const told: (string | undefined)[] = []
    sides.run('facets', '| nosuch', ({ error }) => told.push(error))
    answers[0].reject(new Error('there is no stage nosuch'))
    await settle()
    assert.deepEqual(told, [undefined, 'there is no stage nosuch'])
  })
})
