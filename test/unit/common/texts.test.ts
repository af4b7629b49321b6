import { strict as assert } from 'node:assert'
import { sayingsOf, type Sayings } from '../../../src/common/texts.ts'

describe('texts with values', () => {
  const texts = { plain: 'Plain', group: { named: '{name} of {all}, {name}', rows: { one: '1 row', other: '{count} rows of {all}' } } } as const
  type Said = Sayings<typeof texts>

  it('are said with their values, which are taken as they are', () => {
    const say = sayingsOf<typeof texts>({ language: 'en', textLanguage: 'en', texts })
    assert.equal(say.plain, 'Plain')
    assert.equal(say.group.named({ name: '{all} $&', all: 12_345 }), '{all} $& of 12,345, {all} $&')
    assert.equal(say.group.rows({ count: 1, all: '' }), '1 row')
    assert.equal(say.group.rows({ count: 0, all: 'x' }), '0 rows of x')
  })

  it('have the forms of their language, and numbers of that of VS Code', () => {
    const french = { rows: { one: '{count} ligne', many: '{count} de lignes', other: '{count} lignes' } }
    const say = sayingsOf<{ rows: { one: string; other: '{count}' } }>({ language: 'de', textLanguage: 'fr', texts: french })
    assert.deepEqual([0, 1, 2, 1e6].map((count) => say.rows({ count })), ['0 ligne', '1 ligne', '2 lignes', '1.000.000 de lignes'])
    const missing = sayingsOf<{ rows: { one: string; other: '{count}' } }>({ language: 'en', textLanguage: 'ar', texts: { rows: { one: 'a', other: 'b{count}' } } })
    assert.equal(missing.rows({ count: 2 }), 'b2')
  })

  it('want each of their values, by its name', () => {
    const wrong = (say: Said): unknown[] => [
      // @ts-expect-error without its values
      say.group.named(),
      // @ts-expect-error without one of them
      say.group.named({ name: 'a' }),
      // @ts-expect-error a number is needed to choose the form
      say.group.rows({ count: '1', all: 'a' }),
      // @ts-expect-error no such text
      say.group.other,
      // @ts-expect-error it has no values
      say.plain({}),
    ]
    assert.equal(wrong.length, 1)
  })
})
