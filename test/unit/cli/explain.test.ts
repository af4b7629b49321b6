import { strict as assert } from 'node:assert'
import { explain } from '../../../src/cli/explain.ts'
import { makePlan } from '../../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../../src/engine/stages/registry.ts'

const lines = (query: string): string[] => explain(makePlan(parseOrThrow(query))).split('\n')

describe('cli/explain', () => {
  it('tells what is pushed down to bytes, block-local, ordered and aggregated', () => {
    const text = lines('Timeout | parse "user=*" as user | tail 5 | search user=ann | stats count() by user | head 2')
    const find = (pattern: RegExp): number => text.findIndex((line) => pattern.test(line))
    const order = [/Timeout/, /bytes: "Timeout"/, /parse/, /tail 5/, /ordered/, /search user=ann/, /stats/, /aggregate/, /head 2/, /columns: user, count\(\) \(table\)/].map(find)
    assert.ok(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1])), text.join('\n'))
  })

  it('tells of every row, and leaves out what is off', () => {
    const text = lines('| /* head 5 */ | fields raw').join('\n')
    assert.match(text, /^ {2}search \*$/m)
    assert.doesNotMatch(text, /head/)
  })

  it('says where a search cannot be pushed down', () => {
    assert.match(lines('NOT error').join('\n'), /every line is decoded/)
  })

  it('tells which fields are read from bytes, and how they are aggregated', () => {
    const text = lines('level=error | stats count(), p95(took) by logger').join('\n')
    assert.match(text, /in one walk: level$/m)
    assert.match(text, /in one walk: .*took/)
    assert.match(text, /group keys interned from bytes: logger/)
    assert.match(text, /numbers parsed from bytes: took/)
    assert.match(text, /error at most 1\/512/)
  })

  it('tells of what goes back to the files', () => {
    assert.match(lines('error | context 2').join('\n'), /those around them are read again from the files/)
    assert.match(lines('| lines 3..4').join('\n'), /only blocks with these lines are read/)
  })

  it('looks for no field in the bytes that a stage makes', () => {
    const text = lines('| parse "took *ms" as took | stats p95(took) by logger').join('\n')
    assert.match(text, /in one walk: logger$/m)
    assert.doesNotMatch(text, /numbers parsed from bytes/)
  })
})
