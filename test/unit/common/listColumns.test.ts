import { strict as assert } from 'node:assert'
import { defaultColumns, listColumns, pageColumns } from '../../../src/common/listColumns.ts'
import { REST_COLUMN } from '../../../src/common/page.ts'
import type { FieldInfo, RunResult } from '../../../src/common/protocol.ts'

const field = (name: string, more: Partial<FieldInfo> = {}): FieldInfo => ({ name, share: 1, longest: 10, variety: 0.3, ...more })
const usual = [field('time', { longest: 24, variety: 1 }), field('level'), field('message', { longest: 200, variety: 1 })]
const run: RunResult = { run: 1, columns: ['raw'], table: false, chosen: false }

describe('the columns of the list', () => {
  it('are by default time, level, what tells rows apart, and the message', () => {
    assert.deepEqual(defaultColumns(usual), ['time', 'level', 'message'])
    assert.deepEqual(defaultColumns([...usual, field('thread'), field('pid'), field('logger')]), ['time', 'level', 'thread', 'logger', 'message'])
    assert.deepEqual(defaultColumns([usual[2], field('host')]), ['host', 'message'])
  })

  it('are the text where there is no message, or nothing is known', () => {
    assert.deepEqual(defaultColumns([]), ['raw'])
    assert.deepEqual(defaultColumns(usual.slice(0, 2)), ['raw'])
    assert.deepEqual(defaultColumns([...usual.slice(0, 2), field('message', { share: 0.3 })]), ['raw'])
  })

  it('leave out what is long, rare, always the same, always another, or said already', () => {
    const beside = (...fields: FieldInfo[]) => defaultColumns([...usual, ...fields]).slice(2, -1)
    assert.deepEqual(beside(field('logger', { longest: 80 }), field('host', { share: 0.4 }), field('app', { variety: 0 })), [])
    assert.deepEqual(beside(field('trace', { variety: 1 }), field('request_id'), field('raw.level'), field('lvl'), field('msg')), [])
    assert.deepEqual(beside(field('tenant'), field('route'), field('shard'), field('unknown')), ['tenant', 'route'])
    assert.deepEqual(beside(field('a'), field('b'), field('ip'), field('status'), field('host'), field('service')), ['status', 'host', 'service'])
    assert.equal(beside(...['service', 'app', 'host'].map((name) => field(name, { longest: 28 }))).length, 2)
    assert.deepEqual(beside(field('http.status'), field('no.sample', { share: undefined })), ['http.status'])
  })

  it('are those that a person chose, with what stages make in front of the text', () => {
    const parsed = { ...run, columns: ['raw', 'user', 'ms'] }
    assert.deepEqual(listColumns(parsed, usual, {}), ['time', 'level', 'user', 'ms', 'message'])
    assert.deepEqual(listColumns(parsed, usual, { columns: ['ms', 'level'] }), ['ms', 'level', 'user'])
    assert.deepEqual(listColumns(parsed, usual, { columns: ['level', 'raw'], hidden: ['user'] }), ['level', 'ms', 'raw'])
  })

  it('are those of the run for tables, columns that the query chose, and the text alone', () => {
    assert.equal(listColumns({ ...run, table: true }, usual, { columns: ['a'] }), undefined)
    assert.equal(listColumns({ ...run, chosen: true }, usual, { columns: ['a'] }), undefined)
    assert.equal(listColumns(run, usual, { raw: true, columns: ['a'] }), undefined)
    assert.equal(listColumns(run, undefined, {}), undefined)
    assert.equal(listColumns(run, [], {}), undefined)
  })

  it('of pages are these, and what rows are drawn by besides', () => {
    assert.deepEqual(pageColumns(run, usual, { colorBy: 'user' }), ['time', 'level', 'message', 'user', REST_COLUMN])
    assert.deepEqual(pageColumns(run, usual, { colorBy: 'level', unfolded: true }), ['time', 'level', 'message', 'raw', REST_COLUMN])
    assert.deepEqual(pageColumns(run, [], { colorBy: 'level' }), ['raw', 'level'])
    assert.equal(pageColumns(run, [], { unfolded: true }), undefined)
    assert.equal(pageColumns({ ...run, table: true }, usual, { colorBy: 'level' }), undefined)
    assert.deepEqual(pageColumns({ ...run, chosen: true, columns: ['a'] }, usual, { colorBy: 'level' }), ['a', 'level'])
  })
})
