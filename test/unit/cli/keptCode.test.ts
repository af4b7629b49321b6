import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { KeptBundle } from '../../../src/cli/keptCode.ts'
import { kindOf } from '../../../src/cli/kindOf.ts'
import { parseOptions, type CliOptions } from '../../../src/cli/options.ts'
import { makePlan } from '../../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../../src/engine/stages/registry.ts'
import { bundle, shell, sluice } from '../../support/built.ts'
import { TemporaryFolder } from '../../support/temporary.ts'

interface Answers {
  answer(): number
  readonly filename: string
  readonly separator: string
}

const sourceOf = (answer: number): string =>
  `exports.answer = () => ${answer};\nexports.filename = __filename;\nexports.separator = require('node:path').sep\n`

describe('cli/keptCode', () => {
  const temporary = new TemporaryFolder()
  let folder = ''
  let file = ''
  let number = 0
  beforeEach(() => {
    folder = temporary.join(`kept${number++}`)
    file = temporary.file('bundle.js', sourceOf(42))
  })
  after(() => temporary.remove())

  const load = (): KeptBundle<Answers> => new KeptBundle<Answers>(file, folder)
  const files = (): string[] => readdirSync(folder).map((name) => path.join(folder, name))
  /** Keeps code of a run; answers where. */
  function keep(): string {
    const kept = load()
    kept.exports.answer()
    kept.keep('kind')
    return files()[0]
  }

  it('runs a bundle as Node does', () => {
    const { exports, code } = load()
    assert.deepEqual([exports.answer(), exports.filename, exports.separator, code], [42, file, path.sep, undefined])
  })

  it('runs it with the code that was kept, and keeps it once for each kind of run', () => {
    const at = keep()
    const first = statSync(at).ino
    const again = load()
    assert.equal(again.exports.answer(), 42)
    assert.ok(again.code && again.code.length > 0)
    again.keep('kind')
    assert.equal(statSync(at).ino, first)
    again.keep('other kind')
    assert.notEqual(statSync(at).ino, first)
    assert.deepEqual(files(), [at])
    load().keep('kind')
    load().keep('other kind')
    const kinds = load()
    assert.ok(kinds.code)
  })

  it('keeps functions that were called, not only what was compiled when it was loaded', () => {
    writeFileSync(file, `exports.answer = function () { return [${Array.from({ length: 500 }, (_, i) => `'item ${i}'`).join()}].length }\n`)
    load().keep('nothing called')
    const without = statSync(files()[0]).size
    const called = load()
    called.exports.answer()
    called.keep('called')
    assert.ok(statSync(files()[0]).size > without + 500)
  })

  it('does not take code of another bundle of the same length and time', () => {
    keep()
    writeFileSync(file, sourceOf(43))
    const { exports, code } = load()
    assert.deepEqual([exports.answer(), code], [43, undefined])
  })

  it('does not take code that is damaged, wherever', () => {
    const at = keep()
    const whole = readFileSync(at)
    for (let i = 0; i < whole.length; i += 7) {
      const damaged = Buffer.from(whole)
      damaged[i] ^= 1 << (i % 8)
      writeFileSync(at, damaged)
      const { exports, code } = load()
      assert.deepEqual([exports.answer(), code], [42, undefined])
    }
    for (const length of [0, 3, 8, 11, whole.length >> 1, whole.length - 1]) {
      writeFileSync(at, whole.subarray(0, length))
      assert.deepEqual([load().exports.answer(), load().code], [42, undefined])
    }
    load().keep('kind')
    assert.ok(load().code)
  })

  it('keeps nothing, and goes on, where it cannot', () => {
    folder = path.join(temporary.file('a file', ''), 'below it')
    const kept = load()
    kept.keep('kind')
    assert.equal(kept.exports.answer(), 42)
  })

  it('keeps the code of a few bundles', () => {
    for (let i = 100; i < 110; i++) {
      writeFileSync(file, sourceOf(i))
      keep()
    }
    assert.equal(files().length, 4)
    assert.ok(load().code)
  })

  it('tells kinds of runs apart by what they call, not by what they look for', () => {
    const kind = (...args: string[]): string => kindOf(parseOptions([...args, 'x.log']) as CliOptions, makePlan(parseOrThrow(args.at(-1)!)), 2)
    assert.equal(kind('error'), kind('timeout'))
    const kinds = [['error'], ['-c', 'error'], ['--lines', 'error'], ['/error/'], ['| head 3'], ['error | stats count()']].map((args) => kind(...args))
    assert.equal(new Set(kinds).size, kinds.length)
  })
})

describe('cli, with kept code', function () {
  this.timeout(60_000)
  const temporary = new TemporaryFolder()
  const before_ = process.env.XDG_CACHE_HOME
  let log = ''
  const kept = (): string[] => readdirSync(temporary.path, { recursive: true }).map(String).filter((name) => name.endsWith('.code'))
  before(function () {
    if (process.platform === 'win32' || process.platform === 'darwin') this.skip()
    bundle('cli.js')
    log = temporary.file('app.log', 'an error\nfine\n'.repeat(1000))
    process.env.XDG_CACHE_HOME = temporary.path
  })
  after(() => {
    if (before_ === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before_
    temporary.remove()
  })

  it('keeps none with --no-cache', async () => {
    assert.equal((await sluice('--no-cache', '-c', 'error', log)).stdout.toString(), '1000\n')
    assert.deepEqual(kept(), [])
  })

  it('answers the same with it and without, on any number of threads, and when several are run at once', async () => {
    for (let i = 0; i < 3; i++) {
      const runs = await Promise.all(['1', '3', '1', '3'].map((threads) => sluice('--threads', threads, '-c', 'error', log)))
      for (const { status, stdout, stderr } of runs) assert.deepEqual([status, stdout.toString(), stderr], [0, '1000\n', ''])
    }
    assert.equal(kept().length, 1)
  })

  it('goes on where it is damaged, and mends it', async () => {
    const at = temporary.join(kept()[0])
    const whole = readFileSync(at)
    writeFileSync(at, whole.fill(0x55, 2000, 9000))
    const { status, stdout, stderr } = await sluice('-c', 'error', log)
    assert.deepEqual([status, stdout.toString(), stderr], [0, '1000\n', ''])
    assert.notDeepEqual(readFileSync(at), whole)
  })

  it('answers the same under other flags of V8, by which the code is not taken', async () => {
    const { stdout } = await shell(`node --stack-size=900 "\${SLUICE#* }" -c error ${log}`.replace('node', process.execPath))
    assert.equal(stdout.toString(), '1000\n')
    assert.equal((await sluice('-c', 'error', log)).stdout.toString(), '1000\n')
  })
})
