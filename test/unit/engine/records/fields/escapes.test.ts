import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { decodeEscapes, type Escapes } from '../../../../../src/engine/records/fields/escapes.ts'

function decode(text: string, escapes: Escapes): string {
  const bytes = Buffer.from(`\\"${text}\\"`)
  return decodeEscapes(bytes, 2, bytes.length - 2, escapes)
}

describe('engine/records/fields/escapes', () => {
  it('reads what JSON writes as JSON does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, ascii) => {
        const json = JSON.stringify(text).slice(1, -1)
        const escaped = ascii ? json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : json
        assert.equal(decode(escaped, 'json'), text)
        assert.equal(decode(escaped, 'c'), text)
      }),
    )
  })

  const cases: [text: string, json: string, c: string][] = [
    ['\\b\\f\\n\\r\\t\\/\\\\\\"', '\b\f\n\r\t/\\"', '\b\f\n\r\t/\\"'],
    ["\\a\\v\\'", "\\a\\v\\'", "\x07\v'"],
    ['\\x41\\x7a\\xc3\\xa9', '\\x41\\x7a\\xc3\\xa9', 'Azé'],
    ['\\101\\303\\251\\377', '\\101\\303\\251\\377', 'Aé\ufffd'],
    ['\\U0001f600\\U00110000', '\\U0001f600\\U00110000', '😀\\U00110000'],
    ['\\ud83d\\ude00 \\ud83d \\ude00', '😀 \ufffd \ufffd', '😀 \ufffd \ufffd'],
    ['\\ud83d\\u0041 \\ud83d\\ud83d\\ude00', '\ufffdA \ufffd😀', '\ufffdA \ufffd😀'],
    ['\\ud83d\\ude0', '\ufffd\\ude0', '\ufffd\\ude0'],
    ['\\u12', '\\u12', '\\u12'],
    ['\\u00g0 \\xg0 \\08 \\400', '\\u00g0 \\xg0 \\08 \\400', '\\u00g0 \\xg0 \\08 \\400'],
    ['a\\', 'a\\', 'a\\'],
    ['\\é \\q', '\\é \\q', '\\é \\q'],
    ['\\\\n \\\\\\n', '\\n \\\n', '\\n \\\n'],
  ]
  for (const [text, json, c] of cases) {
    it(`reads ${text}`, () => {
      assert.equal(decode(text, 'json'), json)
      assert.equal(decode(text, 'c'), c)
    })
  }
})
