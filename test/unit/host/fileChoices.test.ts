import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { encodingNamed, ENCODINGS } from '../../../src/common/encodings.ts'
import { FileChoices } from '../../../src/host/fileChoices.ts'

function make(kept?: unknown) {
  let stored = kept
  const choices = new FileChoices({ get: () => stored, set: async (entries) => void (stored = entries) }, (text) => encodingNamed(text)?.name)
  return { choices, stored: () => stored }
}

describe('host/fileChoices', () => {
  it('prefers what was chosen for a file to the setting, and detects where neither names an encoding', async () => {
    const { choices } = make()
    await choices.set(['/a.log', '/b.log'], 'KOI8-R')
    await choices.set(['/b.log'], 'auto')
    const paths = ['/a.log', '/b.log', '/c.log']
    assert.deepEqual(choices.of(paths, () => 'shiftjis'), ['KOI8-R', undefined, 'Shift_JIS'])
    assert.deepEqual(choices.of(paths, () => 'auto'), ['KOI8-R', undefined, undefined])
    assert.deepEqual(choices.of(paths, (path) => (path === '/c.log' ? 'nonsense' : 7)), ['KOI8-R', undefined, undefined])
    await choices.set(['/a.log'], undefined)
    assert.deepEqual(choices.of(['/a.log'], () => 'UTF-8'), ['UTF-8'])
  })

  it('keeps only so many, the latest', async () => {
    const { choices, stored } = make()
    for (let i = 0; i < 210; i++) await choices.set([`/${i}.log`], 'Big5')
    await choices.set(['/10.log'], 'EUC-KR')
    assert.deepEqual([Object.keys(stored() as object).length, choices.of(['/9.log', '/10.log', '/209.log'], () => 'auto')], [200, [undefined, 'EUC-KR', 'Big5']])
  })

  it('takes over nothing that is no choice', () => {
    for (const kept of [undefined, null, 7, 'x', { '/a.log': 7, '/b.log': 'nonsense' }]) {
      assert.deepEqual(make(kept).choices.of(['/a.log', '/b.log'], () => 'auto'), [undefined, undefined])
    }
  })

  it('has a setting for every encoding', () => {
    const { contributes } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { enum: string[] }> } }
    }
    assert.deepEqual(contributes.configuration.properties['sluice.encoding'].enum, ['auto', ...ENCODINGS.map(({ name }) => name)])
  })
})
