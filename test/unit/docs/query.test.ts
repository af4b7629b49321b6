import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { parse } from '../../../src/engine/stages/registry.ts'
import { QUERY_DOCS, queryDocs } from '../../support/queryDocs.ts'

// That the examples of stages and functions run is shown where these are tested (unit/engine/stages).
describe('docs/query.md', () => {
  it('is made of the declarations as they are: node test/support/queryDocs.ts', () => {
    assert.equal(readFileSync(QUERY_DOCS, 'utf8'), queryDocs())
  })

  it('has expressions in its text that parse', () => {
    const text = readFileSync(QUERY_DOCS, 'utf8').split('## Stages')[0]
    const conditions = [...text.matchAll(/`([^`]*)`/g)].map(([, code]) => code).filter((code) => /^[a-z]\w* (?:[=<>]|!=|like|in |is |between) ?\S/.test(code))
    assert.ok(conditions.length >= 8, conditions.join('; '))
    for (const code of conditions) assert.deepEqual(parse(`| where ${code}`).diagnostics, [], code)
  })
})
