import { strict as assert } from 'node:assert'
import { parseLineInput } from '../../../src/host/lineInput.ts'

describe('parseLineInput', () => {
  const cases: [string, number | RegExp][] = [
    ['1', 1],
    [' 48210 ', 48210],
    ['1,234,567', 1234567],
    ['1_234_567', 1234567],
    ['1 234 567', 1234567],
    ['1\u202f234', 1234],
    ["1'234", 1234],
    ['+100', 1100],
    ['+ 100', 1100],
    ['-100', 900],
    ['-5000', 1],
    ['0', /begin with 1/],
    ['', /Type a line number/],
    ['abc', /Type a line number/],
    ['12a', /Type a line number/],
    ['+-3', /Type a line number/],
    ['99999999999999999999', /no line/],
  ]
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const read = parseLineInput(text, 1000)
      if (expected instanceof RegExp) assert.match('error' in read ? read.error : '', expected)
      else assert.deepEqual(read, { line: expected })
    })
  }
})
