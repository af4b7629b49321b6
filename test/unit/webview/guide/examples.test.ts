import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { FieldInfo, SourceInfo } from '../../../../src/common/protocol.ts'
import { parse, stages } from '../../../../src/engine/stages/registry.ts'
import { examplesFor } from '../../../../src/webview/guide/examples.ts'
import { examplesOf, offersExamples } from '../../../../src/webview/guide/guideFeature.ts'
import { firstSentence, offered, searches } from '../../../../src/webview/guide/syntax.ts'
import { initialModel, type PanelModel } from '../../../../src/webview/panel/model.ts'

const queries = (fields: readonly FieldInfo[]): readonly string[] => examplesFor(fields).map(({ query }) => query)
const time: FieldInfo = { name: 'time', example: '2026-01-05T06:00:00Z', share: 1, longest: 24, variety: 1 }
const message: FieldInfo = { name: 'message', example: 'done', share: 1, longest: 90, variety: 1 }

describe('examples for a log', () => {
  it('of requests are about those that failed', () => {
    const fields = [time, { name: 'status', example: '200', share: 1, longest: 3, variety: 0.2 }, { name: 'path', example: '/cart', share: 1, longest: 20, variety: 0.4 }, message]
    assert.deepEqual(queries(fields), ['status>=500', 'status>=400 | stats count() by path', '| timechart span=1m count() by status'])
  })

  it('with levels are about what is worse, and the field that tells its rows apart', () => {
    const fields = [time, { name: 'level', example: 'info', share: 1, longest: 5, variety: 0.1 }, { name: 'app.service', example: 'pay', share: 1, longest: 9, variety: 0.2 }, message]
    assert.deepEqual(queries(fields), ['level>=warn', '| top app.service', '| timechart span=1m count() by level'])
  })

  it('divide the time of the log into as many parts as a chart can show', () => {
    const span = (duration?: number): string | undefined => /span=(\w+)/.exec(examplesFor([time], [], duration)[0].query)?.[1]
    const [second, hour, day] = [1000, 3_600_000, 86_400_000]
    assert.deepEqual([undefined, 0, 200 * second, 201 * second, hour, 3 * hour, 4 * hour, 2 * day, 150 * day, 1500 * day].map(span), ['1m', '1s', '1s', '10s', '1m', '1m', '10m', '1h', '1d', '1w'])
  })

  it('of two files are about what is different in them', () => {
    const found = examplesFor([time, { name: 'level', share: 1, longest: 5 }, message], ['run "1".log', 'run-2.log']).map(({ query }) => query)
    assert.deepEqual(found, ['level>=warn', '| patterns compare source "run \\"1\\".log" with "run-2.log"', '| timechart span=1m count() by level'])
    assert.deepEqual(parse(found[1]).diagnostics, [])
  })

  it('count by no field that has another name already', () => {
    assert.deepEqual(queries([time, { name: 'level', share: 1, longest: 5 }, { name: 'raw.level', share: 1, longest: 5, variety: 0.1 }, message])[1], '| timechart span=1m count() by level')
  })

  it('without any field can be asked of every log', () => {
    assert.deepEqual(queries([]), ['| patterns', 'error OR fail OR exception', '| tail 100'])
  })

  it('leave out what few rows have, and a status that is a word', () => {
    const fields = [{ name: 'level', example: 'info', share: 0.1 }, { name: 'status', example: 'ok', share: 1, longest: 4, variety: 0 }]
    assert.ok(queries(fields).every((query) => !/level|status/.test(query)))
  })

  it('can be run, whatever fields are called, and name none that is not there', () => {
    const name = fc.oneof(fc.constantFrom('time', 'level', 'status', 'path', 'http.url', 'by', 'a b', '`', 'count()', '5xx', 'größe', 'service', 'message', '|'), fc.string({ minLength: 1, maxLength: 6 }))
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const field = fc.record({ name, example: fc.constantFrom('200', 'info', 'x'), share: part, longest: fc.nat(40), variety: part })
    fc.assert(
      fc.property(fc.uniqueArray(field, { selector: (each) => each.name, maxLength: 8 }), fc.array(fc.string({ unit: 'binary' }), { maxLength: 2 }), (fields, files) => {
        const found = examplesFor(fields, files)
        assert.equal(found.length, 3)
        for (const { query } of found) assert.deepEqual(parse(query).diagnostics, [], query)
        for (const known of ['level', 'status', 'time']) {
          const used = found.some(({ query }) => (known === 'time' ? query.includes('timechart') : query.startsWith(known)))
          assert.ok(!used || fields.some((each) => each.name === known && each.share >= 0.2))
        }
      }),
    )
  })

  it('are offered while nothing is typed, until they are put away', () => {
    const source = { path: '/a', name: 'a', size: 10, encoding: 'UTF-8', bom: false, lineEnd: 'LF', binary: false } as SourceInfo
    const model: PanelModel = { ...initialModel, phase: 'ready', sources: [source], fields: [], settings: { ...initialModel.settings, examples: true } }
    assert.equal(offersExamples(model), true)
    assert.equal(offersExamples({ ...model, query: 'x' }), false)
    assert.equal(offersExamples({ ...model, settings: { ...model.settings, examples: false } }), false)
    assert.equal(examplesOf(model).length, 3)
    assert.deepEqual(examplesOf({ ...model, fields: undefined }), [])
    assert.deepEqual(examplesOf({ ...model, sources: [{ ...source, size: 0 }] }), [])
  })
})

describe('the card of what can be typed', () => {
  it('has every stage once, with a sentence', () => {
    assert.deepEqual([...offered().map(({ code }) => code), 'search'].sort(), stages.map(({ names }) => names[0]).sort())
    for (const { code, about } of offered()) assert.match(about, /^[A-Z].{8,}\.$/s, code)
    assert.ok(offered().filter(({ usual }) => usual).length >= 8)
  })

  it('has searches that can be run as they stand', () => {
    assert.ok(searches().length >= 3)
    for (const { code } of searches()) assert.deepEqual(parse(code).diagnostics, [], code)
  })

  it('takes the first sentence, but not the first half of a number or a name', () => {
    assert.equal(firstSentence('Up to 1.5 s. More.'), 'Up to 1.5 s.')
    assert.equal(firstSentence('Sorts: first, second. More.'), 'Sorts.')
    assert.equal(firstSentence('No end'), 'No end')
  })
})
