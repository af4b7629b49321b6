import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { bundle, shell, sluice } from '../../support/built.ts'
import { bgzf } from '../../support/indexed.ts'
import { packedLines } from '../../support/packed.ts'
import { tarEnd, tarEntry } from '../../support/tar.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const MEGABYTE = 1024 * 1024

describe('cli', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  let log = ''
  let second = ''
  before(() => {
    bundle('cli.js')
    log = folder.file('app.log', '2026-01-05 ERROR user=ann took 12ms\n2026-01-05 INFO user=bob took 7ms\n2026-01-05 error user=ann took 30ms\n')
    second = folder.file('other.log', 'an Error here\nnothing\n')
  })
  after(() => folder.remove())

  const text = async (...args: string[]): Promise<string> => (await sluice(...args)).stdout.toString()

  describe('gives rows', () => {
    it('that match, as they are, and says 0', async () => {
      const { status, stdout, stderr } = await sluice('ERROR', log)
      assert.deepEqual([status, stdout.toString(), stderr], [0, '2026-01-05 ERROR user=ann took 12ms\n', ''])
    })

    it('of a pipeline that stands in a file, with comments', async () => {
      const file = folder.file('slow.sluice', '// who is slow\nerror // in any case\n| parse "user=* took *ms" as user, ms\n// those above\n| where ms > 20\n')
      assert.equal(await text('-p', file, log), '2026-01-05 error user=ann took 30ms\n')
      assert.equal(await text('-p', file, '-c', log), '1\n')
    })

    it('and says 1 where there are none', async () => {
      const { status, stdout, stderr } = await sluice('nowhere', log)
      assert.deepEqual([status, stdout.length, stderr], [1, 0, ''])
    })

    it('and says which field no row has, before a table that is all about it', async () => {
      const { status, stdout, stderr } = await sluice('| stats count() by nope', log)
      assert.deepEqual([status, stdout.toString(), stderr], [0, '\t3\n', "sluice: No row that was read has the field 'nope'.\n"])
      assert.equal((await sluice('| head 1 | parse "user=* " as user | search user:*', log)).stderr, '')
    })

    it('and says in how many rows types did not go together', async () => {
      const file = folder.file('types.log', 'ms=5\nms=x\nms=40\nms=y\n')
      const said = "sluice: 2 rows: 'ms > 5' compares the string 'x' with the number 5.\n"
      const query = '| parse "ms=*" as ms | where ms > 5'
      const packed = folder.file('types.log.gz', gzipSync(readFileSync(file)))
      for (const args of [[file], ['--threads', '2', file], [packed]]) {
        const { stdout, stderr } = await sluice(query, ...args)
        assert.deepEqual([stdout.toString(), stderr], ['ms=40\n', said], args.join(' '))
        assert.equal((await sluice('-c', query, ...args)).stderr, said)
        assert.equal((await sluice(`${query} | stats count()`, ...args)).stderr, said)
        assert.equal((await sluice('| parse "ms=*" as ms | stats count(), max(ms) by ms | where ms > 5', ...args)).stderr, said)
        assert.equal((await sluice(`${query} | tail 3 | where len(raw) > 1`, ...args)).stderr, said)
      }
    })

    it('although an expression backtracks too much, where V8 has a linear engine for it, in any thread', async () => {
      const file = folder.file('backtracks.log', `${'fine and well\n'.repeat(20_000)}${'x'.repeat(80)}-xxy\n`.repeat(3))
      for (const threads of ['1', '2', '4']) {
        const { status, stdout, stderr } = await sluice('--threads', threads, '-c', '/^(x+x+)+y/', file)
        assert.deepEqual([status, stdout.toString(), stderr], [1, '0\n', ''])
      }
    })

    it('of several files, in their order', async () => {
      assert.equal(await text('error', second, log), 'an Error here\n2026-01-05 ERROR user=ann took 12ms\n2026-01-05 error user=ann took 30ms\n')
    })

    it('by times in a zone, also from a packed file and from standard input', async () => {
      const stamps = '2026-07-05 06:00:00 INFO one\n2026-07-05 07:00:00 INFO two\n2026-07-05T05:30:00Z INFO three\n'
      const one = folder.file('zoned.log', stamps)
      const packed = folder.file('zoned.log.gz', gzipSync(stamps))
      const rows = (output: string): string[] => [...output.matchAll(/INFO (.*)/g)].map(([, row]) => row)
      for (const file of [one, packed]) {
        assert.deepEqual(rows(await text('time>=2026-07-05T07', file)), ['two'])
        assert.deepEqual(rows(await text('--time-zone', 'Europe/Berlin', 'time>=2026-07-05T07', file)), ['two', 'three'])
        assert.deepEqual(rows(await text('--time-zone', 'Europe/Berlin', 'time<2026-07-05T04:30Z', file)), ['one'])
      }
      const piped = await shell(`cat ${one} | $SLUICE --time-zone +02:00 'time<2026-07-05T06:30'`)
      assert.deepEqual(rows(piped.stdout.toString()), ['one'])
    })

    it('of several files by time, or one after the other; with their names, and moved times', async () => {
      const one = folder.file('one.log', '2026-01-05T06:00:00Z INFO one\n2026-01-05T06:00:02Z WARN three\n  more of three\n')
      const two = folder.file('two.log', '2026-01-05T06:00:01Z INFO two\n2026-01-05T06:00:03Z WARN four\n')
      const words = async (...args: string[]): Promise<string> => (await text(...args)).replace(/2026\S+ \w+ /g, '')
      assert.equal(await words('', one, two), 'one\ntwo\nthree\n  more of three\nfour\n')
      assert.equal(await words('--no-merge', '', one, two), 'one\nthree\n  more of three\ntwo\nfour\n')
      assert.equal(await words('--shift', `${two}=+1500ms`, '', one, two), 'one\nthree\n  more of three\ntwo\nfour\n')
      assert.equal(await words('-nH', 'level>=warn', one, two), 'one.log:2:three\n  more of three\ntwo.log:2:four\n')
      assert.equal(await words('* | head 2', one, two), 'one\ntwo\n')
      assert.equal(await words('* | tail 2 | fields source, time', one, two), 'one.log\t2026-01-05T06:00:02Z\ntwo.log\t2026-01-05T06:00:03Z\n')
      assert.equal(await text('--shift', `${two}=+1h`, 'source:two time>=2026-01-05T07 | fields time', one, two), '2026-01-05T07:00:01.000Z\n2026-01-05T07:00:03.000Z\n')
      assert.equal(await text('* | stats count() by source', one, two), 'one.log\t2\ntwo.log\t2\n')
      assert.equal(await text('-c', 'source=one.log', one, two), '2\n')
    })

    it('through stages', async () => {
      assert.equal(await text('| parse "user=* took *ms" as user, ms | stats count() by user', log), 'ann\t2\nbob\t1\n')
      assert.equal(await text('| parse "user=* " as user | fields line, user | tail 2', log), '2\tbob\n3\tann\n')
    })

    it('as their number', async () => {
      assert.equal(await text('-c', 'error', log, second), '3\n')
      const none = await sluice('--count', 'nowhere', log)
      assert.deepEqual([none.status, none.stdout.toString()], [1, '0\n'])
    })

    it('the same with --lines, and on any number of threads', async () => {
      const expected = await text('error', log, second)
      assert.equal(await text('--lines', 'error', log, second), expected)
      for (const threads of ['1', '2', '5']) assert.equal(await text('--threads', threads, 'error', log, second), expected)
    })

    it('with the numbers of their lines in their files', async () => {
      const expected = '1:an Error here\n1:2026-01-05 ERROR user=ann took 12ms\n3:2026-01-05 error user=ann took 30ms\n'
      for (const threads of ['1', '2', '5']) assert.equal(await text('-n', '--threads', threads, 'error', second, log), expected)
      assert.equal(await text('--line-number', 'error | tail 1', log), '3:2026-01-05 error user=ann took 30ms\n')
      assert.equal(await text('-n', '| parse "user=* " as user | fields user | tail 2', log), '2:bob\n3:ann\n')
      assert.equal(await text('-n', '| stats count()', log), '3\n')
      assert.equal(await text('-cn', 'error', log), '2\n')
      assert.equal(await text('-ne', '-error', log), '2:2026-01-05 INFO user=bob took 7ms\n')
    })

    it('with the numbers of their lines, over many blocks and long lines', async () => {
      const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i + 1} ${i % 7 === 0 ? 'found' : ''} ${i % 20_000 === 7 ? 'long found '.repeat(150_000) : ''}`)
      const file = folder.file('many.log', lines.join('\r\n'))
      const expected = lines.flatMap((line, i) => (line.includes('found') ? [`${i + 1}:${line}${i < lines.length - 1 ? '\r' : ''}\n`] : [])).join('')
      for (const threads of ['1', '3']) assert.equal(await text('-n', '--threads', threads, 'found', file), expected)
    })

    it('with the query from -e, also one that begins with a dash', async () => {
      assert.equal(await text('-c', '-e', '-error', log), '1\n')
      assert.equal(await text('-c', log, '-e', 'error'), '2\n')
      assert.equal(await text('-c', '--', '-error', log), '1\n')
    })
  })

  it('reads records by the format that was chosen', async () => {
    const file = folder.file('chosen.log', '2026-01-05 06:00:00 one\n  and more\n2026-01-05 06:00:01 two\n')
    const count = async (...args: string[]): Promise<string> => (await sluice('-c', ...args, '', file)).stdout.toString()
    assert.deepEqual([await count(), await count('--log-format', 'plain'), await count('--log-format', 'auto')], ['2\n', '3\n', '2\n'])
    const { status, stderr } = await sluice('--log-format', '?', '', file)
    assert.equal(status, 2)
    assert.match(stderr, /--log-format: expected auto or one of json, .*timestamped.*, not '\?'/)
  })

  it('gives UTF-8, whatever the encoding of the files', async () => {
    const text = 'Größe überschritten\r\nZeitüberschreitung\r\n'
    const wide = folder.file('utf16.log', Buffer.from(`\ufeff${text}`, 'utf16le'))
    const western = folder.file('western.log', Buffer.from(text, 'latin1'))
    for (const threads of ['1', '2']) {
      assert.equal((await sluice('--threads', threads, 'über', wide, western)).stdout.toString(), text + text)
      assert.equal((await sluice('--threads', threads, '--encoding', 'koi8-r', 'Ж', western)).stdout.toString(), 'GrЖъe Эberschritten\r\n')
    }
    const { status, stderr } = await sluice('--encoding', 'iso-2022-jp', 'x', wide)
    assert.equal(status, 2)
    assert.match(stderr, /--encoding: expected auto or one of .*Shift_JIS.*, not 'iso-2022-jp'/)
  })

  describe('gives the bytes of the file', () => {
    const contents: readonly (readonly [name: string, bytes: Buffer])[] = [
      ['LF', Buffer.from('a\nb\n\n')],
      ['CRLF', Buffer.from('a\r\nb\r\n\r\n')],
      ['both, and lone CRs', Buffer.from('a\r\nb\nc\rd\r\r\n')],
      ['NUL bytes', Buffer.from('\0a\0\n\0\n')],
      ['invalid UTF-8', Buffer.from([0xfd, 0xff, 0xfe, 10, 0xe2, 0x82, 10, 0xc0, 0x80, 10])],
      ['nothing', Buffer.alloc(0)],
      ['every byte', Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, i) => i)), Buffer.from('\n')])],
      ['a line of 3 MiB', Buffer.concat([Buffer.from('x\n'), Buffer.alloc(3 * MEGABYTE, 'long '), Buffer.from('\r\ny\n')])],
    ]
    for (const [name, bytes] of contents) {
      it(name, async () => {
        const file = folder.file('raw.log', bytes)
        assert.ok((await sluice('--encoding', 'utf8', '', file)).stdout.equals(bytes), 'inline')
        assert.ok((await sluice('--encoding', 'utf8', '--threads', '2', '', file)).stdout.equals(bytes), 'on threads')
      })
    }

    it('and a newline that its last line lacks', async () => {
      assert.deepEqual((await sluice('', folder.file('raw.log', 'a\nb'))).stdout.toString(), 'a\nb\n')
    })

    it('without its byte order mark, which belongs to no line', async () => {
      assert.equal(await text('', folder.file('raw.log', '\ufeffa\n')), 'a\n')
    })
  })

  describe('formats', () => {
    it('JSON Lines: an object a row', async () => {
      assert.equal(await text('--format', 'jsonl', 'ERROR', log), '{"line":1,"level":"error","raw":"2026-01-05 ERROR user=ann took 12ms"}\n')
      assert.equal(
        await text('--format', 'jsonl', 'Error | parse "an * here" as what', log, second),
        '{"line":1,"source":"other.log","raw":"an Error here","what":"Error"}\n',
      )
    })

    it('CSV with a header, also for no rows', async () => {
      assert.equal(await text('--format', 'csv', '| parse "took *ms" as ms | fields ms | head 2', log), 'line,ms\n1,12\n2,7\n')
      const { status, stdout } = await sluice('--format', 'csv', 'nowhere', log)
      assert.deepEqual([status, stdout.toString()], [1, 'line,level,raw\n'])
    })
  })

  describe('files', () => {
    it('are written where -o says, in the format of their extension', async () => {
      const out = folder.join('out.csv')
      assert.deepEqual(await text('-o', out, 'ERROR | parse "user=* " as user | fields user', log), '')
      assert.equal(readFileSync(out, 'utf8'), 'line,user\n1,ann\n')
      assert.equal(await text('-o', folder.join('count.txt'), '-c', 'ERROR', log), '')
      assert.equal(readFileSync(folder.join('count.txt'), 'utf8'), '1\n')
      assert.equal((await sluice('-o', folder.join('none.txt'), 'nowhere', log)).status, 1)
    })

    it('can be Parquet and SQLite, also by standard output', async () => {
      const out = folder.join('out.parquet')
      assert.equal((await sluice('-o', out, 'ERROR', log)).status, 0)
      const bytes = readFileSync(out)
      assert.deepEqual([bytes.toString('latin1', 0, 4), bytes.toString('latin1', bytes.length - 4)], ['PAR1', 'PAR1'])
      const { stdout, stderr } = await sluice('--format', 'parquet', 'ERROR', log)
      assert.deepEqual([stdout.equals(bytes), stderr], [true, ''])
      const database = await sluice('--format', 'sqlite', '| stats count() by level', log)
      assert.equal(database.stdout.toString('latin1', 0, 15), 'SQLite format 3')
    })

    it('do not replace the log, or what is no file, and are gone where a query is wrong', async () => {
      const own = folder.file('own.log', 'a\n')
      for (const [args, message] of [[['-o', own, '', own], /is a log that the result is made of/], [['-o', folder.path, '', own], /is no file/], [['-o', folder.join('none/x.csv'), '', own], /could not be written/]] as const) {
        const { status, stderr } = await sluice(...args)
        assert.equal(status, 2)
        assert.match(stderr, message)
      }
      assert.equal((await sluice('-o', folder.join('wrong.csv'), '| hed 3', own)).status, 2)
      assert.deepEqual(readdirSync(folder.path).filter((name) => /wrong|\.part$/.test(name)), [])
      assert.equal(readFileSync(own, 'utf8'), 'a\n')
    })
  })

  describe('tells', () => {
    it('its help and its version', async () => {
      const help = await sluice('--help')
      assert.equal(help.status, 0)
      assert.match(help.stdout.toString(), /^Usage: sluice \[options\] QUERY \[FILE\.\.\.\]/)
      const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
      const asked = await sluice('--version')
      assert.deepEqual([asked.status, asked.stdout.toString()], [0, `${version}\n`])
    })

    it('figures with --stats, as one line of JSON on standard error', async () => {
      for (const args of [[], ['-c'], ['--threads', '2'], ['--format', 'jsonl']]) {
        const { status, stderr } = await sluice('--stats', ...args, 'error', log)
        assert.equal(status, 0)
        assert.match(stderr, /^\{.*\}\n$/)
        const figures = JSON.parse(stderr) as Record<string, number>
        assert.deepEqual(Object.keys(figures).sort(), ['bytes', 'lines', 'peakRssBytes', 'rows', 'seconds', 'threads'])
        assert.deepEqual([figures.lines, figures.rows, figures.threads], [3, 2, args[0] === '--threads' ? 2 : 1])
        assert.ok(figures.bytes >= statSync(log).size && figures.seconds > 0 && figures.peakRssBytes > MEGABYTE)
      }
    })

    it('how it would run a query with --explain, and does not run it', async () => {
      const { status, stdout } = await sluice('--explain', 'Timeout | stats count()', folder.join('none.log'))
      assert.equal(status, 0)
      assert.match(stdout.toString(), /bytes: "Timeout"[^]*aggregate/)
    })
  })

  describe('says 2, and what is wrong', () => {
    it('with the options', async () => {
      for (const args of [['--bad', 'x', log], ['x', log, '-'], [], ['--format', 'xml', 'x', log]]) {
        const { status, stdout, stderr } = await sluice(...args)
        assert.deepEqual([status, stdout.length], [2, 0])
        assert.match(stderr, /^sluice: .*\nTry 'sluice --help'\.\n$/s)
      }
    })

    it('with the query, at its place', async () => {
      const { status, stdout, stderr } = await sluice('error | hed 5', log)
      assert.deepEqual([status, stdout.length], [2, 0])
      const lines = stderr.split('\n')
      assert.match(lines[0], /^sluice: unknown stage 'hed': did you mean 'head'\?/)
      assert.deepEqual(lines.slice(1), ['  error | hed 5', '          ^^^', ''])
    })

    it('with a query of several lines, at its place in the line', async () => {
      const lines = (await sluice('error\n| head x\n| tail y', log)).stderr.split('\n')
      assert.deepEqual([lines[1], lines[2]], ['  | head x', '         ^'])
      assert.deepEqual([lines[4], lines[5]], ['  | tail y', '         ^'])
    })

    it('in a file, with its place', async () => {
      const file = folder.file('bad.sluice', '// two mistakes\r\nerror\r\n\t| hed 5\r\n| where n >\r\n')
      const { status, stderr } = await sluice('-p', file, log)
      assert.equal(status, 2)
      const lines = stderr.split('\n')
      assert.ok(lines[0].startsWith(`sluice: ${file}:3:4: unknown stage 'hed': did you mean 'head'?`), lines[0])
      assert.deepEqual(lines.slice(1, 3), ['  \t| hed 5', '  \t  ^^^'])
      assert.ok(lines[3].startsWith(`sluice: ${file}:4:11: expected`), lines[3])
      assert.equal(lines[4], '  | where n >')
    })

    it('with a file, and goes on with the others', async () => {
      const { status, stdout, stderr } = await sluice('-c', 'error', folder.join('none.log'), log, folder.path)
      assert.deepEqual([status, stdout.toString()], [2, '2\n'])
      assert.match(stderr, /none\.log does not exist/)
      assert.match(stderr, /is a folder/)
    })

    it('with all files', async () => {
      const { status, stdout, stderr } = await sluice('x', folder.join('none.log'))
      assert.deepEqual([status, stdout.length], [2, 0])
      assert.equal(stderr.split('\n').length, 2)
    })

    it('with a FIFO or a device, without waiting for it', async () => {
      const fifo = folder.join('pipe')
      execFileSync('mkfifo', [fifo])
      const { status, stderr } = await sluice('x', fifo, '/dev/zero')
      assert.equal(status, 2)
      assert.match(stderr, /pipe is a FIFO/)
      assert.match(stderr, /zero is a device/)
    })

    it('with UTF-32', async () => {
      const { status, stderr } = await sluice('x', folder.file('wide.log', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])))
      assert.equal(status, 2)
      assert.match(stderr, /wide\.log is UTF-32LE/)
    })

    it('with an expression that does not end, in a small file too', async () => {
      const file = folder.file('hostile.log', `fine\n${'x'.repeat(80)}-xxy\n`)
      const { status, stderr } = await sluice('-c', '/^(x+x+)+y/i', file)
      assert.equal(status, 2)
      assert.match(stderr, /regular expression took more than 5 s on the row at byte 5/)
    })

    it('with one that bytes decide, but for a line of which they cannot tell', async () => {
      const file = folder.file('returns.log', `fine\n${'x'.repeat(3000)}\ry\n`)
      const { status, stderr } = await sluice('-c', '/x.*x.*x.*x.*x.*x.*x.*y/u', file)
      assert.equal(status, 2)
      assert.match(stderr, /regular expression took more than 5 s on the row at byte 5/)
    })

    it('where it cannot write', async () => {
      const { status, stderr } = await shell(`$SLUICE '' ${log} > /dev/full`)
      assert.equal(status, 2)
      assert.match(stderr, /cannot write/)
    })
  })

  describe('in a pipe', () => {
    let large = ''
    before(() => {
      large = folder.join('large.log')
      const fd = openSync(large, 'w')
      const chunk = Buffer.from('2026-01-05 INFO a line of a large log that goes on and on\n'.repeat(18_000))
      for (let i = 0; i < 200; i++) writeSync(fd, chunk)
      closeSync(fd)
    })

    it('ends quietly when its reader goes away', async () => {
      for (const args of [`''`, `--format jsonl ''`, `large`, `'| parse "a *" as x'`]) {
        const { stdout, stderr } = await shell(`$SLUICE ${args} ${basename(large)} | head -1; echo "status \${PIPESTATUS[0]}"`, folder.path)
        const lines = stdout.toString().split('\n')
        assert.equal(lines.length, 3)
        assert.match(lines[0], /a line of a large log/)
        assert.equal(lines[1], 'status 0')
        assert.equal(stderr, '')
      }
    })

    it('gives all there is, in order, whoever reads slowly', async () => {
      const { stdout } = await shell(`$SLUICE --threads 3 '' ${basename(large)} | (sleep 0.2; cmp - ${basename(large)}) && echo same`, folder.path)
      assert.equal(stdout.toString(), 'same\n')
    })

    it('reads little of a sparse file for head', async () => {
      const sparse = folder.join('sparse.log')
      const fd = openSync(sparse, 'w')
      writeSync(fd, 'first\nsecond\n')
      ftruncateSync(fd, 10 * 1024 * MEGABYTE)
      closeSync(fd)
      const { status, stdout, stderr } = await sluice('--stats', '| head 2', sparse)
      assert.deepEqual([status, stdout.toString()], [0, 'first\nsecond\n'])
      assert.ok((JSON.parse(stderr) as { bytes: number }).bytes < 20 * MEGABYTE, stderr)
    })
  })

  describe('reads packed files', () => {
    const plain = Array.from({ length: 40_000 }, (_, i) => `2026-01-05 12:00:00 ${i % 9 === 0 ? 'ERROR' : 'INFO'} line ${i}\n`).join('')
    let whole = ''
    let gz = ''
    let zst = ''
    before(() => {
      whole = folder.file('whole.log', plain)
      gz = folder.file('whole.log.gz', Buffer.concat([gzipSync(plain.slice(0, 1_000_000)), gzipSync(plain.slice(1_000_000))]))
      zst = folder.file('whole.zst', zstdCompressSync(plain))
    })

    it('as they are unpacked, and otherwise', async () => {
      for (const args of [['-c', 'error'], ['-n', 'error'], ['--format', 'csv', 'error'], ['| stats count() by level'], ['error | tail 3'], ['| head 5'], ['-c', 'time>=-1m'], ['-c', 'level=error']]) {
        const expected = await text(...args, whole)
        for (const file of [gz, zst]) assert.equal(await text(...args, file), expected, args.join(' '))
      }
      assert.equal(await text('-c', 'error', gz, log, zst), `${2 * Math.ceil(40_000 / 9) + 2}\n`)
      assert.equal(await text('-c', 'error', gz, gz), `${2 * Math.ceil(40_000 / 9)}\n`, 'also one that is named twice')
    })

    it('in archives, of several by a name behind a colon', async () => {
      const archive = folder.file('logs.tar.gz', gzipSync(Buffer.concat([tarEntry('a/whole.log', Buffer.from(plain)), tarEntry('b.log', Buffer.from('error\n')), tarEnd])))
      assert.equal(await text('-c', 'error', `${archive}:a/whole.log`), `${Math.ceil(40_000 / 9)}\n`)
      assert.equal(await text('error | head 1', `${archive}:b.log`), 'error\n')
      const { status, stderr } = await sluice('error', archive)
      assert.deepEqual([status, stderr], [2, 'sluice: logs.tar.gz holds 2 files. Choose one:\n  logs.tar.gz:a/whole.log\n  logs.tar.gz:b.log\n'])
      assert.match((await sluice('error', `${log}:b.log`)).stderr, /app\.log is no archive/)
    })

    it('by what comes beside the command', async () => {
      for (const [ending, packed] of Object.entries(packedLines)) {
        assert.equal(await text('error | stats count()', folder.file(`a.log.${ending}`, Buffer.from(packed, 'base64'))), '1\n')
        assert.equal(await text('| tail 1', folder.join(`a.log.${ending}`)), 'ERROR two\n')
      }
    })

    it('read in place where it has members that say how long they are, and as far as it is sound otherwise', async () => {
      const packed = bgzf(Buffer.from(plain))
      const expected = await text('| tail 3', whole)
      assert.equal(await text('| tail 3', folder.file('members.gz', packed)), expected)
      packed.fill(255, packed.length - 3000, packed.length - 2700)
      const { status, stdout, stderr } = await sluice('| head 1000000', folder.file('damaged.gz', packed))
      assert.equal(status, 2)
      assert.match(stderr, /^sluice: damaged\.gz is damaged at byte [\d,]+ \(.*\)\. All rows up to there are in\.\n$/)
      const sound = plain.length - 200_000
      assert.equal(stdout.toString().slice(0, sound), plain.slice(0, sound))
    })

    it('up to where they are damaged, and says where', async () => {
      const cut = folder.file('cut.gz', gzipSync(plain).subarray(0, 50_000))
      for (const query of ['', '| head 1000000']) {
        const { status, stdout, stderr } = await sluice(query, cut)
        assert.deepEqual([status, stderr], [2, 'sluice: cut.gz ends too early, behind byte 50,000: it was cut, or is still being written. All rows up to there are in.\n'])
        assert.ok(stdout.length > 100_000 && plain.startsWith(stdout.toString().slice(0, -1)))
      }
    })

    it('with lines that are longer than what is held in memory', async () => {
      const long = 'y'.repeat(80 * MEGABYTE)
      const file = folder.file('long.gz', gzipSync(`first y\n${long}\nlast\n`, { level: 1 }))
      const { status, stdout } = await sluice('y', file)
      assert.equal(status, 0)
      assert.ok(stdout.equals(Buffer.from(`first y\n${long}\n`)))
    })
  })
})
