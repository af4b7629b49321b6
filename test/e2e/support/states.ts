/** What a panel can look like: states, each reached by what a person does. */
import type { Panel } from './panel.ts'
import type { Theme } from './workbench.ts'

export interface State {
  readonly name: string
  /** Goes there from a panel whose query is empty and whose panes are closed. */
  reach(panel: Panel): Promise<void>
  /** Goes back to where it came from, but for the query. */
  leave?(panel: Panel): Promise<void>
}

/** A theme of each kind, by the name of its pictures. */
export const themes: readonly (readonly [string, Theme])[] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['contrast', 'Default High Contrast'],
]

/** Where the picture of a state lies below docs/pictures. */
export const fileOf = (theme: string, state: string): string => `${theme}/${state.toLowerCase().replace(/[^a-z]+/g, '-')}.png`

/** A page that shows all pictures. */
export function gallery(): string {
  const sections = panelStates.map(({ name }) => `## ${name[0].toUpperCase()}${name.slice(1)}\n\n${themes.map(([theme]) => `![${name}, ${theme}](${fileOf(theme, name)})`).join('\n')}\n`)
  return `# Every state of the panel, in three themes\n\nMade by \`npm run screenshots\`.\n\n${sections.join('\n')}`
}

const press = (panel: Panel, key: string): Promise<void> => panel.workbench.page.keyboard.press(key)
const click = (panel: Panel, id: string): Promise<void> => panel.frame.getByTestId(id).first().click()
const shown = (panel: Panel, id: string): Promise<void> => panel.frame.getByTestId(id).first().waitFor()
const gone = (panel: Panel, id: string): Promise<void> => panel.frame.getByTestId(id).first().waitFor({ state: 'detached' })
const facetsDone = (panel: Panel): Promise<void> => panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()

/** A row, selected by the mouse. */
async function select(panel: Panel, row = 3): Promise<void> {
  await panel.rows.nth(row).locator('.row-line').click({ position: { x: 60, y: 8 } })
}

async function openFacets(panel: Panel, tab: 'facets' | 'patterns' | 'stats'): Promise<void> {
  if ((await panel.frame.getByTestId('facets-pane').count()) === 0) await click(panel, 'facets')
  await click(panel, `tab-${tab}`)
  await facetsDone(panel)
}

const closeFacets = (panel: Panel): Promise<void> => click(panel, 'facets-close')

/** For the log of stateLog.ts. */
export const panelStates: readonly State[] = [
  { name: 'all rows', reach: (panel) => panel.settled('') },
  {
    name: 'suggestions',
    reach: async (panel) => {
      await panel.query.click()
      await panel.query.fill('error | st')
      await press(panel, 'Control+Space')
      await shown(panel, 'suggest')
    },
    leave: (panel) => press(panel, 'Escape'),
  },
  {
    name: 'a mistake in the query',
    reach: async (panel) => {
      await panel.type('error | hed 5')
      await shown(panel, 'query-mistake')
    },
  },
  {
    name: 'stages to add',
    reach: async (panel) => {
      await panel.settled('error')
      await click(panel, 'add-stage')
      await shown(panel, 'menu')
    },
    leave: (panel) => press(panel, 'Escape'),
  },
  {
    name: 'no rows',
    reach: async (panel) => {
      await panel.type('nothing like this')
      await shown(panel, 'empty')
    },
  },
  { name: 'a table', reach: (panel) => panel.settled('| stats count(), avg(ms), p95(ms) by service, level') },
  {
    name: 'selected rows, with sums',
    reach: async (panel) => {
      await panel.settled('ms>20 | fields time, level, service, ms, msg')
      await select(panel, 2)
      for (let i = 0; i < 6; i++) await press(panel, 'Shift+ArrowDown')
      await panel.frame.getByTestId('figures').filter({ hasText: 'avg' }).waitFor()
    },
    leave: async (panel) => {
      await press(panel, 'Escape')
      await panel.settled('')
    },
  },
  {
    name: 'find, with matches',
    reach: async (panel) => {
      await select(panel)
      await press(panel, 'Control+f')
      await panel.frame.getByTestId('find-input').fill('request 1')
      await panel.frame.getByTestId('find-count').filter({ hasText: ' of ' }).waitFor()
      await panel.frame.locator('mark.paint-find').first().waitFor()
    },
  },
  {
    name: 'find, without matches',
    reach: async (panel) => {
      await panel.frame.getByTestId('find-input').fill('nowhere')
      await panel.frame.getByTestId('find-count').filter({ hasText: 'No results' }).waitFor()
    },
    leave: async (panel) => {
      await press(panel, 'Escape')
      await gone(panel, 'find')
    },
  },
  {
    name: 'a chart of lines',
    reach: async (panel) => {
      await panel.type('| timechart span=1m count() by level')
      await shown(panel, 'chart-toggle')
      if ((await panel.frame.locator('[data-testid=chart-toggle][aria-pressed=true]').count()) === 0) await click(panel, 'chart-toggle')
      await shown(panel, 'chart')
      await panel.frame.locator('[data-testid=chart][data-kind=line] circle').nth(5).waitFor({ state: 'attached' })
    },
  },
  {
    name: 'a chart of bars',
    reach: async (panel) => {
      await panel.type('| top service')
      await panel.frame.getByTestId('grid').filter({ hasText: 'count' }).filter({ hasNotText: 'count()' }).waitFor()
      await panel.frame.locator('[data-testid=chart][data-kind=line]').waitFor({ state: 'detached' })
      await panel.frame.getByTestId('chart-toggle').waitFor()
      if ((await panel.frame.locator('[data-testid=chart-toggle][aria-pressed=true]').count()) === 0) await click(panel, 'chart-toggle')
      await panel.frame.locator('[data-testid=chart][data-kind=bars]').waitFor()
    },
    leave: (panel) => click(panel, 'chart-toggle'),
  },
  {
    name: 'a range of the timeline',
    reach: async (panel) => {
      await panel.settled('request')
      await panel.frame.getByTestId('timeline-area').focus()
      for (const key of ['Home', 'Control+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+Control+ArrowRight']) await press(panel, key)
      await shown(panel, 'timeline-range')
    },
  },
  {
    name: 'a time that is asked for',
    reach: async (panel) => {
      await press(panel, 'Enter')
      await shown(panel, 'timeline-filter')
      await shown(panel, 'timeline-clear')
    },
  },
  { name: 'facets', reach: (panel) => openFacets(panel, 'facets') },
  { name: 'patterns', reach: (panel) => openFacets(panel, 'patterns') },
  { name: 'stats', reach: (panel) => openFacets(panel, 'stats'), leave: closeFacets },
  {
    name: 'rows around a row',
    reach: async (panel) => {
      await panel.settled('error')
      await select(panel, 1)
      await press(panel, 'c')
      await shown(panel, 'context-above')
    },
    leave: (panel) => press(panel, 'c'),
  },
  {
    name: 'the whole text of a row',
    reach: async (panel) => {
      await select(panel, 2)
      await press(panel, 'Enter')
      await panel.frame.locator('.expansion-text').waitFor()
    },
    leave: (panel) => press(panel, 'Enter'),
  },
  {
    name: 'details',
    reach: async (panel) => {
      await select(panel, 2)
      await press(panel, 'Space')
      await shown(panel, 'detail-text')
      if ((await panel.frame.locator('.bookmark').count()) === 0) await press(panel, 'Control+Alt+k')
      await panel.frame.locator('.bookmark').first().waitFor()
    },
  },
  {
    name: 'details: the menu of a field',
    reach: async (panel) => {
      await panel.frame.locator('[data-testid=fields] tr[data-field=service]').click({ button: 'right' })
      await shown(panel, 'menu')
    },
    leave: (panel) => press(panel, 'Escape'),
  },
  {
    name: 'details: rows around it',
    reach: async (panel) => {
      await click(panel, 'detail-tab-context')
      await shown(panel, 'context-list')
    },
  },
  {
    name: 'details: JSON',
    reach: async (panel) => {
      await click(panel, 'detail-tab-json')
      await shown(panel, 'json')
    },
    leave: async (panel) => {
      await click(panel, 'detail-tab-row')
      await click(panel, 'detail-close')
    },
  },
  {
    name: 'columns to choose from',
    reach: async (panel) => {
      await click(panel, 'choose-columns')
      await shown(panel, 'column-chooser')
    },
    leave: async (panel) => {
      await press(panel, 'Escape')
      await gone(panel, 'column-chooser')
    },
  },
  {
    name: 'wrapped lines',
    reach: async (panel) => {
      await select(panel)
      await press(panel, 'Alt+z')
      await panel.frame.locator('.grid.wrap').waitFor()
    },
    leave: (panel) => press(panel, 'Alt+z'),
  },
  {
    name: 'more actions',
    reach: async (panel) => {
      await click(panel, 'more')
      await shown(panel, 'menu')
    },
    leave: (panel) => press(panel, 'Escape'),
  },
  {
    name: 'a stage that is edited, with a mistake',
    reach: async (panel) => {
      await panel.type('error | where ms > 5')
      await panel.frame.getByTestId('chip').nth(1).dblclick()
      await shown(panel, 'chip-input')
      await panel.frame.getByTestId('chip-input').fill('where ms >')
      await panel.frame.getByTestId('chip-input').press('Enter')
      await shown(panel, 'chip-mistake')
    },
    leave: async (panel) => {
      await press(panel, 'Escape')
      await gone(panel, 'chip-mistake')
    },
  },
  {
    name: 'rows that a stage cannot do',
    reach: async (panel) => {
      await panel.settled('error | where msg > 900 or ms > 20')
      await panel.frame.locator('.chip-problem').waitFor()
    },
  },
  {
    name: 'the card of what can be typed',
    reach: async (panel) => {
      await panel.type('')
      await click(panel, 'guide')
      await shown(panel, 'guide-card')
    },
    leave: (panel) => press(panel, 'Escape'),
  },
  {
    name: 'a format that is defined',
    reach: async (panel) => {
      await panel.settled()
      await select(panel)
      await panel.workbench.command('Sluice: Define log format from this row…')
      await shown(panel, 'builder-preview')
    },
    leave: (panel) => click(panel, 'builder-close'),
  },
]

/** Rows of the query before are pale until those of the new one are there, and colours go over into those of a new state. */
export async function still(panel: Panel): Promise<void> {
  await panel.settled()
  await panel.frame.waitForFunction(() => document.getAnimations().every(({ effect }) => effect?.getTiming().iterations === Infinity))
}
