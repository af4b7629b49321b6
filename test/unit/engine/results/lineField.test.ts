import { strict as assert } from 'node:assert'
import { LinesOnTheWay } from '../../../../src/engine/linesOnTheWay.ts'
import { BlockCounts } from '../../../../src/engine/results/counts.ts'
import { needsLinesAbove, stagesWithLine } from '../../../../src/engine/results/lineField.ts'
import { makePlan, type Plan } from '../../../../src/engine/results/plan.ts'
import { BlockMap } from '../../../../src/engine/results/blockMap.ts'
import type { RunEnvironment } from '../../../../src/engine/runEnvironment.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { openSession, rendered, runToEnd } from '../../../support/sessions.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

const planOf = (query: string): Plan => makePlan(parseOrThrow(query))

describe('engine/results/lineField', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('asks for lines to be counted where rows of blocks are asked for their numbers, and nowhere else', () => {
    const needs = (query: string): boolean => needsLinesAbove(planOf(query))
    for (const query of ['line>5', '| where line > 5', 'a | head 3 | eval n = line', 'a | stats max(line)', 'a | context 1 | where line = 2', '| rename line as n', '| fields a | search line=1', '| top line']) {
      assert.ok(needs(query), query)
    }
    for (const query of ['', 'line', '| fields line, raw', '| sort line', '| dedup line', '| sort raw | where line > 5', '| stats count() by a | where line > 5', '| eval line = 1 | where line > 5', '| parse "* " as line | stats max(line)']) {
      assert.ok(!needs(query), query)
    }
  })

  it('tells which stages cannot miss it', () => {
    const stages = (query: string): number[] => [...stagesWithLine(planOf(query))]
    assert.deepEqual(stages('line>1 | where line < 9 | sort line | where line > 2'), [0, 1, 2])
    assert.deepEqual(stages('a | rename line as n | where line > 2'), [1])
    assert.deepEqual(stages('a | stats max(line) as line | where line > 2'), [1])
  })

  it('tells which blocks may have the lines that are asked for', async () => {
    // Two files: lines 1–3, 4–4, none, 5–9; and 1–2.
    const known = { lines: new BlockCounts(5) }
    ;[3, 1, 0, 5, 2].forEach((count, block) => known.lines.set(block, count))
    const env = { map: new BlockMap([40, 10], 10), known, pool: { lanes: [{}] } } as unknown as RunEnvironment
    const blocks = async (query: string): Promise<string | undefined> => {
      const numbers = new LinesOnTheWay({ program: 1, env, plan: planOf(query), check: () => undefined, tell: () => undefined })
      await numbers.begin()
      return numbers.mask?.join('')
    }
    assert.equal(await blocks('line=4'), '01000')
    assert.equal(await blocks('line>4'), '01110')
    assert.equal(await blocks('line>=5 x'), '00010')
    assert.equal(await blocks('line<=3'), '10001')
    assert.equal(await blocks('| where line between 3 and 4'), '11000')
    assert.equal(await blocks('| where 5 <= line and raw = 1'), '00010')
    for (const query of ['line!=4', 'line="4"', 'line:4', 'line=x', 'line=4 OR a', '| where raw = 1 and line = 4', '| where line > -1', '| eval line = 1 | where line = 4']) assert.equal(await blocks(query), undefined, query)
  })

  it('reads only these, once the lines are counted', async () => {
    const path = folder.file('many.log', Array.from({ length: 10_000 }, (_, i) => `line ${i + 1}\n`).join(''))
    const session = await openSession([path], { sizes: { blockBytes: 1024, maxLineBytes: 4096 } })
    try {
      const whole = await runToEnd(session, '| stats max(line), sum(line)')
      assert.ok(whole.bytesRead >= 100_000)
      const run = await runToEnd(session, '| where line between 5000 and 5003 | eval n = line')
      assert.ok(run.bytesRead > 0 && run.bytesRead < 10_000, String(run.bytesRead))
      assert.equal(run.counts?.total, 4)
      const uncounted = await runToEnd(session, '| where line between 5000 and 5003', false)
      let read = 0
      let text = ''
      for await (const piece of session.render(uncounted.id, { format: 'text' })) {
        read += piece.read
        text += Buffer.from(piece.bytes).toString()
      }
      assert.equal(text, 'line 5000\nline 5001\nline 5002\nline 5003\n')
      assert.ok(read > 0 && read < 10_000, String(read))
      const [searched, where] = run.progress(1).stages
      assert.deepEqual([searched.rowsOut, where.rowsOut, where.warnings], [10_000, 4, []])
    } finally {
      session.close()
    }
  })

  it('counts no more lines than it has to', async () => {
    const lines = 100_000
    const path = folder.file('long.log', Array.from({ length: lines }, (_, i) => `line ${i + 1}\n`).join(''))
    for (const [query, rows, most] of [
      ['| where line > 5 | head 3', 'line 6\nline 7\nline 8\n', 20_000],
      ['| where line > 5 | dedup raw | head 2', 'line 6\nline 7\n', lines],
      ['| where line < 3', 'line 1\nline 2\n', 20_000],
      ['| where line between 9000 and 9001 | eval n = line | fields n', '9000\n9001\n', 30_000],
      ['| eval n = line | head 1 | where line < 9 | fields n', '1\n', 20_000],
      ['| lines 1..2', 'line 1\nline 2\n', 20_000],
      ['| lines 99999..', 'line 99999\nline 100000\n', lines],
    ] as const) {
      const session = await openSession([path], { sizes: { blockBytes: 1024, maxLineBytes: 4096 } })
      try {
        const run = await runToEnd(session, query, false)
        const output = await rendered(session, run, { format: 'text' })
        assert.equal(output.bytes.toString(), rows, query)
        assert.ok(session.linesCounted <= most, `${query}: ${session.linesCounted} lines`)
        const numbered = await rendered(session, run, { format: 'text', numbered: true })
        assert.equal(numbered.rows, output.rows, query)
      } finally {
        session.close()
      }
    }
  })

  it('ends where nobody wants the numbers any more', async () => {
    const path = folder.file('stopped.log', 'a\nb\n'.repeat(1000))
    const session = await openSession([path], { sizes: { blockBytes: 64, maxLineBytes: 4096 } })
    try {
      const run = session.prepare('line>3')
      const ended = run.execute()
      run.stop()
      await ended
      assert.deepEqual([run.state, run.inputComplete, run.counts], ['stopped', false, undefined])
    } finally {
      session.close()
    }
  })
})
