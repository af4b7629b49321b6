import { strict as assert } from 'node:assert'
import { uniqueNames } from '../../../src/common/sourceNames.ts'

describe('common/sourceNames', () => {
  it('are the names of files', () => {
    assert.deepEqual(uniqueNames(['/var/log/app.log', '/var/log/app.log.1']), ['app.log', 'app.log.1'])
  })

  it('have as many folders as tell them apart', () => {
    assert.deepEqual(uniqueNames(['/a/x/app.log', '/b/x/app.log', '/a/x/other.log']), ['a/x/app.log', 'b/x/app.log', 'other.log'])
    assert.deepEqual(uniqueNames(['app.log', '/b/app.log']), ['app.log', 'b/app.log'])
    assert.deepEqual(uniqueNames(['C:\\logs\\app.log', 'D:\\logs\\app.log']), ['C:/logs/app.log', 'D:/logs/app.log'])
  })

  it('are the same for the same file', () => {
    assert.deepEqual(uniqueNames(['/a/app.log', '/a/app.log']), ['a/app.log', 'a/app.log'])
  })
})
