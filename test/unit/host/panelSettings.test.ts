import { strict as assert } from 'node:assert'
import { engineArguments, panelSettings } from '../../../src/host/panelSettings.ts'

describe('settings', () => {
  const raw = {
    rowHeight: 'roomy',
    fontFamily: '',
    fontSize: 0,
    renderAnsi: true,
    editorFontFamily: 'Menlo, monospace',
    editorFontSize: 14,
  }

  it("are the editor's where there are no own ones", () => {
    const expected = { fontFamily: 'Menlo, monospace', fontSize: 14, rowHeight: 23, renderAnsi: true, history: ['a'], examples: true, highlighters: [] }
    assert.deepEqual(panelSettings(raw, ['a'], true), expected)
  })

  it('are own ones first', () => {
    const own = { ...raw, rowHeight: 'compact', fontFamily: 'Iosevka', fontSize: 20, renderAnsi: false }
    assert.deepEqual(panelSettings(own, [], false), { fontFamily: 'Iosevka', fontSize: 20, rowHeight: 27, renderAnsi: false, history: [], examples: false, highlighters: [] })
  })

  it('are defaults where they make no sense', () => {
    const wrong = { rowHeight: 3, fontFamily: 1, fontSize: 'big', renderAnsi: undefined, editorFontFamily: null, editorFontSize: 1e9 }
    assert.deepEqual(panelSettings(wrong, [], false), { fontFamily: 'monospace', fontSize: 14, rowHeight: 23, renderAnsi: true, history: [], examples: false, highlighters: [] })
  })

  it("become the engine's command line", () => {
    assert.deepEqual(engineArguments(0, 5), ['--regex-timeout', '5000'])
    assert.deepEqual(engineArguments(3.7, 0.25), ['--threads', '3', '--regex-timeout', '250'])
    assert.deepEqual(engineArguments(10_000, undefined), ['--threads', '64'])
    assert.deepEqual(engineArguments(0, 0, 0.5), ['--spool-limit', '500000000'])
    assert.deepEqual(engineArguments('4', -1, '20'), [])
  })
})
