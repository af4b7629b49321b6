import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { columnName } from '../../../../../src/engine/records/fields/columns.ts'
import { detect } from '../../../../../src/engine/records/formats/detect.ts'
import { formatNamed } from '../../../../../src/engine/records/formats/registry.ts'
import { sampledFields } from '../../../../../src/engine/records/formats/sampledFields.ts'
import { recordsOf, samplesOf } from '../../../../support/recordsOf.ts'

const folder = fileURLToPath(new URL('../../../../fixtures/formats/', import.meta.url))
const files = globSync('*.expected.json', { cwd: folder }).map((file) => file.replace('.expected.json', '.log')).sort()

describe('sampledFields', () => {
  it('has logs to look at', () => assert.ok(files.length > 50))

  for (const file of files) {
    it(`names the fields that records of ${basename(file)} have, and no other`, () => {
      const bytes = readFileSync(folder + file)
      const { format: name, records: expected, modified } = JSON.parse(readFileSync(`${folder}${basename(file, '.log')}.expected.json`, 'utf8'))
      const format = formatNamed(name) ?? detect(samplesOf(bytes), modified === undefined ? undefined : Date.parse(modified))
      const names = sampledFields(format, samplesOf(bytes)).map((field) => field.name)
      const { records } = recordsOf(bytes, names, { format })
      for (const each of names) assert.ok(records.some(({ fields }) => fields[each] !== undefined), each)
      const wanted = new Set<string>(expected.flatMap((record: object) => Object.keys(record)))
      wanted.delete('line')
      // Another name of `container`.
      wanted.delete('service')
      if (!expected.some(({ level }: { level?: string }) => level)) wanted.delete('level')
      // An expectation of null says that a field is not there; a log may have other objects inside.
      const missing = [...wanted].filter((each) => !names.includes(each) && !names.includes(columnName(each)) && records.length > 0 && expected.some((record: Record<string, unknown>) => record[each] != null && each !== 'time'))
      assert.deepEqual(missing, [])
    })
  }

  it('puts what is there already, as the log has written it, last', () => {
    const bytes = Buffer.from('{"ts":"2026-05-12T13:40:00Z","time":"13:40","level":"warn","msg":"done","ms":5}\n'.repeat(5))
    const names = sampledFields(detect([bytes]), [bytes]).map(({ name }) => name)
    assert.ok(names.indexOf('ms') > 0 && names.filter((name) => name.startsWith('raw.')).length > 0, names.join(' '))
    assert.deepEqual(names.map((name) => name.startsWith('raw.')), names.map((name) => name.startsWith('raw.')).toSorted())
  })

  it('shows a value of each, cut to what fits beside it', () => {
    const bytes = Buffer.from(`{"user":"ann","deep":{"id":7},"long":"${'x'.repeat(100)}","none":null}\n`.repeat(5))
    const found = sampledFields(detect([bytes]), [bytes])
    assert.deepEqual(found.map(({ name, example }) => [name, example]), [['user', 'ann'], ['deep.id', '7'], ['long', `${'x'.repeat(39)}…`]])
  })

  it('finds none in text', () => {
    const bytes = Buffer.from('just a line\n'.repeat(9))
    assert.deepEqual(sampledFields(detect([bytes]), [bytes]), [])
  })
})
