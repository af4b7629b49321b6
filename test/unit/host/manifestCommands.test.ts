import { strict as assert } from 'node:assert'
import { existsSync, readFileSync } from 'node:fs'

interface Command {
  readonly command: string
  readonly title: string
  readonly category?: string
  readonly icon?: string | { readonly light: string; readonly dark: string }
}

const root = new URL('../../../', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8')
const { commands, keybindings } = (JSON.parse(read('package.json')) as { contributes: { commands: Command[]; keybindings: { command: string; when?: string }[] } }).contributes
const codicons = new Set([...read('node_modules/@vscode/codicons/dist/codicon.css').matchAll(/\.codicon-([\w-]+):before/g)].map(([, name]) => name))

describe('commands of the manifest', () => {
  it('have a title, a category and an icon that there is', () => {
    assert.ok(commands.length > 0 && codicons.size > 0)
    const exists = (icon: Command['icon']): boolean =>
      typeof icon === 'object' ? [icon.light, icon.dark].every((file) => existsSync(new URL(file, root))) : codicons.has(icon?.slice(2, -1) ?? '')
    assert.deepEqual(commands.filter(({ title, category, icon }) => !title || category !== 'Sluice' || !exists(icon)).map(({ command }) => command), [])
  })

  it('take keys only where a log is in front', () => {
    const names = new Set(commands.map(({ command }) => command))
    assert.deepEqual(keybindings.filter(({ command, when }) => !names.has(command) || !when?.includes("'sluice.panel'")), [])
  })
})

describe('settings of the manifest', () => {
  it('are described, and found by tags and by other words for them', () => {
    const { configuration } = (JSON.parse(read('package.json')) as { contributes: { configuration: { properties: Record<string, Record<string, unknown>> } } }).contributes
    const lacking = Object.entries(configuration.properties).flatMap(([name, setting]) =>
      ['markdownDescription', 'tags', 'keywords'].filter((key) => (setting[key] as ArrayLike<unknown> | undefined)?.length === undefined).map((key) => `${name}: ${key}`),
    )
    assert.deepEqual(lacking, [])
  })
})
