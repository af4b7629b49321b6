import { strict as assert } from 'node:assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { lnavAgreement, loghubAgreement, parseCsv } from '../../../../support/realLogs.ts'
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
    const { format, differences, ...counts } = lnavAgreement(folder.path)[0]
    assert.equal(format, 'syslog until=2026-11-22')
    assert.equal(differences.length, 4)
    assert.deepEqual(counts, { file: 'a.log', expected: 4, records: 3, borders: 3, times: 2, levels: 1, levelsOrNone: 2, messages: 4 })
    writeFileSync(folder.join('loghub/b.log'), log.replace('  on\n', ''))
    writeFileSync(folder.join('loghub/b.log_structured.csv'), 'LineId,Level,Content\r\n1,,one\r\n2,error,"[error] ""two"""\r\n3,,three\r\n')
    const [{ differences: others, ...hub }] = loghubAgreement(folder.path)
    assert.equal(others.length, 1)
    const expected = { file: 'b.log', format: 'syslog until=2026-11-22', expected: 3, records: 3, borders: 3, times: 3, levels: 3, levelsOrNone: 3 }
    assert.deepEqual(hub, { ...expected, messages: 2 })
  })

  it('reads cells with what would end them', () => {
    assert.deepEqual(parseCsv('a,"b,""c""",\r\n"d\ne",f\n'), [['a', 'b,"c"', ''], ['d\ne', 'f']])
  })
})
