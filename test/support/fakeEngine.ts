/**
 * Stands for the engine process in tests of the host: answers over the same channel, holds no log. What it is to do wrong is in its
 * arguments (`--refuse-flags`, `--die-at-start`), in the paths it is to open (`missing`, `hang`, `die`) and in the queries (`die`, `hang`, `stall`,
 * `early`: progress before the answer).
 */
import { appendFileSync } from 'node:fs'
import { SluiceError } from '../../src/common/errors.ts'
import { toDisposable } from '../../src/common/lifecycle.ts'
import type { EngineApi, EngineEvents, Progress, SourceInfo } from '../../src/common/protocol.ts'
import { RpcEndpoint } from '../../src/common/rpc.ts'

const args = process.argv.slice(2)
if (args.includes('--refuse-flags') && process.execArgv.length > 0) process.exit(9)
if (args.includes('--die-at-start')) process.exit(1)
process.once('disconnect', () => process.exit(0))
console.log('fake engine says hello')

const valueOf = (name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const journal = valueOf('journal')
const note = (text: string): void => void (journal && appendFileSync(journal, `${text}\n`))

function hang(): never {
  note('hang')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const info = (path: string): SourceInfo => ({
  path,
  name: path,
  size: 1000,
  encoding: 'UTF-8',
  bom: false,
  lineEnd: 'LF',
  binary: false,
})

const open = new Map<number, readonly string[]>()
let last = 0
let runs = 0

function pathsOf(analysis: number): readonly string[] {
  const paths = open.get(analysis)
  if (!paths) throw new SluiceError('outdated', 'closed')
  return paths
}

const progress = (analysis: number, run: number, state: Progress['state'], bytesDone: number): Progress => ({
  analysis,
  run,
  state,
  bytesDone,
  bytesTotal: 1000,
  rowsScanned: 10,
  rowsMatched: 5,
  exact: state === 'done',
  seconds: 2,
  stages: [],
  version: 0,
})

const { remote } = new RpcEndpoint<EngineApi, EngineEvents>(
  {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => {
      process.on('message', listener)
      return toDisposable(() => process.off('message', listener))
    },
    onClose: () => toDisposable(() => undefined),
  },
  {
    checkFormats: () => [],
    fields: () => [],
    previewFormat: () => ({ problems: [], fields: [], rows: [] }),
    formats: () => [{ name: 'json', title: 'JSON lines' }],
    async open({ paths }) {
      note(`open ${paths.join(' ')}`)
      if (paths.includes('missing')) throw new SluiceError('notFound', 'missing does not exist.')
      if (paths.includes('hang')) hang()
      if (paths.includes('die')) process.exit(1)
      open.set(++last, paths)
      return { analysis: last, sources: paths.map(info) }
    },
    async run({ analysis, query }) {
      pathsOf(analysis)
      note(`run ${query}`)
      const run = ++runs
      if (query === 'early') void remote.progress(progress(analysis, run, 'done', 1000))
      setImmediate(() => {
        if (query === 'die') process.exit(3)
        if (query === 'early') return
        void remote.progress(progress(analysis, run, query === 'short' ? 'done' : 'running', 500))
        if (query === 'hang') hang()
        if (query === 'unpack') void remote.sourceChange({ analysis, source: 0, kind: 'unpacked', message: 'There is more.', size: 2000 })
        if (query === 'stall') {
          void remote.sourceChange({ analysis, source: 0, kind: 'notResponding', message: 'It does not come back.', size: 1000 })
        }
      })
      return { run, columns: ['raw'], table: false }
    },
    async runSide({ analysis, side, query }) {
      note(`side ${side} ${query}`)
      const run = ++runs
      void remote.progress({ ...progress(analysis, run, 'done', 1000), side })
      return { run, columns: ['raw'], table: false }
    },
    async endSide({ side }) {
      note(`end ${side}`)
    },
    async begin({ analysis }) {
      note(`begin ${pathsOf(analysis).join(' ')}`)
    },
    async stop({ analysis }) {
      note(`stop ${pathsOf(analysis).join(' ')}`)
    },
    async fetch({ run }) {
      return { run, page: new ArrayBuffer(8), atStart: true, atEnd: true, scroll: [0, 1], ordinal: 0, ordinalExact: true }
    },
    overview: () => ({ matches: [], errors: [], warnings: [], known: 0, places: [] }),
    timeline: async () => ({ from: 0, width: 1, counts: [], timed: 0, untimed: 0, known: 0, canHaveTimes: false }),
    readTime: async () => ({}),
    expand: async () => ({ text: '', tooLong: false, fields: [] }),
    copy: async () => ({ text: 'row\n', rows: 1, complete: true }),
    figures: async () => ({ rows: 1 }),
    async exportTo({ analysis }) {
      void remote.exportProgress({ analysis, rows: 1, bytes: 4, fraction: 0.5 })
      return { rows: 1, bytes: 4 }
    },
    reload: async ({ analysis }) => ({ sources: pathsOf(analysis).map(info) }),
    async close({ analysis }) {
      note(`close ${pathsOf(analysis).join(' ')}`)
      open.delete(analysis)
    },
    about: async () => ({ pid: process.pid, node: process.version, threads: Number(valueOf('threads') ?? 0), rssBytes: 0 }),
  },
)
