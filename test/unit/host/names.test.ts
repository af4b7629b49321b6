import { strict as assert } from 'node:assert'
import { formatOfName, panelKey, panelTitle, resultName, splitPathList, unfinishedExports } from '../../../src/host/names.ts'

describe('names', () => {
  it('call a panel by its files', () => {
    assert.equal(panelTitle(['/a/app.log']), 'app.log')
    assert.equal(panelTitle(['/a/app.log', '/b/db.log']), 'app.log, db.log')
    assert.equal(panelTitle(['/a/app.log', '/b/db.log', '/c/x.log']), 'app.log + 2 more')
  })

  it('call the panel of a log and its rotations by the newest of them', () => {
    assert.equal(panelTitle(['/a/app.log.2.gz', '/a/app.log.1', '/a/app.log']), 'app.log + 2 rotations')
    assert.equal(panelTitle(['/a/app.log', '/a/app.log.1']), 'app.log + 1 rotation')
    assert.equal(panelTitle(['/a/app-2026-01-05.log', '/a/app-2026-01-06.log']), 'app-2026-01-06.log + 1 rotation')
    assert.equal(panelTitle(['/a/app.log.1', '/b/app.log']), 'app.log.1, app.log')
    assert.equal(panelTitle(['/a/app.log.1', '/a/app.log', '/a/db.log']), 'app.log.1 + 2 more')
  })

  it('find the panel of the same files in any order', () => {
    assert.equal(panelKey(['/b', '/a', '/b']), panelKey(['/a', '/b']))
    assert.notEqual(panelKey(['/a', '/b']), panelKey(['/a']))
  })

  it('call a result by its log and format', () => {
    assert.equal(resultName(['/a/app.log'], 'text'), 'app.result.log')
    assert.equal(resultName(['/a/out.TXT'], 'text'), 'out.result.TXT')
    assert.equal(resultName(['/a/app.log', '/a/b.log'], 'csv'), 'app.result.csv')
    assert.equal(resultName(['/a/app.log.2.gz', '/a/app.log.1', '/a/app.log'], 'text'), 'app.result.log')
    assert.equal(resultName(['/a/data.json'], 'text'), 'data.result.log')
    assert.equal(resultName(['/a/syslog'], 'jsonl'), 'syslog.result.jsonl')
    assert.equal(resultName(['/a/app.log.1'], 'text'), 'app.log.result.log')
    assert.equal(resultName(['/a/.hidden'], 'csv'), '.hidden.result.csv')
  })

  it('tell the format by the extension', () => {
    assert.deepEqual(['a.csv', 'a.CSV', 'a.jsonl', 'a.ndjson', 'a.json', 'a.log', 'csv', 'a'].map(formatOfName),
      ['csv', 'csv', 'jsonl', 'jsonl', 'jsonl', 'text', 'text', 'text'])
  })

  it('find what an export left behind', () => {
    const entries = ['.a.log.0123456789ab.part', '.a.log.xyz.part', '.b.log.0123456789ab.part', 'a.log', '.a.log.0123456789ab.part2']
    assert.deepEqual(unfinishedExports(entries, 'a.log'), ['.a.log.0123456789ab.part'])
  })

  it('split a list of paths', () => {
    assert.deepEqual(splitPathList('/a b:/c:relative::', ':'), ['/a b', '/c'])
    assert.deepEqual(splitPathList('C:\\a.log;D:\\b.log;x', ';'), ['C:\\a.log', 'D:\\b.log'])
    assert.deepEqual(splitPathList(undefined, ':'), [])
  })
})
