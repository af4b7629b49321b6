import { strict as assert } from 'node:assert'
import { KindTable } from '../../../../../../src/engine/stages/aggregate/patterns/kindTable.ts'
import { levelOf, noFigures } from '../../../../../../src/engine/stages/aggregate/patterns/figures.ts'
import { Masker, MAX_MESSAGE } from '../../../../../../src/engine/stages/aggregate/patterns/mask.ts'
import { templatesOf } from '../../../../../../src/engine/stages/aggregate/patterns/templates.ts'

function masked(message: string): string {
  const masker = new Masker()
  const bytes = Buffer.from(message)
  return Buffer.from(masker.bytes.subarray(0, masker.mask(bytes, 0, bytes.length))).toString()
}

/** The template of each message. */
function templatesFor(...messages: string[]): string[] {
  const kinds = [...new Set(messages.map(masked))].sort()
  const found = new Map<string, string>()
  for (const { text, kinds: members } of templatesOf(kinds)) for (const at of members) found.set(kinds[at], text)
  return messages.map((message) => found.get(masked(message))!)
}

describe('patterns of messages', () => {
  const alone: [message: string, template: string][] = [
    ['took 15 ms', 'took <*>'],
    ['jk2_init() found child 6725', 'jk2_init() found child <*>'],
    ['at Fri Jun 17 07:07:00 2005', 'at <*>'],
    ['wrote /var/log/a.log to 10.0.0.1:80', 'wrote <*> to <*>'],
    ['received broadcast android.intent.action.TIME_TICK', 'received broadcast <*>'],
    ['acquire "View Lock" now', 'acquire "<*>" now'],
    ['"GET /index.html HTTP/1.1" status: 200', '"GET <*>" status: <*>'],
    ['{"level": "info", "ms": 12}', '{"level": "<*>", "ms": <*>}'],
    ["can't open it", "can't open it"],
    ['delete blk_11, blk_22, blk_333 now', 'delete <*> now'],
    ['ruser= rhost= user=root', 'ruser=<*> rhost=<*> user=root'],
    ['', ''],
  ]
  alone.forEach(([message, template]) => {
    it(`of ${JSON.stringify(message)}`, () => assert.deepEqual(templatesFor(message), [template]))
  })

  const together: [about: string, messages: string[], templates: string[]][] = [
    ['words after one that names are variables', ['closed for user ann', 'closed for user bob'], ['closed for user <*>', 'closed for user <*>']],
    ['states are not', ['overlap: true', 'overlap: false'], ['overlap: true', 'overlap: false']],
    ['nor are first words', ['cupsd startup done', 'named startup done'], ['cupsd startup done', 'named startup done']],
    ['what is a number elsewhere is', ['invalid user 77 here', 'invalid user bob here'], ['invalid user <*> here', 'invalid user <*> here']],
    ['numbered names are', ['link eth0 up', 'link eth1 up'], ['link <*> up', 'link <*> up']],
    ['asides may be missing', ['sent 512 bytes', 'sent 2,048 bytes (2.0 KB)'], ['sent <*>', 'sent <*>']],
    ['other words make another pattern', ['Served 1 to 2', 'Deleted 1 to 2'], ['Served <*> to <*>', 'Deleted <*> to <*>']],
    ['many words are a variable', [...'abcdefghij'].map((each) => `go ${each}${each} now`), [...'abcdefghij'].map(() => 'go <*> now')],
  ]
  together.forEach(([about, messages, templates]) => {
    it(about, () => assert.deepEqual(templatesFor(...messages), templates))
  })

  it('looks at the beginning of long messages, as far as the last whole word', () => {
    assert.equal(masked(`${'ab '.repeat(MAX_MESSAGE)}9`), 'ab '.repeat(MAX_MESSAGE / 3).trim())
    assert.equal(masked('x'.repeat(2 * MAX_MESSAGE)).length, MAX_MESSAGE)
  })

  it('keeps times, levels and the earliest messages', () => {
    const table = new KindTable(2)
    const rows: [string, number, number][] = [['took 3 s', NaN, 0], ['took 2 s', 50, 3], ['took 1 s', 40, 5], ['took 9 s', 60, 5], ['took 0 s', 40, 3]]
    for (const [message, time, level] of rows) table.add(Buffer.from(message), 0, message.length, time, level, 7)
    const [[kind, group, figures]] = [...table.drain()]
    assert.deepEqual([kind, group], ['took \u0001 s', 7])
    const samples = [{ text: 'took 0 s', time: 40 }, { text: 'took 1 s', time: 40 }]
    assert.deepEqual(figures, { levels: [1, 0, 0, 2, 0, 2, 0], first: 40, last: 60, samples, spark: { shift: 0, start: 40, counts: [2, ...new Array<number>(9).fill(0), 1, ...new Array<number>(9).fill(0), 1] } })
    assert.equal(levelOf(figures), 'error')
    assert.equal(levelOf(noFigures()), undefined)
    assert.deepEqual([...table.drain()], [])
  })
})
