import { strict as assert } from 'node:assert'
import { KeptIndexStore } from '../../../src/engine/results/keptIndex/store.ts'
import { OwnFormats } from '../../../src/engine/ownFormats.ts'
import { Session, type SessionOptions } from '../../../src/engine/session.ts'
import { inlinePool } from '../../../src/engine/results/inlinePool.ts'
import { limited } from '../../../src/process/timeLimit.ts'
import { rendered, runToEnd } from '../../support/sessions.ts'
import { TemporaryFolder } from '../../support/temporary.ts'
import { workerPool } from '../../support/workers.ts'

const gateway = {
  name: 'gateway',
  title: 'The gateway',
  expression: '^(?<time>\\d\\d\\.\\d\\d\\.\\d{4} \\S+) \\| (?<level>\\S+) \\| (?<user>[^ ]*) (?<ms>\\d+)ms (?<message>.*)',
  time: '%d.%m.%Y %H:%M:%S%f',
  levels: { Alarm: 'fatal', ok: 'info' },
  types: { ms: 'number' },
}
const log = [
  '05.01.2026 06:00:00,250 | OK | zoë 12ms first',
  '  and its second line',
  '05.01.2026 06:00:01,000 | ALARM | bob 7ms second',
  '05.01.2026 06:00:02,000 | warn | 漢字 30ms third',
].join('\n')
/** Takes longer than anybody waits on a line of some dozens of x. */
const HOSTILE = '(?<a>(?:x+x+)+)y'

describe('engine: formats that people declare', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())
  let number = 0
  const open = (content: string, declared: unknown, options: Partial<SessionOptions> = {}): Promise<Session> =>
    Session.open([folder.file(`${number++}.log`, content)], { id: 1, pool: inlinePool(), own: new OwnFormats(declared, limited), ...options })
  const rows = async (session: Session, query: string): Promise<unknown[]> => {
    const { bytes } = await rendered(session, await runToEnd(session, query), { format: 'jsonl' })
    const objects = bytes.toString().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    return objects.map(({ line: _, ...fields }) => fields)
  }

  it('are found by themselves, with their fields, times, levels and records', async () => {
    const session = await open(log, [gateway])
    assert.deepEqual(session.sources[0].format, { name: 'gateway', title: 'The gateway' })
    assert.deepEqual(await rows(session, '| fields time, level, user, ms, message'), [
      { time: '05.01.2026 06:00:00,250', level: 'info', user: 'zoë', ms: 12, message: 'first' },
      { time: '05.01.2026 06:00:01,000', level: 'fatal', user: 'bob', ms: 7, message: 'second' },
      { time: '05.01.2026 06:00:02,000', level: 'warning', user: '漢字', ms: 30, message: 'third' },
    ])
    assert.deepEqual(await rows(session, '"second line" | fields user'), [{ user: 'zoë' }])
    assert.deepEqual(await rows(session, 'time>=2026-01-05T06:00:01 level>=warn | fields ms'), [{ ms: 7 }, { ms: 30 }])
    assert.deepEqual(await rows(session, '| stats sum(ms)'), [{ 'sum(ms)': 49 }])
    session.close()
  })

  it('are found behind what containers put before each line', async () => {
    const lines = log.split('\n').filter((line) => !line.startsWith(' '))
    const session = await open(lines.map((line) => `2026-01-05T06:00:00.000000000Z stdout F ${line}`).join('\n'), [gateway])
    assert.equal(session.sources[0].format?.name, 'cri/gateway')
    assert.deepEqual(await rows(session, 'user=bob | fields ms, stream'), [{ ms: 7, stream: 'stdout' }])
    session.close()
  })

  it('win over built-in ones that recognise as much', async () => {
    const lines = Array.from({ length: 9 }, (_, i) => `2026-01-05 06:00:0${i} INFO [main] a.B - text`).join('\n')
    const own = { name: 'mine', expression: '(?<time>\\S+ \\S+) (?<level>\\w+) (?<message>.*)' }
    const sessions = [await open(lines, []), await open(lines, [own]), await open(lines, [own], { format: 'plain' }), await open(lines, [own], { format: 'mine' })]
    assert.deepEqual(sessions.map(({ sources }) => sources[0].format?.name === 'mine'), [false, true, false, true])
    for (const session of sessions) session.close()
  })

  it('have records of their own where they say what starts one', async () => {
    const own = { name: 'mine', expression: '(?<a>\\w+) (?<message>.*)', head: '[A-Z]' }
    const session = await open('One x\ntwo y\nThree\nFour z', [own], { format: 'mine' })
    assert.deepEqual(await rows(session, '| fields raw, a'), [{ raw: 'One x\ntwo y', a: 'One' }, { raw: 'Three' }, { raw: 'Four z', a: 'Four' }])
    session.close()
  })

  it('give the same in workers', async () => {
    const pool = workerPool(2)
    const many = `${log}\n`.repeat(500)
    const [here, there] = [await open(many, [gateway]), await open(many, [gateway], { pool, sizes: { blockBytes: 2048, maxLineBytes: 8192 } })]
    for (const query of ['level=fatal | head 3', '| stats count() by user']) assert.deepEqual(await rows(there, query), await rows(here, query))
    here.close()
    there.close()
    await pool.dispose()
  })

  it('do not take an index that was kept by another declaration', async () => {
    const store = new KeptIndexStore(folder.join('index'))
    const path = folder.file('kept.log', `${log}\n`.repeat(100))
    const count = async (declared: unknown): Promise<number | undefined> => {
      const session = await Session.open([path], { id: 1, pool: inlinePool(), store, own: new OwnFormats([declared], limited), format: 'gateway' })
      const run = await runToEnd(session, 'level=fatal')
      await session.saveIndex()
      session.close()
      return run.counts?.total
    }
    assert.deepEqual([await count(gateway), await count(gateway)], [100, 100])
    assert.equal(await count({ ...gateway, levels: { ok: 'fatal', Alarm: 'fatal' } }), 200)
    assert.equal(await count({ ...gateway, expression: gateway.expression.replace('(?<level>', '(?<level>[^A]') }), 0)
    assert.equal(await count({ ...gateway, title: 'other' }), 100)
  })

  it('that take too long on the file are left out, which is said', async () => {
    const session = await open(`${'x'.repeat(60)}\n${log}`, [{ name: 'bad', expression: HOSTILE }, gateway])
    const [{ format, problem }] = session.sources
    assert.equal(format?.name, 'gateway')
    assert.match(problem ?? '', /^The expression of the format 'bad' takes too long on lines of this file\./)
    session.close()
  }).timeout(20_000)

  it('that take too long and were chosen are an error', async () => {
    const declared = [{ name: 'bad', expression: `(?<time>\\d*)${HOSTILE}` }]
    await assert.rejects(open(`${'x'.repeat(60)}\n`.repeat(5), declared, { format: 'bad' }), /The expression of the format 'bad' takes too long/)
  }).timeout(20_000)

  it('that take too long on a line that was not looked at end in an error, not in waiting', async () => {
    const pool = workerPool(1, { testLimit: 500 })
    const middle = 'a y\n'.repeat(200_000)
    const session = await open(`${middle}${'x'.repeat(60)}\n${middle}`, [{ name: 'bad', expression: `(?<b>\\w) y|${HOSTILE}` }], { pool, format: 'bad' })
    await assert.rejects(runToEnd(session, '| stats count() by b'), {
      code: 'stageTimeout',
      message: /^The regular expression of the log's format took more than 0\.5 s on a line near byte [\d,]+ and was ended\./,
    })
    session.close()
    await pool.dispose()
  }).timeout(60_000)

  it('say which sample is not matched, or takes too long', () => {
    const own = new OwnFormats([{ ...gateway, samples: [log.split('\n')[0], 'x'] }, { name: 'bad', expression: HOSTILE, samples: ['x'.repeat(60)] }], limited)
    assert.deepEqual(own.sampleProblems(), [
      { format: 'gateway', message: "samples: the expression does not match 'x'" },
      { format: 'bad', message: 'expression: it takes too long on the samples' },
    ])
  }).timeout(20_000)
})
