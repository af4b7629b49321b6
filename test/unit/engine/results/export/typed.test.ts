import { strict as assert } from 'node:assert'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'
import type { TypedFormat } from '../../../../../src/common/protocol.ts'
import { ColumnTypes, typed, type Cell } from '../../../../../src/engine/results/export/typed/columnTypes.ts'
import { openSession, runToEnd } from '../../../../support/sessions.ts'
import { TemporaryFolder } from '../../../../support/temporary.ts'

interface Table {
  readonly columns: Readonly<Record<string, string>>
  readonly rows: readonly Record<string, unknown>[]
  readonly groups?: number
}

async function readParquet(path: string): Promise<Table> {
  const bytes = readFileSync(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  const metadata = parquetMetadata(file)
  const columns = parquetSchema(metadata).children.map(({ element }): [string, string] => [element.name, element.converted_type ?? element.type ?? ''])
  const found = metadata.num_rows === 0n ? [] : await parquetReadObjects({ file })
  const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? Number(value) : value)
  const rows = found.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value) ?? null])))
  return { columns: Object.fromEntries(columns), rows, groups: metadata.row_groups.length }
}

function readSqlite(path: string, table = 'log'): Table {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const columns = database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).all().map(({ name, type }) => [name, type])
    return { columns: Object.fromEntries(columns), rows: database.prepare(`SELECT * FROM ${table}`).all().map((row) => ({ ...row })) }
  } finally {
    database.close()
  }
}

describe('files with typed columns', () => {
  const folder = new TemporaryFolder()
  let number = 0
  after(() => folder.remove())

  async function exported(format: TypedFormat, content: string | Buffer, query = '', logFormat: string | undefined = 'json'): Promise<string> {
    const log = folder.file(`${number++}.log`, content)
    const session = await openSession([log], { format: logFormat, sizes: { blockBytes: 1024, maxLineBytes: 4096 } })
    const path = folder.join(`${number++}.${format}`)
    try {
      const run = await runToEnd(session, query)
      const { rows, bytes } = await session.exportTo({ run: run.id, format, path }, () => undefined)
      assert.equal(rows, run.counts?.total)
      assert.equal(bytes, readFileSync(path).length)
      return path
    } finally {
      session.close()
    }
  }

  const log = [
    '{"time":"2024-05-01T12:00:00Z","level":"info","msg":"one","n":1,"ms":1.5,"ok":true,"id":"007","big":12345678901234567890}',
    '{"time":"2024-05-01T12:00:01.250+02:00","level":"warn","msg":"two","n":2,"ms":3,"ok":false,"mixed":1}',
    '{"msg":"three","n":null,"mixed":"x","a":{"b":[1]},"odd \\"name":"v"}',
  ].join('\n')

  it('have the types of their values, and nulls', async () => {
    const { columns, rows } = await readParquet(await exported('parquet', `${log}\n`))
    assert.deepEqual(columns, {
      line: 'INT64', time: 'TIMESTAMP_MILLIS', level: 'UTF8', message: 'UTF8', raw: 'UTF8', msg: 'UTF8', n: 'INT64', ms: 'DOUBLE', ok: 'BOOLEAN', id: 'UTF8',
      big: 'UTF8', mixed: 'UTF8', 'a.b': 'UTF8', 'odd "name': 'UTF8', _more: 'UTF8',
    })
    const none = { line: 0, time: null, level: null, message: null, raw: '', msg: null, n: null, ms: null, ok: null, id: null, big: null, mixed: null, 'a.b': null, 'odd "name': null, _more: null }
    const [one, two, three] = log.split('\n')
    assert.deepEqual(rows, [
      { ...none, line: 1, time: '2024-05-01T12:00:00.000Z', level: 'info', message: 'one', raw: one, msg: 'one', n: 1, ms: 1.5, ok: true, id: '007', big: '12345678901234567890' },
      { ...none, line: 2, time: '2024-05-01T10:00:01.250Z', level: 'warning', message: 'two', raw: two, msg: 'two', n: 2, ms: 3, ok: false, mixed: '1' },
      { ...none, line: 3, message: 'three', raw: three, msg: 'three', mixed: 'x', 'a.b': '[1]', 'odd "name': 'v' },
    ])
  })

  it('are databases with an index on time', async () => {
    const path = await exported('sqlite', log)
    const { columns, rows } = readSqlite(path)
    assert.equal(columns.time, 'DATETIME')
    assert.deepEqual([columns.n, columns.ms, columns.ok, columns.mixed], ['INTEGER', 'REAL', 'BOOLEAN', 'TEXT'])
    assert.deepEqual(rows.map(({ time, n, ms, ok, mixed }) => [time, n, ms, ok, mixed]), [
      ['2024-05-01 12:00:00.000', 1, 1.5, 1, null],
      ['2024-05-01 10:00:01.250', 2, 3, 0, '1'],
      [null, null, null, null, 'x'],
    ])
    assert.equal(rows[2]['odd "name'], 'v')
    const database = new DatabaseSync(path, { readOnly: true })
    const plan = database.prepare("EXPLAIN QUERY PLAN SELECT * FROM log WHERE time > '2024-05-01 11'").all()
    database.close()
    assert.match(JSON.stringify(plan), /USING INDEX log_time/)
  })

  it('keep fields that come later as JSON', async () => {
    // Behind what is looked at of a log.
    const many = Array.from({ length: 3000 }, (_, i) => `{"a":${i}}\n`).join('')
    const content = `${many}{"a":1,"late":[1,{"x":null}],"other":"\\"","other":2,"n":null}\n${many.slice(0, 80_000)}`
    const { columns, rows } = await readParquet(await exported('parquet', content))
    assert.deepEqual(Object.keys(columns), ['line', 'time', 'level', 'message', 'raw', 'a', '_more'])
    assert.deepEqual(rows.filter(({ _more }) => _more !== null).map(({ line, _more }) => [line, JSON.parse(String(_more))]), [[3001, { late: '[1,{"x":null}]', other: '"' }]])
  })

  it('are written once more where a type turns out to be another', async () => {
    const some = Array.from({ length: 15_000 }, (_, i) => `{"a":${i},"b":"x"}\n`).join('')
    for (const [last, type, value] of [['1.5', 'DOUBLE', 1.5], ['"y"', 'UTF8', 'y'], ['7', 'INT64', 7]] as const) {
      const { columns, rows } = await readParquet(await exported('parquet', `${some}{"a":${last}}\n`))
      assert.equal(columns.a, type)
      assert.deepEqual([rows.length, rows.at(-1)!.a], [15_001, value])
    }
    // A column without a value at first.
    const late = `{"b":null,"c":1}\n`.repeat(12_000) + '{"b":2}\n'
    const { columns, rows } = readSqlite(await exported('sqlite', late, '| fields b, c'))
    assert.deepEqual(columns, { line: 'INTEGER', b: 'INTEGER', c: 'INTEGER' })
    assert.equal(rows.length, 12_001)
  })

  it('have several row groups', async () => {
    const long = 'x'.repeat(3000)
    const { rows, groups } = await readParquet(await exported('parquet', Array.from({ length: 12_000 }, (_, i) => `{"i":${i},"text":"${long}"}\n`).join(''), '| fields i, text'))
    assert.ok(groups! > 1)
    assert.deepEqual([rows.length, rows[11_999].i], [12_000, 11_999])
  })

  it('are of tables too, and of no rows', async () => {
    const counted = await readParquet(await exported('parquet', log, '| stats count() as rows, avg(ms) by level'))
    assert.deepEqual(counted.columns, { level: 'UTF8', rows: 'INT64', 'avg(ms)': 'DOUBLE' })
    assert.deepEqual(readSqlite(await exported('sqlite', log, '| stats count() by level'), 'result').columns, { level: 'TEXT', 'count()': 'INTEGER' })
    const none = await readParquet(await exported('parquet', log, 'nowhere'))
    assert.deepEqual([none.rows, Object.keys(none.columns).length], [[], 15])
    assert.deepEqual(readSqlite(await exported('sqlite', log, 'nowhere | fields n')), { columns: { line: 'TEXT', n: 'TEXT' }, rows: [] })
  })

  it('take whatever a log has', async () => {
    const bytes = Buffer.concat([Buffer.from('{"A":"'), Buffer.from([0xff, 0xc3]), Buffer.from('","a":"\\u0000\\ud800","x\\u0000":"\\"; DROP TABLE log; --"}\n')])
    const { rows } = await readParquet(await exported('parquet', bytes))
    assert.equal(rows[0].A, '\ufffd\ufffd')
    const table = readSqlite(await exported('sqlite', bytes))
    assert.deepEqual(Object.keys(table.columns).slice(5), ['A', 'a_2', 'x', '_more'])
    assert.deepEqual([table.rows[0].A, table.rows[0].a_2, table.rows[0].x], ['\ufffd\ufffd', '\0\ufffd', '"; DROP TABLE log; --'])
  })

  it('are gone when they are cancelled, or cannot be written', async () => {
    const path = folder.join('gone.parquet')
    const session = await openSession([folder.file('gone.log', '{"a":1}\n'.repeat(20_000))], { format: 'json' })
    const run = await runToEnd(session, '')
    for (const format of ['parquet', 'sqlite'] as const) {
      const controller = new AbortController()
      await assert.rejects(session.exportTo({ run: run.id, format, path, signal: controller.signal }, () => controller.abort()), { code: 'cancelled' })
      await assert.rejects(session.exportTo({ run: run.id, format, path: folder.join('none/x') }, () => undefined), { code: 'output' })
    }
    session.close()
    assert.equal(existsSync(path), false)
    assert.deepEqual(readdirSync(folder.path).filter((name) => name.includes('.part') || name.includes('gone.parquet')), [])
  })
})

describe('types of columns', () => {
  const typeOf = (...values: Cell[]): string | undefined => {
    const types = new ColumnTypes(['x'])
    for (const value of values) types.add([value])
    return types.types[0]
  }

  it('become wider', () => {
    assert.equal(typeOf(null), undefined)
    assert.equal(typeOf(1, '2', null), 'integer')
    assert.equal(typeOf(1, '2.50'), 'number')
    assert.equal(typeOf(2 ** 60, 1), 'number')
    assert.equal(typeOf('true', 'false'), 'boolean')
    assert.equal(typeOf('true', 1), 'text')
    for (const text of ['007', '-0', '1e999', '+1', ' 1', '12345678901234567890', '', 'TRUE', '2024-05-01T12:00:00Z']) assert.equal(typeOf(text), 'text', text)
  })

  it('are times of the column time alone, and only where all values are some', () => {
    const types = new ColumnTypes(['time'])
    types.add(['2024-05-01T12:00:00.000Z'])
    assert.deepEqual(types.types, ['time'])
    assert.equal(typed('2024-05-01T12:00:00.5+02:00', 'time'), Date.UTC(2024, 4, 1, 10, 0, 0, 500))
    types.add(['yesterday'])
    assert.deepEqual(types.types, ['text'])
    const odd = new ColumnTypes(['time'])
    odd.add(['2024-13-01T12:00:00Z'])
    assert.deepEqual(odd.types, ['text'])
  })
})
