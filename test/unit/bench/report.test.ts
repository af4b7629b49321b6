import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { countOf, groups, groupsOfCsv, groupsOfJsonLines, sameBytes, sameGroups, sameText } from '../../bench/answers.ts'
import { Peers } from '../../bench/peers.ts'
import { betweenMarks, markdown, textLine } from '../../bench/report.ts'
import { isReached, type Bench, type Outcome, type Row } from '../../bench/rows/row.ts'
import { allRows, chooseRows, runRow } from '../../bench/rows/rows.ts'

const measured = (label: string, seconds: number) => ({ label, seconds, whole: seconds, rounds: [] })
const outcome = (value: number, target?: number, atLeast?: boolean): Outcome => ({
  name: 'a',
  title: 'a | b',
  judged: { value, unit: '×', target, atLeast },
  ours: measured('sluice', 0.5),
  peers: [measured('rg -c', 1)],
})

describe('bench: answers', () => {
  it('reads a count, nothing as none', () => {
    assert.equal(countOf(Buffer.from('12\n')), '12')
    assert.equal(countOf(Buffer.from('')), '0')
  })

  it('says what differs', () => {
    assert.equal(sameText('1', '1'), undefined)
    assert.match(sameText('1', '2')!, /ours is 1, theirs 2/)
    assert.equal(sameBytes(Buffer.from('a\nb\n'), Buffer.from('a\nb\n')), undefined)
    assert.match(sameBytes(Buffer.from('a\nb\n'), Buffer.from('a\nc\n'))!, /byte 2.*ours is "b/)
    assert.match(sameBytes(Buffer.from('a\n'), Buffer.from('a\nc\n'))!, /2 bytes, theirs 4/)
  })

  it('reads groups from JSON lines and from CSV', () => {
    const expected = new Map([['db', [2, 1.5]], ['http', [1, undefined]]])
    assert.deepEqual(groupsOfJsonLines(Buffer.from('{"l":"db","count()":2,"p50":1.5}\n{"l":"http","count()":1,"p50":null}\n')), expected)
    assert.deepEqual(groupsOfCsv(Buffer.from('l,n,m\ndb,2,1.5\nhttp,1,\n')), expected)
    assert.throws(() => groups([['db', 1], ['db', 2]]), /twice/)
  })

  it('compares groups: counts exactly, other numbers within the error', () => {
    const ours = groups([['db', 2, 100]])
    const same = sameGroups(0.01)
    assert.equal(same(ours, groups([['db', 2, 100.9]])), undefined)
    assert.equal(same(ours, groups([['db', 2]])), undefined, 'what only one has is not compared')
    assert.match(same(ours, groups([['db', 2, 102]]))!, /db, number 2: ours is 100, theirs 102/)
    assert.match(same(ours, groups([['db', 2, undefined]]))!, /theirs undefined/)
    assert.equal(same(groups([['db', 2, null]]), groups([['db', 2, '']])), undefined, 'neither has a number')
    assert.match(same(ours, groups([['db', 3, 100]]))!, /number 1/)
    assert.match(same(ours, groups([['http', 2, 100]]))!, /in one only/)
    assert.match(same(ours, groups([['db', 2, 100], ['http', 1, 1]]))!, /the group http is in one only/)
    assert.match(same(groups([['db', 2, 100], ['http', 1, 1]]), ours)!, /the group http is in one only/)
  })
})

describe('bench: report', () => {
  it('judges a ratio by its most, a speed-up by its least', () => {
    assert.deepEqual([isReached(outcome(0.5, 0.5)), isReached(outcome(0.51, 0.5)), isReached(outcome(1))], [true, false, undefined])
    assert.deepEqual([isReached(outcome(1.7, 1.7, true)), isReached(outcome(1.69, 1.7, true))], [true, false])
  })

  it('prints rows, and why there are none', () => {
    assert.match(textLine(outcome(0.5, 0.8)), /a \| b +0\.50 s +rg -c 1\.00 s +0\.50 +≤ 0\.8 +reached/)
    assert.match(textLine(outcome(0.9, 0.8)), /MISSED/)
    assert.match(textLine({ name: 'a', title: 'a', peers: [], failure: 'one\n  two' }), /FAILED .*failed: one two$/)
    assert.match(textLine({ name: 'a', title: 'a', peers: [], leftOut: 'rg is missing' }), /left out .*rg is missing$/)
  })

  it('writes the table as Markdown', () => {
    const text = markdown([outcome(0.5, 0.8), { name: 'c', title: 'c', peers: [], leftOut: 'not there' }], 'a machine', ['rg 1', 'wc 2'], 7)
    assert.match(text, /^a machine; rg 1, wc 2\. Medians of 7 rounds\.\n\n/)
    assert.match(text, /\n\| a \\\| b \| 0\.50 s \| rg -c 1\.00 s \| 0\.50 \|  \| ≤ 0\.8 \| reached \|  \|\n/)
    assert.match(text, /\n- c: not there\n$/)
  })
})

describe('bench: the README', () => {
  it('gets the table in its marked place, again and again', () => {
    const text = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n'
    const once = betweenMarks(text, 'new $1\n')
    assert.equal(once, 'a\n<!-- bench -->\nnew $1\n<!-- /bench -->\nb\n')
    assert.equal(betweenMarks(once, 'new $1\n'), once)
    assert.equal(betweenMarks('no place', 'table\n'), 'table\n')
  })

  it('has one', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    assert.notEqual(betweenMarks(readme, 'table'), 'table')
  })
})

describe('bench: rows', () => {
  it('have different names, and are chosen by them', () => {
    assert.equal(new Set(allRows.map(({ name }) => name)).size, allRows.length)
    assert.equal(chooseRows(undefined), allRows)
    assert.deepEqual(chooseRows('rare, json').map(({ name }) => name), ['rare', 'json'])
    assert.ok(chooseRows('memory-*').length > 1)
    assert.throws(() => chooseRows('rare,nothing'), /no row nothing; there are lines, rare,/)
  })

  it('are left out where a peer is missing, and fail where they throw', async () => {
    class NoPeers extends Peers {
      override version(): undefined {
        return undefined
      }
    }
    const bench: Bench = { rounds: 1, scan: 0, sparse: 0, peers: new NoPeers(), log: () => '' }
    const row = (needs: Row['needs']): Row => ({ name: 'a', title: 'a', needs, run: () => Promise.reject(new Error('broken')) })
    const [left] = await runRow(row(['rg', 'duckdb']), bench)
    assert.match(left.leftOut!, /^rg is missing \(Debian: apt-get install ripgrep\), duckdb is missing \(npm ci/)
    const [failed] = await runRow(row([]), bench)
    assert.equal(failed.failure, 'broken')
  })
})
