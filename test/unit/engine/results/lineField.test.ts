import { strict as assert } from 'node:assert'
import { needsLinesAbove, stagesWithLine } from '../../../../src/engine/results/lineField.ts'
import { makePlan, type Plan } from '../../../../src/engine/results/plan.ts'
import { blocksOfNumbers } from '../../../../src/engine/results/skipping.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'
import { openSession, runToEnd } from '../../../support/sessions.ts'
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

  it('tells which blocks may have the lines that are asked for', () => {
    // Two files: lines 1–3, 4–4, none, 5–9; and 1–2.
    const above = Float64Array.of(0, 3, 4, 4, 0)
    const lines = [3, 1, 0, 5, 2]
    const blocks = (query: string): string | undefined => blocksOfNumbers(planOf(query), above, { at: (block) => lines[block] })?.join('')
    assert.equal(blocks('line=4'), '01000')
    assert.equal(blocks('line>4'), '01110')
    assert.equal(blocks('line>=5 x'), '00010')
    assert.equal(blocks('line<=3'), '10001')
    assert.equal(blocks('| where line between 3 and 4'), '11000')
    assert.equal(blocks('| where 5 <= line and raw = 1'), '00010')
    for (const query of ['line!=4', 'line="4"', 'line:4', 'line=x', 'line=4 OR a', '| where raw = 1 and line = 4', '| where line > -1', '| eval line = 1 | where line = 4']) assert.equal(blocks(query), undefined, query)
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
