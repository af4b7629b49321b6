import { strict as assert } from 'node:assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, globSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundle, shell, sluice } from '../../support/built.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

const line = (second: number, text: string): string => `2024-05-01 12:00:${String(second).padStart(2, '0')} ${text}\n`

const running = new Set<ChildProcess>()

/** A command that goes on until it is told to stop. */
class Following {
  readonly child: ChildProcess
  private output = ''
  private errors = ''
  private changed: () => void = () => undefined

  constructor(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore') {
    this.child = spawn(process.execPath, [bundle('cli.js'), ...args], { stdio: [stdin, 'pipe', 'pipe'] })
    running.add(this.child)
    this.child.stdout!.on('data', (data: Buffer) => {
      this.output += data.toString()
      this.changed()
    })
    this.child.stderr!.on('data', (data: Buffer) => (this.errors += data.toString()))
  }

  /** Resolves when all of its output is this; mocha's limit says when it is not. */
  async has(expected: string): Promise<void> {
    while (this.output !== expected) {
      assert.ok(expected.startsWith(this.output), `unexpected output:\n${this.output}`)
      await new Promise<void>((resolve) => (this.changed = resolve))
    }
  }

  async end(signal?: NodeJS.Signals): Promise<{ status: number | null; stderr: string }> {
    const closed = once(this.child, 'close')
    if (signal) this.child.kill(signal)
    const [status] = (await closed) as [number | null]
    return { status, stderr: this.errors }
  }
}

describe('cli, with rows as they come', function () {
  this.timeout(20_000)
  const folder = new TemporaryFolder()
  let log = ''
  before(() => void bundle('cli.js'))
  beforeEach(() => (log = folder.file('app.log', `${line(0, 'ERROR one')}  at x\n${line(1, 'INFO two')}`)))
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL')
    running.clear()
  })
  after(() => folder.remove())

  describe('of a file', () => {
    it('gives what is there and what comes, and 130 after Ctrl+C', async () => {
      const following = new Following(['-f', 'error OR at', log])
      let expected = `${line(0, 'ERROR one')}  at x\n`
      await following.has(expected)
      appendFileSync(log, line(2, 'ERROR three'))
      expected += line(2, 'ERROR three')
      // Nothing comes behind it: it is held back for a second.
      await following.has(expected)
      appendFileSync(log, '  at y\n')
      await following.has((expected += '  at y\n'))
      assert.deepEqual(await following.end('SIGINT'), { status: 130, stderr: '' })
    })

    it('goes on through rotation, and says so', async () => {
      const following = new Following(['-f', '--lines', '--format', 'jsonl', 'error', log])
      const row = (number: number, text: string): string => {
        const raw = text.trimEnd()
        return `${JSON.stringify({ line: number, time: raw.slice(0, 19), level: 'error', message: raw.slice(26), raw })}\n`
      }
      let expected = row(1, line(0, 'ERROR one'))
      await following.has(expected)
      renameSync(log, `${log}.1`)
      appendFileSync(`${log}.1`, line(3, 'ERROR four'))
      writeFileSync(log, line(4, 'ERROR five'))
      await following.has((expected += row(4, line(3, 'ERROR four')) + row(1, line(4, 'ERROR five'))))
      truncateSync(log)
      appendFileSync(log, line(5, 'ERROR 6'))
      await following.has((expected += row(1, line(5, 'ERROR 6'))))
      const { status, stderr } = await following.end('SIGTERM')
      assert.equal(status, 143)
      assert.match(stderr, /app\.log was rotated: going on with .*\n.*app\.log was cut short: going on/)
    })

    it('finds out what a file is that was empty, and marks what continues a row', async () => {
      const empty = folder.file('empty.log', '')
      const following = new Following(['-f', '--format', 'csv', 'level:*', empty, log])
      const stamp = (minute: number): string => line(minute, '').slice(0, 19)
      let expected = `line,source,continued,time,level,message,raw\n1,app.log,,${stamp(0)},error,one,"${line(0, 'ERROR one')}  at x"\n3,app.log,,${stamp(1)},info,two,${line(1, 'INFO two')}`
      await following.has(expected)
      appendFileSync(empty, '{"level":"warn"}\n')
      await following.has((expected += '1,empty.log,,,warning,,"{""level"":""warn""}"\n'))
      appendFileSync(log, '  at an ERROR\n')
      await following.has((expected += '4,app.log,true,,error,at an ERROR,  at an ERROR\n'))
      assert.equal((await following.end('SIGINT')).status, 130)
    })

    it('ends when head has its rows', async () => {
      const following = new Following(['-f', 'error | head 2', log])
      await following.has(`${line(0, 'ERROR one')}  at x\n`)
      appendFileSync(log, line(2, 'ERROR three') + line(3, 'ERROR four') + line(4, 'ERROR five'))
      assert.equal((await following.end()).status, 0)
      await following.has(`${line(0, 'ERROR one')}  at x\n${line(2, 'ERROR three')}`)
      assert.equal((await sluice('-f', '| head 0', log)).status, 1)
    })

    it('ends quietly when nobody reads any more', async () => {
      const following = new Following(['-f', '--lines', 'one', log])
      await following.has(line(0, 'ERROR one'))
      following.child.stdout!.destroy()
      appendFileSync(log, line(2, 'and one more'))
      assert.deepEqual(await following.end(), { status: 0, stderr: '' })
    })

    it('says what it cannot do', async () => {
      const fails = async (message: RegExp, ...args: string[]): Promise<void> => {
        const { status, stdout, stderr } = await sluice(...args)
        assert.deepEqual([status, stdout.length], [2, 0])
        assert.match(stderr, message)
      }
      await fails(/'stats count\(\)' needs all rows, and a log that is followed has no end\. Leave out that stage, or --follow\./, '-f', 'error | stats count()', log)
      await fails(/'tail 3' needs all rows/, '--follow', '| head 3 | tail 3', log)
      await fails(/a\.log\.gz is compressed or an archive.* cannot be followed/, '-f', '', folder.file('a.log.gz', gzipSync('x\n')))
      await fails(/none\.log does not exist/, '-f', '', folder.join('none.log'))
    })

    it('does not wait for an expression that does not end', async () => {
      const hostile = folder.file('hostile.log', `fine\n${'x'.repeat(80)}-xxy\n`)
      const { status, stderr } = await sluice('-f', '/^(x+x+)+y/i', hostile)
      assert.equal(status, 2)
      assert.match(stderr, /A regular expression took more than 5 s/)
    })
  })

  describe('of standard input', () => {
    const given = async (input: string, args: string): Promise<[number | null, string, string]> => {
      const { status, stdout, stderr } = await shell(`cat ${folder.file('input', input)} | $SLUICE ${args}`)
      return [status, stdout.toString(), stderr]
    }

    it('gives the rows as they come', async () => {
      const following = new Following(['-n', 'error'], 'pipe')
      const { stdin } = following.child
      stdin!.write(line(0, 'ERROR one') + line(1, 'INFO two'))
      await following.has(`1:${line(0, 'ERROR one')}`)
      stdin!.write(line(2, 'ERROR three'))
      await following.has(`1:${line(0, 'ERROR one')}3:${line(2, 'ERROR three')}`)
      stdin!.end(line(3, 'ERROR four').trimEnd())
      assert.deepEqual(await following.end(), { status: 0, stderr: '' })
      await following.has(`1:${line(0, 'ERROR one')}3:${line(2, 'ERROR three')}4:${line(3, 'ERROR four')}`)
    })

    it('knows its format, and gives tables at its end', async () => {
      const json = '{"level":"error","user":"ann"}\n{"level":"info","user":"bob"}\n'.repeat(5000)
      assert.deepEqual(await given(json, `'level=error | stats count() by user'`), [0, 'ann\t5000\n', ''])
      assert.deepEqual(await given(json, `-c 'user=bob' -`), [0, '5000\n', ''])
      assert.deepEqual(await given(json, `'user=eve' -`), [1, '', ''])
      assert.deepEqual(await given('', `'x'`), [1, '', ''])
    })

    it('gives a table of what there is when it is stopped', async () => {
      const following = new Following(['| stats count()'], 'pipe')
      following.child.stdin!.write('a\nb\nc\n'.repeat(50_000))
      // What it has taken cannot be seen from outside; that it was told to stop can.
      await new Promise<void>((resolve) => following.child.stdin!.write('d\n', () => resolve()))
      const ended = following.end('SIGINT')
      assert.equal((await ended).status, 130)
    })

    it('reads no more than head needs', async () => {
      const { stdout, stderr } = await shell(`yes 'ERROR and more' | $SLUICE 'error | head 3'`)
      assert.deepEqual([stdout.toString(), stderr], ['ERROR and more\n'.repeat(3), ''])
    })

    it('keeps it in a file where it has to be read again, and takes that away', async () => {
      const before = globSync(join(tmpdir(), 'sluice-??????'))
      assert.deepEqual(await given('a\nb\nc\n', `'| tail 2'`), [0, 'b\nc\n', ''])
      const { stdout } = await shell(`cat ${folder.file('a.gz', gzipSync('x\ny\n'))} | $SLUICE -c ''`)
      assert.equal(stdout.toString(), '2\n')
      assert.deepEqual(globSync(join(tmpdir(), 'sluice-??????')).filter((path) => !before.includes(path) && existsSync(path)), [])
    })

    it('in other encodings', async () => {
      const wide = folder.file('wide.log', Buffer.from('\ufeffGröße\r\nüber\r\n', 'utf16le'))
      assert.equal((await shell(`cat ${wide} | $SLUICE 'über'`)).stdout.toString(), 'über\r\n')
      assert.equal((await shell(`cat ${wide} | $SLUICE -n ''`)).stdout.toString(), '1:Größe\r\n2:über\r\n')
    })
  })
})
