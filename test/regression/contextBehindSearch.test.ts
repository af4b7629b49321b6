import { strict as assert } from 'node:assert'
import { openSession, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

describe('context behind a search that leaves blocks uncounted', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  for (const query of ['"user=" | context 1', '| lines 2.. | context before=2 after=0']) {
    it(`has all records as rows into the first stage: ${query}`, async () => {
      // The blocks without a hit are counted for `context` alone, behind the scan.
      const session = await openSession([folder.file('two.log', 'first line\nuser=ann\n')], { sizes: { blockBytes: 4, maxLineBytes: 64, reachBytes: 4 } })
      try {
        const run = await runToEnd(session, query)
        const { rowsScanned, stages: [first] } = run.progress(1)
        assert.deepEqual([run.counts?.total, rowsScanned, first.rowsIn, first.inExact], [2, 2, 2, true])
      } finally {
        session.close()
      }
    })
  }
})
