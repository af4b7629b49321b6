import { strict as assert } from 'node:assert'
import { applySgr, escapeAt } from '../../../../src/webview/text/ansi.ts'

describe('ansi', () => {
  it('reads colour sequences', () => {
    assert.deepEqual(escapeAt('\x1b[1;31mred', 0), { length: 7, sgr: '1;31' })
    assert.deepEqual(escapeAt('\x1b[mplain', 0), { length: 3, sgr: '' })
  })

  it('tells other sequences apart', () => {
    assert.deepEqual(escapeAt('\x1b[2J', 0), { length: 4, sgr: undefined })
    assert.deepEqual(escapeAt('\x1b[?25l', 0), { length: 6, sgr: undefined })
    assert.deepEqual(escapeAt('\x1b]0;title\x07rest', 0), { length: 10, sgr: undefined })
    assert.deepEqual(escapeAt('\x1b]8;;http://x\x1b\\rest', 0), { length: 15, sgr: undefined })
    assert.deepEqual(escapeAt('\x1b(B', 0), { length: 3, sgr: undefined })
    assert.deepEqual(escapeAt('\x1b[>4;1m', 0), { length: 7, sgr: undefined })
  })

  it('takes an ESC without a sequence for itself', () => {
    assert.deepEqual(escapeAt('\x1b', 0), { length: 1 })
    assert.deepEqual(escapeAt('\x1b[31', 0), { length: 1 })
    assert.deepEqual(escapeAt('\x1b]0;never ends', 0), { length: 1 })
  })

  it('sets and takes back styles', () => {
    assert.deepEqual(applySgr({}, '1;31;44'), { bold: true, fg: 1, bg: 4 })
    assert.deepEqual(applySgr({ bold: true, fg: 1 }, '0'), {})
    assert.deepEqual(applySgr({ bold: true, fg: 1 }, ''), {})
    assert.deepEqual(applySgr({ fg: 1 }, '39'), { fg: undefined })
    assert.deepEqual(applySgr({}, '97;100'), { fg: 15, bg: 8 })
  })

  it('knows the extended colours', () => {
    assert.deepEqual(applySgr({}, '38;5;9'), { fg: 9 })
    assert.deepEqual(applySgr({}, '38;5;208;1'), { fg: 'rgb(255, 135, 0)', bold: true })
    assert.deepEqual(applySgr({}, '48;5;232'), { bg: 'rgb(8, 8, 8)' })
    assert.deepEqual(applySgr({}, '38;2;1;2;3'), { fg: 'rgb(1, 2, 3)' })
    assert.deepEqual(applySgr({}, '38:2:1:2:999'), { fg: 'rgb(1, 2, 255)' })
  })

  it('passes over what it does not know', () => {
    assert.deepEqual(applySgr({ fg: 2 }, '999;38'), { fg: 2 })
    assert.deepEqual(applySgr({}, '38;5;300'), {})
  })
})
