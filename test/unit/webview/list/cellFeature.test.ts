import { strict as assert } from 'node:assert'
import { valueOf } from '../../../../src/webview/list/cellFeature.ts'
import type { WindowRow } from '../../../../src/webview/scroll/state.ts'

const row = (values: Record<string, string | undefined>): WindowRow => {
  const names = Object.keys(values)
  return { index: 0, page: { columnOf: (name: string) => names.indexOf(name), cell: (_: number, place: number) => values[names[place]] } } as unknown as WindowRow
}

describe('the value that a menu of the list is for', () => {
  it('is that of the field, also where a row has none', () => {
    assert.deepEqual(valueOf(row({ time: '1', user: 'ann' }), 'user'), { name: 'user', value: 'ann' })
    assert.deepEqual(valueOf(row({ user: undefined }), 'user'), { name: 'user', value: undefined })
  })

  it('is none of a text that nobody would look for as a whole, and none where there is no field', () => {
    const text = row({ raw: 'a line', message: 'two\nlines', long: 'x'.repeat(1001), short: 'done' })
    assert.deepEqual(['raw', 'message', 'long', 'other', '', 'short'].map((name) => valueOf(text, name)?.value), [undefined, undefined, undefined, undefined, undefined, 'done'])
    assert.equal(valueOf(text, 'message'), undefined)
  })
})
