import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { parse } from '../../../../src/engine/stages/registry.ts'
import { canFilter, countBy, filterValue } from '../../../../src/webview/query/valueTerms.ts'
import { openSession, runToEnd } from '../../../support/sessions.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

describe('webview/query/valueTerms', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('put a filter into the search, where nothing stands behind it', () => {
    assert.equal(filterValue('', 'level', 'error', false), 'level="error"')
    assert.equal(filterValue('*', 'level', 'error', false), 'level="error"')
    assert.equal(filterValue('timeout', 'level', 'error', false), 'timeout level="error"')
    assert.equal(filterValue('a OR b', 'level', 'error', true), '(a OR b) NOT level="error"')
    assert.equal(filterValue('timeout', 'user', undefined, false), 'timeout NOT user:*')
    assert.equal(filterValue('timeout', 'user', undefined, true), 'timeout user:*')
  })

  it('put it behind other stages, and into a search that is the last of them', () => {
    const parsed = 'timeout | parse "user=* " as user'
    assert.equal(filterValue(parsed, 'user', 'ann', false), `${parsed} | search user="ann"`)
    assert.equal(filterValue(`${parsed} | search user="ann"`, 'level', 'error', true), `${parsed} | search user="ann" NOT level="error"`)
    assert.equal(filterValue(`${parsed} | search a OR b`, 'level', 'error', false), `${parsed} | search (a OR b) level="error"`)
    assert.equal(filterValue('a // why', 'level', 'error', false), 'a // why\n| search level="error"')
    assert.equal(filterValue('a | /* head 5 */', 'level', 'error', false), 'a | /* head 5 */ | search level="error"')
  })

  it('do not put it there twice', () => {
    assert.equal(filterValue('level="error" x', 'level', 'error', false), 'level="error" x')
    assert.equal(filterValue('x NOT level="error"', 'level', 'error', true), 'x NOT level="error"')
  })

  it('count by a field, whatever its name', () => {
    assert.equal(countBy('', 'user'), '| top user')
    assert.deepEqual(parse(countBy('x | head 5', 'a b`c')).diagnostics, [])
  })

  it('leave out values that nobody would look for as a whole', () => {
    assert.deepEqual([canFilter(undefined), canFilter('x'), canFilter('a\nb'), canFilter('x'.repeat(5000))], [true, true, false, false])
  })

  it('give a query that has no mistakes and keeps exactly the rows with that value', async () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'B', '"', '\\', ' ', '(', ')', '|', '/', '*', '1', ':', '='), minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(), fc.boolean(), fc.constantFrom('', 'v:*', 'v:* OR x', 'v:* | eval n = 1'), async (values, pick, out, before) => {
        const value = values[pick % values.length]
        const path = folder.file(`${Math.random()}.log`, values.map((v) => `${JSON.stringify({ v })}\n`).join(''))
        const session = await openSession([path], { format: 'json' })
        try {
          const query = filterValue(before, 'v', value, out)
          assert.deepEqual(parse(query).diagnostics, [], query)
          const run = await runToEnd(session, query)
          assert.equal(run.counts?.total, values.filter((v) => (v === value) !== out).length, query)
        } finally {
          session.close()
        }
      }),
      { numRuns: 60 },
    )
  }).timeout(60_000)
})
