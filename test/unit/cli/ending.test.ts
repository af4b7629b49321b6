import { strict as assert } from 'node:assert'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { bundle, sluice } from '../../support/built.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

/** The command never calls process.exit(): nothing that it has started may keep it, whatever happened. */
describe('cli, at its end', function () {
  this.timeout(60_000)
  const folder = new TemporaryFolder()
  let large = ''
  before(() => {
    bundle('cli.js')
    large = folder.file('large.log', '2026-01-05 INFO a line of a large log that goes on and on\n'.repeat(400_000))
  })
  after(() => folder.remove())

  const ends: readonly (readonly [name: string, status: number, args: () => string[]])[] = [
    ['when it has done its work', 0, () => ['-c', 'info', large]],
    ['when it has done it on threads', 0, () => ['--threads', '4', '-c', 'info', large]],
    ['when there was nothing to do', 1, () => ['--threads', '4', 'nowhere', folder.file('small.log', 'a\n')]],
    ['when it has what it looks for', 0, () => ['--threads', '4', '| head 1', large]],
    ['with a wrong option', 2, () => ['--bad', 'x', large]],
    ['with a wrong query, while workers are starting', 2, () => ['--threads', '4', 'error | hed 5', large]],
    ['with no file, while workers are starting', 2, () => ['--threads', '4', 'x', folder.join('none.log')]],
  ]
  for (const [name, status, args] of ends) {
    it(name, async () => assert.equal((await sluice(...args())).status, status))
  }

  it('with an expression that does not end in a worker', async () => {
    const file = folder.file('hostile.log', `${'fine and well\n'.repeat(600_000)}${'x'.repeat(80)}-xxy\n`)
    const { status, stderr } = await sluice('--threads', '3', '-c', '/^(x+x+)+y/i', file)
    assert.equal(status, 2)
    assert.match(stderr, /regular expression took more than 5 s/)
  })

  /** Runs the command with an output that does not wait, and what reads from it. */
  async function intoPipeThatDoesNotWait(args: string, reader: string): Promise<string[]> {
    const fifo = folder.join('pipe')
    execFileSync('mkfifo', [fifo])
    const from = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    const to = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
    // Not as the standard output of what is started: that would be made one that waits. The reader waits, so it opens the pipe again.
    const script = `exec 5<${fifo} 4<&-; ( exec 5<&-; $SLUICE ${args} >&3; echo "status $?" ) & exec 3>&-; ( ${reader} ) <&5; exec 5<&-; wait`
    const env = { ...process.env, SLUICE: `${process.execPath} ${bundle('cli.js')}` }
    const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'inherit', to, from] })
    closeSync(from)
    closeSync(to)
    const [output] = await Promise.all([text(child.stdout!), once(child, 'close')])
    execFileSync('rm', [fifo])
    return output.split('\n').sort()
  }

  it('when all has been taken from an output that does not wait', async () => {
    assert.deepEqual(await intoPipeThatDoesNotWait(`--threads 3 '' ${large}`, `cmp - ${large} && echo same`), ['', 'same', 'status 0'])
  })

  it('when the reader of an output that does not wait goes away', async () => {
    const output = await intoPipeThatDoesNotWait(`--threads 3 '' ${large}`, 'head -1')
    assert.deepEqual(output, ['', '2026-01-05 INFO a line of a large log that goes on and on', 'status 0'])
  })
})
