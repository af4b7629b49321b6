import { strict as assert } from 'node:assert'
import { restText, type RestOptions } from '../../../../src/webview/list/restText.ts'

const CELL = ['service=shop', 'ms=120', 'reason=a timeout b', 'env=prod'].join('\x1f')
const at = CELL.indexOf('timeout')
const plain: RestOptions = { marks: [], paints: [], shown: [], query: '', room: 100, most: 72 }

function marked(cell: string, options: Partial<RestOptions>): string | undefined {
  const rest = restText(cell, { ...plain, ...options })
  if (!rest) return undefined
  const ends = [...rest.marks, ...rest.paints.flatMap(({ start, end }) => [start, end])]
  return ends.reduceRight((text, end, i) => `${text.slice(0, end)}${i % 2 === 0 ? '[' : ']'}${text.slice(end)}`, rest.text)
}

describe('what a row says beside its message', () => {
  it('is what matches, what the query names, and then the other fields; without those that have a column', () => {
    assert.equal(marked(CELL, {}), 'service=shop  ms=120  reason=a timeout b  env=prod')
    assert.equal(marked(CELL, { marks: [at, at + 7], query: 'timeout ms>100', shown: ['service'] }), 'reason=a [timeout] b  ms=120  env=prod')
    assert.equal(marked(CELL, { paints: [{ start: CELL.indexOf('prod'), end: CELL.length, paint: 'find' }] }), 'env=[prod]  service=shop  ms=120  reason=a timeout b')
  })

  it('has the room that the message leaves', () => {
    assert.equal(marked(CELL, { room: 30 }), 'service=shop  ms=120')
    assert.equal(marked(CELL, { room: 38 }), 'service=shop  ms=120  reason=a timeou…')
    assert.equal(marked(CELL, { room: 11 }), undefined)
    assert.equal(marked('a=日本語日本語日本語', { room: 12 }), 'a=日本語日…')
    assert.equal(marked(`a=${'😀'.repeat(20)}`, { room: 14 }), `a=${'😀'.repeat(2)}…`)
  })

  it('stands over the message where it matches and there is no room', () => {
    const rest = restText(CELL, { ...plain, marks: [at, at + 7], room: -50 })
    assert.deepEqual(rest, { text: 'reason=a timeout b', marks: [9, 16], paints: [], over: true })
    assert.equal(marked(`a=${'x'.repeat(300)}`, { marks: [60, 300], room: 0 })?.length, 74)
  })

  it('leaves half of a narrow list to the message', () => {
    assert.equal(restText(CELL, { ...plain, marks: [at, at + 7], room: -50, most: 3 })?.text, 'reason=a ti…')
    assert.equal(restText(`a=${'x'.repeat(60)}`, { ...plain, marks: [2, 9], room: 0, most: 30 })?.text.length, 30)
  })

  it('is only what matches where the rows say the same all the time', () => {
    assert.equal(marked(`\x1f${CELL}`, { query: 'ms>1' }), undefined)
    assert.equal(marked(`\x1f${CELL}`, { marks: [at + 1, at + 8] }), 'reason=a [timeout] b')
    assert.equal(marked(`\x1f${CELL}`, { marks: [at + 1, at + 8], shown: ['reason'] }), undefined)
  })
})
