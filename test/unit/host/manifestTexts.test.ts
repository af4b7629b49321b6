import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { chosenFiles } from '../../tools/package.mjs'

type Texts = Readonly<Record<string, string>>

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')
const texts = (name: string): Texts => JSON.parse(read(name)) as Texts
const english = texts('package.nls.json')
const german = texts('package.nls.de.json')

/** What is not translated: code, settings that are linked to, commands behind links. */
const fixedParts = (text: string): string[] => [...text.matchAll(/`[^`]*`|\(command:[^)]*\)/g)].map(([part]) => part).sort()

describe('texts of the manifest', () => {
  it('stand in the file of each language, and none is without use', () => {
    const used = [...new Set([...read('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key))].sort()
    assert.ok(used.includes('command.analyze.title'))
    for (const each of [english, german]) assert.deepEqual(Object.keys(each).sort(), used)
    for (const each of [english, german]) assert.deepEqual(Object.entries(each).filter(([, text]) => text.trim() === ''), [])
  })

  it('have the same code and the same links in each language', () => {
    for (const [key, text] of Object.entries(english)) assert.deepEqual(fixedParts(german[key]), fixedParts(text), key)
  })

  it('name commands as the palette does', () => {
    for (const language of [english, german]) {
      const titles = new Set(Object.entries(language).flatMap(([key, text]) => (/^command\..*\.title$/.test(key) ? [`Sluice: ${text}`] : [])))
      const named = Object.values(language).flatMap((text) => [...text.matchAll(/\*(Sluice: [^*]+)\*/g)].map(([, title]) => title))
      assert.ok(named.length > 0)
      assert.deepEqual(named.filter((title) => !titles.has(title)), [])
    }
  })

  it('go into the package', () => {
    const files = chosenFiles() as readonly string[]
    assert.deepEqual(files.filter((file) => file.startsWith('package.')), ['package.json', 'package.nls.de.json', 'package.nls.json'])
  })
})
