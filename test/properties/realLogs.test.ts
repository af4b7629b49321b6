import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { MAX_LINE_BYTES } from '../../src/common/constants.ts'
import { parseOrThrow } from '../../src/engine/stages/registry.ts'
import type { WorkerPool } from '../../src/process/workerPool.ts'
import { makeLog } from '../support/makeLog.ts'
import { reference, referenceText } from '../support/reference.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

const queries = [
  'timeout',
  '"connection refused"',
  'GET OR POST NOT /login',
  'größe überschritten',
  '/\\b5\\d\\d\\b/',
  '/user=(\\w+).*\\d{4,}/i',
  'NOT info | replace /\\d+/ with "N" | stats count() by raw | head 20',
  'error | parse "user=*" as rest | parse rest "* " as user | stats count() by user',
  '| tail 500 | search a',
]

describe('properties: real logs', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  let pool: WorkerPool
  before(() => (pool = workerPool(2)))
  after(async () => {
    await pool.dispose()
    folder.remove()
  })

  for (const kind of ['app', 'json', 'access'] as const) {
    it(`${kind}: blocks as large as they really are give the rows of the reference`, async () => {
      const path = folder.join(`${kind}.log`)
      makeLog(path, { kind, size: 1_500_000, seed: 7 })
      const file = { name: `${kind}.log`, bytes: readFileSync(path) }
      const session = await openSession([path], { pool })
      for (const query of queries) {
        const run = await runToEnd(session, query)
        const expected = reference(parseOrThrow(query), [file], MAX_LINE_BYTES)
        assert.equal(run.counts?.total, expected.rows.length, query)
        const { bytes } = await rendered(session, run, { format: 'text' })
        assert.ok(bytes.equals(referenceText(expected)), query)
      }
      session.close()
    })
  }
})
