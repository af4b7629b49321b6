import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { tracePartsOf } from '../../../../src/webview/detail/traceText.ts'

const fileOf = (line: string): string | undefined => tracePartsOf(line).find(({ kind }) => kind === 'file')?.text

describe('webview/detail/traceText', () => {
  it('finds the place in a file of a frame', () => {
    const places = {
      '\tat com.acme.Pay.send(Pay.java:88)': 'Pay.java:88',
      '    at load (/srv/app/index.js:12:3)': '/srv/app/index.js:12:3',
      '  File "/srv/app.py", line 30, in pay': '"/srv/app.py", line 30',
      '\t/go/src/main.go:12 +0x1d': '/go/src/main.go:12',
      '   at Acme.Pay.Send() in C:\\src\\Pay.cs:line 3': undefined,
    }
    for (const [line, place] of Object.entries(places)) assert.equal(fileOf(line), place, line)
  })

  it('makes frames quiet, and nothing else', () => {
    assert.deepEqual(tracePartsOf('\tat a.b.C.d(Native Method)').map(({ kind }) => kind), ['frame'])
    assert.deepEqual(tracePartsOf('\t... 11 more').map(({ kind }) => kind), ['frame'])
    assert.deepEqual(tracePartsOf('java.net.SocketTimeoutException: timeout (Pay.java:88)').map(({ kind }) => kind), ['text'])
  })

  it('keeps every character', () => {
    const line = fc.string({ unit: fc.constantFrom(' ', 'a', 't', '.', ':', '1', '(', ')', '"', '/'), maxLength: 60 })
    fc.assert(fc.property(line, (text) => assert.equal(tracePartsOf(text).map((part) => part.text).join(''), text)))
  })

  it('does not search long lines', () => {
    assert.equal(tracePartsOf(` at ${'a.'.repeat(2000)}`).length, 1)
  })
})
