import { strict as assert } from 'node:assert'
import { bundle, shell, sluice } from '../../support/built.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const gateway = { name: 'gateway', expression: '(?<time>\\S+) <(?<level>\\w+)> (?<ms>\\d+) (?<message>.*)', levels: { BAD: 'error' } }

describe('cli: --formats', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  let log = ''
  before(() => {
    bundle('cli.js')
    log = folder.file('gw.log', '2026-01-05T06:00:00 <FINE> 12 one\n  more\n2026-01-05T06:00:01 <BAD> 7 two\n')
  })
  after(() => folder.remove())

  const run = async (...args: string[]): Promise<unknown[]> => {
    const { status, stdout, stderr } = await sluice('--no-cache', ...args)
    return [status, stdout.toString(), stderr]
  }

  it('has formats of a file, by which logs are read', async () => {
    const formats = folder.file('formats.json', JSON.stringify([gateway]))
    assert.deepEqual(await run('--formats', formats, 'level=error', log), [0, '2026-01-05T06:00:01 <BAD> 7 two\n', ''])
    assert.deepEqual(await run('--formats', formats, '--log-format', 'gateway', '-c', 'more ms=12', log), [0, '1\n', ''])
  })

  it('says what is wrong with some, and uses the others', async () => {
    const formats = folder.file('some.json', JSON.stringify([{ name: 'bad', expression: '(' }, gateway]))
    const message = "sluice: --formats: Format 'bad': expression: unterminated group at character 2: (▸.\n"
    assert.deepEqual(await run('--formats', formats, '-c', 'ms>7', log), [0, '1\n', message])
  })

  it('says what is wrong with the file', async () => {
    const [status, stdout, stderr] = await run('--formats', folder.file('no.json', '{'), 'x', log)
    assert.deepEqual([status, stdout], [2, ''])
    assert.match(stderr as string, /^sluice: --formats: .*no\.json: .*JSON/)
  })

  it('ends an expression that does not end', async () => {
    const formats = folder.file('hostile.json', JSON.stringify([{ name: 'bad', expression: '(?<a>(?:x+x+)+)y' }]))
    const lines = folder.file('hostile.log', `${'xxy\n'.repeat(200_000)}${'x'.repeat(60)}\n${'xxy\n'.repeat(200_000)}`)
    const [status, , stderr] = await run('--formats', formats, '--log-format', 'bad', '| stats count() by a', lines)
    assert.equal(status, 2)
    assert.match(stderr as string, /The regular expression of the log's format took more than 5 s on a line near byte/)
  })

  it('ends one as rows come', async () => {
    const formats = folder.file('hostile.json', JSON.stringify([{ name: 'bad', expression: '(?<a>(?:x+x+)+)y' }]))
    const lines = folder.file('hostile.log', `${'xxy\n'.repeat(200_000)}${'x'.repeat(60)}\n${'xxy\n'.repeat(100_000)}`)
    // All lines that come last: which of them is a head is asked before there is a row.
    const last = folder.file('last.log', `${'xxy\n'.repeat(200_000)}${`${'x'.repeat(60)}\n`.repeat(2000)}`)
    const [file, input] = await Promise.all([
      sluice('--no-cache', '--formats', formats, '--log-format', 'bad', '-f', 'xxxxxxxx', lines),
      shell(`cat ${last} | $SLUICE --formats ${formats} --log-format bad xxxxxxxx`),
    ])
    assert.deepEqual([file.status, input.status], [2, 2])
    assert.match(file.stderr, /(?:A regular expression|The expression of the format 'bad') took more than 5 s for the rows that came/)
    assert.match(input.stderr, /The expression of the format 'bad' took more than 5 s for the rows that came/)
  })
})
