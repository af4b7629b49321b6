import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { HELP, parseOptions, UsageError, type CliOptions } from '../../../src/cli/options.ts'

function options(...args: string[]): CliOptions {
  const result = parseOptions(args)
  assert.ok(typeof result === 'object')
  return result
}

const refuses = (message: RegExp, ...args: string[]): void =>
  assert.throws(() => parseOptions(args), (error: unknown) => error instanceof UsageError && message.test(error.message))

describe('cli/options', () => {
  it('takes a query and files', () => {
    assert.deepEqual(options('error', 'a.log', 'b.log'), {
      query: 'error',
      pipeline: undefined,
      files: ['a.log', 'b.log'],
      count: false,
      follow: false,
      format: 'text',
      formats: undefined,
      encoding: undefined,
      logFormat: undefined,
      lineNumber: false,
      merge: true,
      output: undefined,
      shifts: new Map(),
      withSource: false,
      lines: false,
      allowScripts: false,
      cache: true,
      stats: false,
      explain: false,
      threads: 0,
      timeZone: undefined,
    })
    assert.deepEqual(options('', 'a.log').query, '')
  })

  it('takes the query of a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sluice-options-')), 'errors.sluice')
    writeFileSync(file, '\ufeff// what is bad\nerror\n| head 5\n')
    const { query, files, pipeline } = options('-p', file, 'a.log', 'b.log')
    assert.deepEqual([query, files, pipeline], ['// what is bad\nerror\n| head 5\n', ['a.log', 'b.log'], file])
    assert.deepEqual(options(`--pipeline=${file}`, '--explain').files, [])
    refuses(/one query/, '-p', file, '-e', 'error', 'a.log')
    rmSync(dirname(file), { recursive: true })
    refuses(/--pipeline: .*ENOENT.*errors\.sluice/, '-p', file, 'a.log')
  })

  it('takes options before, between and behind them', () => {
    const { query, files, count, lines, stats, threads, format } = options('-c', 'error', '--threads', '3', 'a.log', '--stats', '--lines', '--format=csv')
    assert.deepEqual([query, files, count, lines, stats, threads, format], ['error', ['a.log'], true, true, true, 3, 'csv'])
  })

  it('takes a time zone by its name, as an offset or as that of the machine', () => {
    assert.equal(options('', 'a.log', '--time-zone', 'europe/berlin').timeZone, 'Europe/Berlin')
    assert.equal(options('', 'a.log', '--time-zone=-0330').timeZone, '-03:30')
    assert.equal(options('', 'a.log', '--time-zone', 'utc').timeZone, undefined)
    refuses(/expected the name of a zone, as Europe\/Berlin, \+02:00, UTC or local, not 'Mars'/, '', 'a.log', '--time-zone', 'Mars')
  })

  it('takes shifts of files that are named, and nothing else', () => {
    const { shifts } = options('', 'a=b.log', 'c.log', '--shift', 'a=b.log=+2h', '--shift=c.log=-350ms')
    assert.deepEqual([...shifts], [['a=b.log', 7_200_000], ['c.log', -350]])
    refuses(/'d\.log' is none of the files/, '', 'c.log', '--shift', 'd.log=+1s')
    refuses(/not for --follow/, '-f', '', 'c.log', '--shift', 'c.log=+1s')
    refuses(/not for --follow/, '-fH', '', 'c.log')
    for (const wrong of ['c.log', 'c.log=', 'c.log=2', '+2h']) refuses(/--shift: expected a file/, '', 'c.log', '--shift', wrong)
  })

  it('takes the query from -e: then all the others are files', () => {
    const { query, files } = options('-e', 'error', 'a.log', 'b.log')
    assert.deepEqual([query, files], ['error', ['a.log', 'b.log']])
    assert.deepEqual(options('a.log', '-e', 'error').files, ['a.log'])
  })

  it('takes a query that begins with a dash from -e', () => {
    for (const query of ['-debug', '--', '-c', '--help', '-', '', '-e']) {
      assert.deepEqual([options('-e', query, 'a.log').query, options('-e', query, 'a.log').files], [query, ['a.log']])
    }
    assert.deepEqual([options('-ce', '-x', 'a.log').query, options('-ce', '-x', 'a.log').count], ['-x', true])
    assert.equal(options('-e-debug', 'a.log').query, '-debug')
  })

  it('takes everything behind -- as it is', () => {
    assert.deepEqual(options('-c', '--', '-debug', '-c').files, ['-c'])
    assert.equal(options('--', '-debug', 'a.log').query, '-debug')
    assert.deepEqual(options('-e', 'x', '--', '-e', '--stats').files, ['-e', '--stats'])
  })

  it('answers --help and --version whatever else there is', () => {
    assert.equal(parseOptions(['--help']), 'help')
    assert.equal(parseOptions(['-h', 'x']), 'help')
    assert.equal(parseOptions(['--version']), 'version')
    for (const option of ['-e', '-c', '--format', '--lines', '--stats', '--explain', '--threads', '--help', '--version']) assert.ok(HELP.includes(option), option)
  })

  it('takes standard input where there is no file', () => {
    assert.deepEqual([options('error').files, options('-e', 'error').files, options('error', '-').files], [['-'], ['-'], ['-']])
    assert.deepEqual([options('-f', 'error', 'a.log').follow, options('-fe', '-x', 'a.log').query], [true, '-x'])
  })

  it('needs no file to explain', () => {
    assert.deepEqual(options('--explain', 'x').files, [])
  })

  it('says what is wrong', () => {
    refuses(/no query/)
    refuses(/no query/, '-c')
    refuses(/standard input \(-\) cannot be read together with files/, 'error', 'a.log', '-')
    refuses(/--count with --follow/, '-cf', 'error', 'a.log')
    refuses(/-e/, '-e')
    refuses(/--bad/, '--bad', 'x', 'a.log')
    refuses(/format.*'xml'/, '--format', 'xml', 'x', 'a.log')
    for (const threads of ['0', '-1', '1.5', 'many', '65', '']) refuses(/threads/, `--threads=${threads}`, 'x', 'a.log')
  })

  it('takes a file to write to, whose extension says the format', () => {
    const { format, output } = options('-o', 'out.parquet', 'error', 'a.log')
    assert.deepEqual([format, output], ['parquet', 'out.parquet'])
    assert.equal(options('--output', 'x.TSV', 'error', 'a.log').format, 'tsv')
    assert.equal(options('-o', 'x.csv', '--format', 'jsonl', 'error', 'a.log').format, 'jsonl')
    assert.equal(options('-o', 'x.dat', 'error', 'a.log').format, 'text')
    assert.equal(options('-o', '-', 'error', 'a.log').output, undefined)
    refuses(/not for --follow/, '-f', '-o', 'x.log', 'error', 'a.log')
    refuses(/not for --follow/, '-f', '--format', 'parquet', 'error', 'a.log')
    refuses(/gives a number/, '-c', '-o', 'x.sqlite', 'error', 'a.log')
    refuses(/expected text, jsonl, csv, tsv, markdown, parquet or sqlite, not 'xls'/, '--format', 'xls', 'error', 'a.log')
  })
})
