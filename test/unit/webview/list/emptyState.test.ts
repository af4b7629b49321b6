import { strict as assert } from 'node:assert'
import { emptyState } from '../../../../src/webview/list/emptyState.ts'
import { initialModel, type PanelModel } from '../../../../src/webview/panel/model.ts'
import { strings } from '../../../../src/webview/strings.ts'

const source = { path: '/a', name: 'a', size: 10, encoding: 'UTF-8', bom: false, lineEnd: 'LF', binary: false } as const
const progress = { run: 1, state: 'done', bytesDone: 0, bytesTotal: 0, rowsScanned: 0, rowsMatched: 0, exact: true, seconds: 0, stages: [], version: 0 } as const
const ready: PanelModel = { ...initialModel, phase: 'ready', sources: [source], scroll: { ...initialModel.scroll, run: 1 } }
const ended: PanelModel = { ...ready, scroll: { ...ready.scroll, atStart: true, atEnd: true } }

describe('emptyState', () => {
  it('says why the files could not be opened', () => {
    const state = emptyState({ ...ready, openError: { message: 'It is gone.', actions: ['chooseFile'] } })
    assert.deepEqual([state?.kind, state?.title, state?.actions], ['error', 'It is gone.', ['chooseFile']])
  })

  it('tells an empty file from a query that nothing matches', () => {
    assert.equal(emptyState({ ...ended, sources: [{ ...source, size: 0 }] })?.title, strings.emptyFile)
    assert.equal(emptyState({ ...ended, runQuery: 'x' })?.title, strings.noMatch)
    assert.equal(emptyState({ ...ended, runQuery: '' })?.title, strings.noRows)
  })

  it('says that it searches, or was stopped', () => {
    const jump = { from: { at: 'start' }, skip: 0, align: 'top', blocked: true, searching: true, patient: false } as const
    assert.equal(emptyState({ ...ready, scroll: { ...ready.scroll, jump } })?.title, strings.searching)
    assert.equal(emptyState({ ...ready, progress: { ...progress, state: 'stopped' } })?.title, strings.stoppedEmpty)
  })

  it('says why the run failed', () => {
    assert.equal(emptyState({ ...ready, progress: { ...progress, state: 'failed', message: 'Too slow.' } })?.title, 'Too slow.')
    assert.equal(emptyState({ ...ready, fetchError: 'It changed.' })?.title, 'It changed.')
  })

  it('leaves the place to rows', () => {
    assert.equal(emptyState(ready), undefined)
  })
})
