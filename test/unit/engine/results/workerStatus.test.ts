import { strict as assert } from 'node:assert'
import { WorkerState, WorkerStatus } from '../../../../src/engine/results/workerStatus.ts'

describe('engine/results/workerStatus', () => {
  it('is seen by another view of the same memory', () => {
    const worker = new WorkerStatus()
    const watchdog = new WorkerStatus(worker.buffer)
    assert.deepEqual([watchdog.state, watchdog.beats], [WorkerState.Idle, 0])
    worker.enter(WorkerState.Reading)
    assert.equal(watchdog.state, WorkerState.Reading)
    worker.testing(2, 1, 2 ** 40 + 1)
    assert.deepEqual([watchdog.state, watchdog.stage, watchdog.row], [WorkerState.Testing, 2, { source: 1, offset: 2 ** 40 + 1 }])
  })

  it('beats whenever the worker gets on', () => {
    const status = new WorkerStatus()
    const seen = new Set([status.beats])
    status.enter(WorkerState.Working)
    seen.add(status.beats)
    status.testing(0, 0, 5)
    seen.add(status.beats)
    status.testing(0, 0, 5)
    seen.add(status.beats)
    assert.equal(seen.size, 4)
  })
})
