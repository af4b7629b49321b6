import { strict as assert } from 'node:assert'
import type { Progress } from '../../src/common/protocol.ts'

/** Where both know a number, it is the same. Where reading stopped early, each may know more than the other. */
export function compareProgress(used: Progress, fresh: Progress): void {
  assert.deepEqual([used.state, used.exact, used.rowsMatched], [fresh.state, fresh.exact, fresh.rowsMatched])
  const isWhole = ({ stages }: Progress): boolean => stages.every((stage) => stage.inExact && stage.outExact)
  if (isWhole(used) && isWhole(fresh)) {
    assert.deepEqual([used.stages, used.rowsScanned, used.bytesDone], [fresh.stages, fresh.rowsScanned, fresh.bytesDone])
  }
  fresh.stages.forEach((stage, i) => {
    const mine = used.stages[i]
    if (stage.inExact && mine.inExact) assert.equal(mine.rowsIn, stage.rowsIn)
    if (stage.outExact && mine.outExact) assert.equal(mine.rowsOut, stage.rowsOut)
  })
}
