import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { createWasmKernels } from '../../../../../src/engine/lines/wasmKernels.ts'
import { fieldsOf, FORMATS } from '../../../../../src/engine/records/formats/registry.ts'
import { recordsOf, type ReadRecord } from '../../../../support/recordsOf.ts'

const folder = new URL('../../../../fixtures/formats/', import.meta.url)

interface Expected {
  readonly format: string
  readonly modified?: string
  readonly records: readonly Record<string, unknown>[]
}

/** As the records stand in the file. */
function shown({ line, time, level, fields }: ReadRecord): Record<string, unknown> {
  const { time: _time, level: _level, ...others } = fields
  return { line, ...(Number.isNaN(time) ? {} : { time: new Date(time).toISOString() }), level, ...others }
}

describe('engine/records/formats: fixtures', () => {
  const kernels = createWasmKernels(2 * 1024 * 1024)
  const found = new Set<string>()
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.expected.json'))) {
    const { format, modified, records } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Expected
    const log = readFileSync(new URL(name.replace('.expected.json', '.log'), folder))
    const names = [...new Set(records.flatMap((record) => Object.keys(record)))].filter((each) => each !== 'line')
    found.add(format.split(' ')[0])
    it(`${name}: the records are as expected, also with CRLF`, () => {
      for (const bytes of [log, Buffer.from(log.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')]) {
        const options = { modified: modified === undefined ? undefined : Date.parse(modified) }
        const read = recordsOf(bytes, names, options)
        assert.equal(read.format.name, format)
        assert.deepEqual(read.records.map(shown), records)
        assert.deepEqual(recordsOf(bytes, names, { ...options, kernels }).records, read.records)
      }
    })
  }

  it('there is one for every template, and for every dialect', () => {
    const templates = FORMATS.filter(({ layout, dialect }) => layout.kind === 'template' || dialect).map(({ name }) => name)
    assert.deepEqual(templates.filter((name) => !found.has(name)), [])
  })

  it('level and message are never of several fields in a template', () => {
    for (const format of FORMATS) {
      if (format.layout.kind === 'template') assert.ok((fieldsOf(format, 'level')?.length ?? 1) === 1, format.name)
    }
  })
})
