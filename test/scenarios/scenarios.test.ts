/**
 * Runs the scenarios beside this file. A file is a log (or several) and cases: a query, and what comes of it: `output` (lines, in
 * `format`, text if none is named), `columns`, `warnings`, or `errors` with their places in the query.
 */
import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Diagnostic, TextFormat } from '../../src/common/protocol.ts'
import { inlinePool } from '../../src/engine/results/inlinePool.ts'
import type { ScannerPool } from '../../src/engine/results/pool.ts'
import { parse, print } from '../../src/engine/stages/registry.ts'
import { bundle, sluiceIn } from '../support/built.ts'
import { SCRIPTS } from '../support/runStages.ts'
import { openSession, rendered, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { workerPool } from '../support/workers.ts'

interface Scenario {
  readonly about: string
  /** Lines of one file, or of several by name. */
  readonly input: readonly string[] | Readonly<Record<string, readonly string[]>>
  /** What is between the lines, if not a line feed. */
  readonly lineEnd?: string
  /** Of the log; lines without fields if not named. */
  readonly logFormat?: string
  /** Runs the cases in the shell too. */
  readonly shell?: boolean
  readonly cases: readonly Case[]
}

interface Case {
  readonly query: string
  readonly about?: string
  readonly format?: TextFormat
  readonly output?: readonly string[]
  readonly columns?: readonly string[]
  readonly warnings?: readonly string[]
  /** Text of the query at the place of the mistake, where it begins, and what the message says. */
  readonly errors?: readonly { readonly at: string; readonly start: number; readonly says: string }[]
}

const here = dirname(fileURLToPath(import.meta.url))
const files = globSync('**/*.json', { cwd: here }).sort()
const scenarios = files.map((file) => JSON.parse(readFileSync(join(here, file), 'utf8')) as Scenario)

describe('scenarios', () => {
  const folder = new TemporaryFolder()
  const pool = inlinePool()
  const threads = workerPool(2)
  before(function () {
    this.timeout(120_000)
    bundle('cli.js')
  })
  after(async () => {
    folder.remove()
    await threads.dispose()
  })

  it('are there', () => {
    assert.ok(files.length >= 10)
    assert.ok(scenarios.reduce((sum, scenario) => sum + scenario.cases.length, 0) >= 100)
  })

  scenarios.forEach((scenario, i) => {
    describe(`${basename(files[i], '.json')}: ${scenario.about}`, () => {
      const lineEnd = scenario.lineEnd ?? '\n'
      let paths: string[] = []
      before(() => {
        const { input } = scenario
        const byName: Readonly<Record<string, readonly string[]>> = input instanceof Array ? { [`${i}.log`]: input as readonly string[] } : (input as Record<string, string[]>)
        paths = Object.entries(byName).map(([name, lines]) => folder.file(name, lines.map((line) => line + lineEnd).join('')))
      })

      for (const each of scenario.cases) {
        it(`${each.about ? `${each.about}: ` : ''}${JSON.stringify(each.query)}`, async () => {
          const { query, diagnostics } = parse(each.query)
          checkErrors(each, diagnostics)
          if (each.errors) return
          assert.deepEqual(parse(print(query)).diagnostics, [], 'the printed query can be read')
          // Blocks of a few lines each, and one of all: what comes out must not depend on it.
          for (const blockBytes of [16, 262_144]) await run(each, paths, { pool, blockBytes, format: scenario.logFormat })
          await run(each, paths, { pool: threads, blockBytes: 64, format: scenario.logFormat })
          if (scenario.shell && each.output) await runInShell(each, each.output, paths, scenario.logFormat)
        }).timeout(30_000)
      }
    })
  })

  async function runInShell({ query, format }: Case, output: readonly string[], paths: readonly string[], logFormat = 'plain'): Promise<void> {
    const { status, stdout } = await sluiceIn(SCRIPTS, '--no-cache', '--allow-scripts', '--log-format', logFormat, '--format', format ?? 'text', '-e', query, ...paths)
    assert.deepEqual([stdout.toString(), status], [output.map((line) => `${line}\n`).join(''), output.length > 0 ? 0 : 1])
  }

  async function run(each: Case, paths: readonly string[], { pool: on, blockBytes, format }: { pool: ScannerPool; blockBytes: number; format: string | undefined }): Promise<void> {
    const session = await openSession(paths, { pool: on, format, sizes: { blockBytes, maxLineBytes: 1024 * 1024 } })
    const result = await runToEnd(session, each.query, true, { folders: [SCRIPTS] })
    const { bytes } = await rendered(session, result, { format: each.format ?? 'text' })
    const lines = bytes.toString().split('\n')
    assert.equal(lines.pop(), '')
    if (each.output) assert.deepEqual(lines, each.output)
    if (each.columns) assert.deepEqual(result.plan.columns.names, each.columns)
    const warnings = result.progress(1).stages.flatMap((stage) => stage.warnings)
    if (each.output) assert.deepEqual(warnings, each.warnings ?? [])
    session.close()
  }
})

function checkErrors({ query, errors = [] }: Case, diagnostics: readonly Diagnostic[]): void {
  const found = diagnostics.map(({ start, end, message }) => ({ at: query.slice(start, end), start, message }))
  assert.equal(found.length, errors.length, `mistakes: ${JSON.stringify(found)}`)
  errors.forEach(({ at, start, says }, i) => {
    assert.deepEqual([found[i].at, found[i].start], [at, start], found[i].message)
    assert.ok(found[i].message.includes(says), `'${found[i].message}' says '${says}'`)
  })
}
