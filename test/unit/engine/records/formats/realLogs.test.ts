import { strict as assert } from 'node:assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { lnavAgreement, loghubAgreement, parseCsv } from '../../../../support/realLogs.ts'
import { INFO, REASONS, reasonOf, type ComparedRow } from '../../../../support/realLogsReasons.ts'
import type { ReadRecord } from '../../../../support/recordsOf.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

describe('support/realLogs', () => {
  const folder = new TemporaryFolder()
  after(() => folder.remove())

  it('counts the rows that are as expected', () => {
    for (const name of ['lnav', 'lnav-expected', 'loghub']) mkdirSync(folder.join(name))
    const log = 'Jan  5 06:00:00 web app[1]: one\nJan  5 06:00:01 web app[1]: [error] two\n  on\nJan  5 06:00:02 web app[1]: three\n'
    writeFileSync(folder.join('lnav/a.log'), log)
    const rows = [
      '0,2026-01-05 06:00:00.000,info,x',
      '1,2026-01-05 06:00:09.000,error,x',
      '2,2026-01-05 06:00:01.000,info,x',
      '3,2026-01-05 06:00:02.000,fatal,x',
    ]
    writeFileSync(folder.join('lnav-expected/a.log.csv'), `log_line,log_time,log_level,log_format\n${rows.join('\n')}\n`)
    const { format, differences, reasons, unexplained, ...counts } = lnavAgreement(folder.path)[0]
    assert.equal(format, 'syslog until=2026-11-22')
    assert.equal(differences.length, 4)
    const found = { expected: 4, records: 3, borders: 3, times: 2, levels: 1, levelsOrNone: 2, levelled: 4, levelsOfAll: 2, messages: 4 }
    assert.deepEqual(counts, { file: 'a.log', ...found })
    assert.deepEqual([...reasons], [[INFO, 1]])
    assert.deepEqual(unexplained.map((row) => row.slice(0, 8)), ['1: time:', '2: time:', '2: level', '3: level'])
    writeFileSync(folder.join('loghub/b.log'), log.replace('  on\n', ''))
    writeFileSync(folder.join('loghub/b.log_structured.csv'), 'LineId,Level,Content\r\n1,,one\r\n2,error,"[error] ""two"""\r\n3,,three\r\n')
    const [{ differences: others, reasons: _none, unexplained: _no, ...hub }] = loghubAgreement(folder.path)
    assert.equal(others.length, 1)
    const expected = { file: 'b.log', format: 'syslog until=2026-11-22', expected: 3, records: 3, borders: 3, times: 3, levels: 3, levelsOrNone: 3, levelled: 3 }
    assert.deepEqual(hub, { ...expected, levelsOfAll: 3, messages: 2 })
  })

  it('reads cells with what would end them', () => {
    assert.deepEqual(parseCsv('a,"b,""c""",\r\n"d\ne",f\n'), [['a', 'b,"c"', ''], ['d\ne', 'f']])
  })

  describe('reasons', () => {
    const record = (time: number, level: ReadRecord['level']): ReadRecord => ({ line: 0, time, level, fields: { status: 404 } })
    const row = { line: '', written: NaN, expected: NaN, above: NaN, next: NaN, level: 'info', wanted: 'info', format: 'syslog_log' }
    // In the order of the table: a row that shows the reason, and one that differs in the point that counts.
    const rows: readonly (readonly [ComparedRow, ComparedRow])[] = [
      [{ ...row, record: record(5, ''), written: 5, expected: 9, above: 9 }, { ...row, record: record(5, ''), written: 5, expected: 9, above: 8 }],
      [{ ...row, record: record(NaN, ''), expected: 9, next: 9 }, { ...row, record: record(8, ''), expected: 9, next: 9 }],
      [
        { ...row, record: record(0, ''), line: '2012-025T10:22:40,672: x', written: Date.UTC(2012, 0, 25, 10, 22, 40, 672) },
        { ...row, record: record(0, ''), line: '2012-025T10:22:40,672: x', written: Date.UTC(2012, 1, 25, 10, 22, 40, 672) },
      ],
      [{ ...row, record: record(0, ''), line: 'x' }, { ...row, record: record(0, ''), line: 'INFO x' }],
      [{ ...row, record: record(0, 'warning'), wanted: 'error' }, { ...row, record: { ...record(0, 'warning'), fields: {} }, wanted: 'error' }],
      [{ ...row, record: record(0, ''), wanted: 'error', line: '"GET /x" 404 1' }, { ...row, record: record(0, ''), wanted: 'error', line: '"GET /x" 504 1' }],
      [{ ...row, record: record(0, ''), wanted: 'error', line: 'lookup failed' }, { ...row, record: record(0, ''), wanted: 'error', line: 'lookup' }],
      [{ ...row, record: record(0, 'debug'), wanted: 'trace', line: 'x FINE y' }, { ...row, record: record(0, 'debug'), wanted: 'trace', line: 'x FINER y' }],
      [
        { ...row, record: record(0, 'error'), level: 'unknown', wanted: '', line: 'local.ERROR: x' },
        { ...row, record: record(0, 'error'), level: 'unknown', wanted: '', line: 'local.INFO: x' },
      ],
    ]
    REASONS.forEach(({ kind, reason }, i) => {
      it(`is given only where it shows: ${reason}`, () => {
        assert.equal(reasonOf(kind, rows[i][0]), reason)
        assert.equal(reasonOf(kind, rows[i][1]), undefined)
      })
    })
  })
})
