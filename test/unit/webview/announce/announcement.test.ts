import { strict as assert } from 'node:assert'
import { announcement, pauseOf } from '../../../../src/webview/announce/announcement.ts'
import { initialModel, type PanelModel } from '../../../../src/webview/panel/model.ts'
import { strings } from '../../../../src/webview/strings.ts'

const progress = { run: 1, state: 'done', bytesDone: 5, bytesTotal: 5, rowsScanned: 20_000, rowsMatched: 12, exact: true, seconds: 0.1, stages: [], version: 0 } as const
const model: PanelModel = { ...initialModel, phase: 'ready', result: { run: 1, columns: ['raw'], table: false, chosen: false } as never, progress }

describe('announcement', () => {
  it('says how many rows a pass has found, when it has ended', () => {
    assert.equal(announcement(model), '12 of 20,000 rows')
    assert.equal(announcement({ ...model, progress: { ...progress, rowsMatched: 0 } }), '0 of 20,000 rows')
  })

  it('says nothing while it goes on, but that it takes longer, without numbers that change', () => {
    const running = { ...progress, state: 'running' } as const
    assert.equal(announcement({ ...model, progress: running }), undefined)
    assert.equal(announcement({ ...model, progress: { ...running, seconds: 3 } }), strings.searching)
    assert.equal(announcement({ ...model, progress: { ...running, seconds: 9, rowsMatched: 13 } }), strings.searching)
  })

  it('says that it was stopped, or why it failed', () => {
    assert.equal(announcement({ ...model, progress: { ...progress, state: 'stopped', exact: false } }), 'Cancelled. 12+ of 20,000+ rows')
    assert.equal(announcement({ ...model, progress: { ...progress, state: 'failed', message: 'Too slow.' } }), 'Too slow.')
  })

  it('says nothing of a run that was replaced', () => {
    assert.equal(announcement({ ...model, progress: { ...progress, run: 7 } }), undefined)
  })

  it('comes seldom while a log is followed', () => {
    assert.ok(pauseOf({ ...model, follow: { ...model.follow, on: true } }) > 10 * pauseOf(model))
  })
})
