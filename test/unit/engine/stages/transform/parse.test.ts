import { strict as assert } from 'node:assert'
import { parseOrThrow, stageOf } from '../../../../../src/engine/stages/registry.ts'
import { NotingContext, valuesOf } from '../../../../support/runStages.ts'

const LOG = 'user=ann took 5ms\nnothing\nx user=bob smith took 90ms, user=cy took 1ms\n'

describe('parse', () => {
  it('takes fields out of the text, anywhere in it, each as short as it can be', async () => {
    assert.deepEqual(await valuesOf('| parse "user=* took *ms" as user, ms', 'user', LOG), ['ann', undefined, 'bob smith'])
    assert.deepEqual(await valuesOf('| parse "user=* took *ms" as user, ms', 'ms', LOG), ['5', undefined, '90'])
  })

  it('gives the rest to a * at the end, the beginning to one at the start', async () => {
    assert.deepEqual(await valuesOf('| parse "took *" as rest', 'rest', LOG), ['5ms', undefined, '90ms, user=cy took 1ms'])
    assert.deepEqual(await valuesOf('| parse "* took" as start', 'start', LOG), ['user=ann', undefined, 'x user=bob smith'])
    assert.deepEqual(await valuesOf('| parse "*" as all', 'all', 'a b\n\n'), ['a b', ''])
  })

  it('knows stars and backslashes', async () => {
    assert.deepEqual(await valuesOf('| parse "\\*\\* * \\*" as x', 'x', '** a *\n'), ['a'])
    assert.deepEqual(await valuesOf('| parse "c:\\dir\\\\\\\\*.log" as x', 'x', 'c:\\dir\\a.log\n'), ['a'])
  })

  it('takes named groups of a regex', async () => {
    const context = new NotingContext()
    const query = '| parse /user=(?<user>\\w+)( (?<last>[a-z]+) took)?/'
    assert.deepEqual(await valuesOf(query, 'user', LOG, context), ['ann', undefined, 'bob'])
    assert.deepEqual(await valuesOf(query, 'last', LOG), [undefined, undefined, 'smith'])
    assert.deepEqual(context.beats, [0, 1, 2])
  })

  it('names the row it works on, behind other stages too', async () => {
    const context = new NotingContext()
    await valuesOf('user | parse /(?<u>b)/ | search u:b | search u:b', 'u', LOG, context)
    assert.ok(context.beats.every((row) => row < 2), String(context.beats))
  })

  it('takes another field apart', async () => {
    const context = new NotingContext()
    assert.deepEqual(await valuesOf('| parse "user=* took" as user | parse user "* *" as first, last', 'last', LOG, context), [undefined, undefined, 'smith'])
    assert.ok(context.seen.includes('user'))
    assert.deepEqual(await valuesOf('| parse "user=* took" as user | parse user /(?<user>.)/', 'user', LOG), ['a', undefined, 'b'])
  })

  it('adds its fields to the columns', () => {
    const node = parseOrThrow('| parse "* *" as a, raw2').stages[1].node
    const before = { names: ['raw', 'a'], chosen: false, table: false }
    assert.deepEqual(stageOf(node).columns(node, before), { names: ['raw', 'a', 'raw2'], chosen: false, table: false })
    assert.deepEqual(stageOf(node).reads(node), ['raw'])
  })
})
