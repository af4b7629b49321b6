import { strict as assert } from 'node:assert'
import { nextSpot } from '../../../../src/webview/bookmarks/bookmarkFeature.ts'
import { droppedUris } from '../../../../src/webview/panel/fileDrop.ts'

describe('webview/bookmarks', () => {
  const all = [{ source: 0, offset: 10 }, { source: 0, offset: 50 }, { source: 1, offset: 0 }]

  it('are walked in the order of the files, and round their end', () => {
    assert.deepEqual(nextSpot(all, { source: 0, offset: 10 }, 1), all[1])
    assert.deepEqual(nextSpot(all, { source: 0, offset: 60 }, 1), all[2])
    assert.deepEqual(nextSpot(all, { source: 1, offset: 0 }, 1), all[0])
    assert.deepEqual(nextSpot(all, { source: 1, offset: 5 }, -1), all[2])
    assert.deepEqual(nextSpot(all, { source: 0, offset: 10 }, -1), all[2])
    assert.deepEqual([nextSpot(all, undefined, 1), nextSpot(all, undefined, -1)], [all[0], all[2]])
  })
})

describe('webview/panel/fileDrop', () => {
  it('reads the URIs of a drag from the explorer, and of one from elsewhere', () => {
    const dropped = (data: Record<string, string>): readonly string[] => droppedUris((type) => data[type] ?? '')
    assert.deepEqual(dropped({ 'application/vnd.code.uri-list': 'file:///a.log\r\nfile:///b.log', 'text/uri-list': 'file:///a.log' }), ['file:///a.log', 'file:///b.log'])
    assert.deepEqual(dropped({ 'text/uri-list': '# comment\nfile:///a.log\n' }), ['file:///a.log'])
    assert.deepEqual(dropped({ 'text/plain': 'a.log' }), [])
  })
})
