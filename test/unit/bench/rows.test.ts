/** The benchmark's rows on small logs: the answers are compared, with those of the peers that are installed and with plain ones; no time is judged. */
import { strict as assert } from 'node:assert'
import { sameGroups } from '../../bench/answers.ts'
import { differenceOf, oneRound, type AnyDuel } from '../../bench/duel.ts'
import { Peers } from '../../bench/peers.ts'
import { makeKeysLog } from '../../bench/keysLog.ts'
import { groupDuels } from '../../bench/rows/groups.ts'
import type { Bench } from '../../bench/rows/row.ts'
import { allRows, runRow } from '../../bench/rows/rows.ts'
import { tableDuels } from '../../bench/rows/tables.ts'
import { textDuels } from '../../bench/rows/text.ts'
import { RELATIVE_ERROR } from '../../../src/engine/stages/aggregate/buckets.ts'
import { bundle } from '../../support/built.ts'
import type { BenchLogKind } from '../../bench/support.ts'
import { makeLog } from '../../support/makeLog.ts'
import { accessAnswers, appAnswers, jsonAnswer, jsonTables, keysAnswers } from '../../support/plainAnswers.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const MB = 1024 * 1024
const SIZE = 64 * MB
/** lnav takes as long for this as everything else here for the whole. */
const LNAV_SIZE = 12 * MB

describe('the rows of the benchmark, answers only', function () {
  this.timeout(120_000)
  const folder = new TemporaryFolder()
  const peers = new Peers()
  const logs = new Map<string, string>()
  const plain = new Map<string, unknown>()

  const log = (kind: BenchLogKind, size = SIZE): string => {
    const key = `${kind}-${size}.log`
    const made = logs.get(key) ?? folder.join(key)
    if (!logs.has(key)) {
      if (kind === 'keys') makeKeysLog(made, size)
      else makeLog(made, { kind, size })
    }
    logs.set(key, made)
    return made
  }
  const bench: Bench = { rounds: 0, scan: 0, sparse: 0, peers, log }
  const duels = [...textDuels, ...tableDuels, ...groupDuels]
  const sizeOf = ({ size }: AnyDuel): number => (size === undefined ? SIZE : LNAV_SIZE)

  before(() => {
    bundle('cli.js')
    for (const [name, answer] of appAnswers(log('app'))) plain.set(name, answer)
    const { statuses, fives } = accessAnswers(log('access'))
    plain.set('status', fives).set('status-ascii', fives).set('access', statuses).set('json', jsonAnswer(log('json')))
    plain.set('json-lnav', jsonAnswer(log('json', LNAV_SIZE))).set('access-lnav', accessAnswers(log('access', LNAV_SIZE)).statuses)
    const { minutes, pairs } = jsonTables(log('json'))
    plain.set('timechart', minutes).set('p99-two', pairs).set('timechart-lnav', jsonTables(log('json', LNAV_SIZE)).minutes)
    const { counts, sorted } = keysAnswers(log('keys', LNAV_SIZE))
    plain.set('keys', counts).set('keys-lnav', counts).set('sort', sorted)
    const missing = peers.missing([...new Set(duels.flatMap(({ needs }) => needs))])
    if (missing.length > 0) console.log(`    plain answers only instead of ${missing.map((peer) => peers.hint(peer)).join(', ')}`)
  })
  after(() => folder.remove())

  it('has something to find in every log, and more lines than records with the phrase', () => {
    for (const duel of duels) assert.ok(plain.get(duel.name) !== undefined && plain.get(duel.name) !== '0', duel.name)
    assert.ok(Number(plain.get('many')) > Number(plain.get('records')))
  })

  for (const duel of duels) {
    it(`${duel.name}: ${duel.title}`, async () => {
      const others = peers.missing(duel.needs).length > 0 ? [] : duel.peers
      const turn = await oneRound([duel.ours, ...others], log(duel.kind, sizeOf(duel)), 0)
      const answer = duel.ours.answer(turn[0].output)
      const right = plain.get(duel.name)
      if (right instanceof Map) assert.equal(sameGroups(RELATIVE_ERROR)(answer, right), undefined)
      else assert.deepEqual(answer, right)
      assert.equal(differenceOf(duel, answer, others.map((peer, i) => peer.answer(turn[i + 1].output))), undefined)
    })
  }

  for (const row of allRows.filter(({ name }) => /^(refine|gzip|start|threads-)/.test(name))) {
    it(`${row.name}: ${row.title}`, async () => {
      for (const { failure } of await runRow(row, bench)) assert.equal(failure, undefined)
    })
  }
})
