import { strict as assert } from 'node:assert'
import { Page, REST_BORDER, REST_COLUMN } from '../../../../src/common/page.ts'
import { openSession, runToEnd } from '../../../support/sessions.ts'
import { TemporaryFolder } from '../../../support/temporary.ts'

describe('engine/results: the fields of rows that have no column', () => {
  const folder = new TemporaryFolder()
  let number = 0
  after(() => folder.remove())

  /** Of each row what the cell has, and with what is marked in brackets. */
  async function restOf(text: string, format: string, query: string): Promise<(string | undefined)[]> {
    const session = await openSession([folder.file(`${number++}.log`, text)], { format })
    try {
      const run = await runToEnd(session, query)
      const columns = ['time', 'message', REST_COLUMN]
      const page = new Page((await session.fetch({ run: run.id, from: { at: 'start' }, skip: 0, count: 10, columns })).page, columns)
      return Array.from({ length: page.rows }, (_, row) => {
        const cell = page.cell(row, 2)
        const marks = [...page.marksOfCell(row, 2)]
        return marks.reduceRight((marked, at, i) => `${marked.slice(0, at)}${i % 2 === 0 ? '[' : ']'}${marked.slice(at)}`, cell ?? '').replaceAll(REST_BORDER, ' | ')
      })
    } finally {
      await session.close()
    }
  }

  it('are those that say nothing that stands there already, those that match first', async () => {
    const log = 'time=2024-05-12T06:00:00Z level=info msg=hello service=shop reason="a timeout b" empty= again=hello\n'
    assert.deepEqual(await restOf(log, 'logfmt', ''), ['service=shop | reason=a timeout b | empty='])
    assert.deepEqual(await restOf(log, 'logfmt', 'timeout'), ['reason=a [timeout] b | service=shop | empty='])
    assert.deepEqual(await restOf(log, 'logfmt', 'service:sho hello'), ['service=[sho]p | reason=a timeout b | empty='])
    assert.deepEqual(await restOf(log, 'logfmt', 'service>r level=info'), ['service=[shop] | reason=a timeout b | empty='])
  })

  it('are the same of JSON, by their paths; a border in a value is none', async () => {
    const log = `${JSON.stringify({ ts: '2024-05-12T06:00:00Z', level: 'warn', message: 'no', http: { status: 503 }, odd: 'a\x1fb' })}\n`
    assert.deepEqual(await restOf(log, 'json', 'http.status:03'), ['http.status=5[03] | odd=a b'])
  })

  it('are cut around what matches, and in number', async () => {
    const log = `${JSON.stringify({ message: 'm', long: `${'x'.repeat(300)} needle ${'y'.repeat(300)}`, ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field${i}`, i])) })}\n`
    const [rest = ''] = await restOf(log, 'json', 'needle')
    assert.match(rest, /^long=…x{39} \[needle\] y+… \| field0=0 \| /)
    assert.ok(rest.length < 1500 && rest.includes('field40=40') && !rest.includes('field299'))
  })

  it('begin with a border where the format names them all, without what the message says', async () => {
    const log = '2024-05-12 06:00:00,123 INFO [main] org.shop.Cart: Cart opened\n'
    assert.deepEqual(await restOf(log, 'hadoop', 'main'), [' | thread=[main] | logger=org.shop.Cart'])
  })

  it('are none where a stage has changed texts, and of tables', async () => {
    assert.deepEqual(await restOf('level=info msg=hello secret=10.0.0.1\n', 'logfmt', '| redact ip'), [''])
    assert.deepEqual(await restOf('level=info msg=hello a=b\n', 'logfmt', '| stats count() by a'), [''])
  })
})
