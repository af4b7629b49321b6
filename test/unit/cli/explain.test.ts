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
})
