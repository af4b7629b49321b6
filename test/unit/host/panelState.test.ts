import { strict as assert } from 'node:assert'
import { isPath, readPanelState } from '../../../src/host/panelState.ts'

describe('readPanelState', () => {
  const whole = {
    version: 1,
    uris: ['file:///a.log'],
    query: 'error',
    top: { source: 0, offset: 12 },
    columnWidths: { user: 80 },
    wrap: true,
  }

  it('takes what a webview kept', () => assert.deepEqual(readPanelState(structuredClone(whole)), whole))

  it('makes do without what is missing or of another type', () => {
    const least = { version: 1, uris: whole.uris, query: '', columnWidths: {} }
    assert.deepEqual(readPanelState({ version: 1, uris: whole.uris }), least)
    const wrong = { ...whole, query: 3, top: { source: 'a', offset: null }, columnWidths: { user: 'wide' }, wrap: 1, extra: 1 }
    assert.deepEqual(readPanelState(wrong), least)
  })

  for (const [what, value] of Object.entries({
    nothing: undefined,
    null: null,
    text: 'state',
    'another version': { ...whole, version: 2 },
    'no files': { ...whole, uris: [] },
    'files of another type': { ...whole, uris: [1] },
  })) {
    it(`refuses ${what}`, () => assert.equal(readPanelState(value), undefined))
  }

  it('tells paths from URIs', () => {
    assert.equal(isPath('/var/log/app.log'), true)
    assert.equal(isPath('file:///var/log/app.log'), false)
    assert.equal(isPath('vscode-remote://host/var/log/app.log'), false)
  })
})
