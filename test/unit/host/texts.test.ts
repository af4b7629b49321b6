import { strict as assert } from 'node:assert'
import { SluiceError, type ErrorCode } from '../../../src/common/errors.ts'
import { GIVEN_UP } from '../../../src/host/engineClient.ts'
import { changeNotice, damageNotice, describeError, errorNotice, formatBytes, formatRows, progressText, restartedNotice } from '../../../src/host/texts.ts'

describe('what the host says', () => {
  it('keeps the message of an error, and offers what can be done', () => {
    const offered: [ErrorCode, string[]][] = [
      ['notFound', ['reload', 'chooseFile', 'close']],
      ['noPermission', ['reload', 'chooseFile', 'close']],
      ['isDirectory', ['chooseFile', 'close']],
      ['notRegularFile', ['chooseFile', 'close']],
      ['unsupportedEncoding', ['chooseFile', 'close']],
      ['unsupported', ['chooseFile', 'close']],
      ['member', ['reload', 'chooseFile', 'close']],
      ['notResponding', ['reload', 'close']],
      ['internal', ['reload', 'showLog', 'close']],
      ['output', ['reload', 'showLog', 'close']],
    ]
    for (const [code, actions] of offered) {
      assert.deepEqual(describeError(new SluiceError(code, 'What happened.')), { message: 'What happened.', actions })
    }
    assert.deepEqual(describeError(new SluiceError('internal', 'It ended.', GIVEN_UP)).actions, ['restartEngine', 'showLog'])
    assert.deepEqual(errorNotice(new TypeError('oops')), { message: 'oops', actions: ['reload', 'showLog', 'close'], kind: 'error' })
  })

  it('tells what happened to a file', () => {
    const change = { analysis: 1, source: 0, message: 'From the engine.', size: 13_000_000 } as const
    assert.deepEqual(changeNotice({ ...change, kind: 'grown' }, '/a/app.log', 1_000_000), {
      message: 'app.log grew by 12 MB.',
      kind: 'info',
      actions: ['reload'],
    })
    assert.deepEqual(changeNotice({ ...change, kind: 'changed' }, '/a/app.log', 0).actions, ['reload', 'close'])
    assert.deepEqual(changeNotice({ ...change, kind: 'deleted' }, '/a/app.log', 0).message, 'From the engine.')
    assert.deepEqual(changeNotice({ ...change, kind: 'notResponding' }, '/a/app.log', 0).actions, ['restartEngine', 'close'])
  })

  it('tells of files that end too early', () => {
    const source = { path: '/a.gz', name: 'a.gz', size: 1, encoding: 'UTF-8', bom: false, lineEnd: 'LF', binary: false } as const
    assert.equal(damageNotice([source]), undefined)
    const damaged = [source, { ...source, damage: 'a.gz is damaged.' }, { ...source, damage: 'b.gz too.' }]
    assert.deepEqual(damageNotice(damaged), { message: 'a.gz is damaged. b.gz too.', kind: 'warning', actions: ['reload'] })
  })

  it('tells why the engine was restarted', () => {
    assert.equal(restartedNotice('The engine ended.').message, 'The engine ended. It was restarted, and the query runs again.')
  })

  it('shows sizes, rows and shares', () => {
    const sizes = [0, 1, 999, 1000, 9949, 9950, 999_499, 999_500, 12_000_000, 1.2e9, 1e17]
    assert.deepEqual(sizes.map(formatBytes), ['0 bytes', '1 byte', '999 bytes', '1 KB', '9.9 KB', '10 KB', '999 KB', '1 MB', '12 MB', '1.2 GB', '100 PB'])
    assert.deepEqual([0, 1, 1234].map(formatRows), ['0 rows', '1 row', '1,234 rows'])
    assert.equal(progressText('app.log', 43, 100), 'app.log 43 %')
    assert.equal(progressText('app.log', 200, 100), 'app.log 100 %')
    assert.equal(progressText('app.log', 0, 0), 'app.log')
  })
})
