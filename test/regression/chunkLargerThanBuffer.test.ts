import { strict as assert } from 'node:assert'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'

describe('stored rows that are more bytes than the buffer of the kernels', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  for (const query of ['| dedup raw', '| dedup raw | where raw != "x"', '| delta | tail 40000']) {
    it(`are read as they were written: ${query}`, async () => {
      const text = Array.from({ length: 40_000 }, (_, i) => `line ${i + 1}\n`).join('')
      const session = await openSession([folder.file('many.log', text)], { sizes: { blockBytes: 1024, maxLineBytes: 4096 } })
      try {
        const run = await runToEnd(session, query)
        const { bytes } = await rendered(session, run, { format: 'text' })
        assert.ok(bytes.toString() === text, bytes.subarray(0, 100).toString())
      } finally {
        session.close()
      }
    })
  }
})
