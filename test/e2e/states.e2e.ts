import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { seriousFindings } from './support/axe.ts'
import { Panel } from './support/panel.ts'
import { writeStateLog } from './support/stateLog.ts'
import { panelStates, still } from './support/states.ts'
import { Workbench, type Theme } from './support/workbench.ts'

describe('every state of the panel', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeStateLog(path.join(folder, 'app.jsonl'))
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.jsonl')
    await panel.settled()
    await workbench.command('View: Close Primary Side Bar')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const wide = { width: 1400, height: 900 }
  /** What is left of that at a zoom of 200 %. */
  const zoomed = { width: 700, height: 450 }
  const looks: readonly (readonly [Theme, typeof wide])[] = [
    ['Default Dark Modern', wide],
    ['Default High Contrast', wide],
    ['Default High Contrast Light', wide],
    ['Default Light Modern', zoomed],
  ]

  for (const [theme, size] of looks) {
    it(`has no serious finding, and rows are seen: ${theme}${size === zoomed ? ' at 200 %' : ''}`, async function () {
      this.timeout(180_000)
      await workbench.setTheme(theme)
      await workbench.page.setViewportSize(size)
      await panel.type('')
      await still(panel)
      const found: string[] = []
      for (const { name, reach, leave } of panelStates) {
        await reach(panel)
        await still(panel)
        found.push(...(await seriousFindings(panel.frame)).map((each) => `${name}: ${each}`))
        // The rows are what all of it is about: whatever else is open, some are seen; and nothing has scrolled the panel itself.
        const { room, scrolled } = await panel.frame.evaluate(() => ({
          room: document.querySelector('[data-testid=grid]')!.getBoundingClientRect().height,
          scrolled: document.scrollingElement!.scrollTop + document.body.scrollTop + document.getElementById('root')!.scrollTop,
        }))
        if (room < 70 || scrolled !== 0) found.push(`${name}: the list is ${room} pixels high, the panel is scrolled by ${scrolled}`)
        await leave?.(panel)
      }
      assert.deepEqual(found, [])
    })
  }

  it('keeps still for people who want that', async () => {
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' })
    const moving = await panel.frame.evaluate(() => {
      // What turns while something is awaited, and what glides otherwise.
      const sample = document.body.appendChild(document.createElement('span'))
      sample.className = 'codicon codicon-loading codicon-modifier-spin'
      const all = [...document.querySelectorAll('*')]
      const found = all.filter((element) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element)
        return animationName !== 'none' || transitionDuration !== '0s' || scrollBehavior === 'smooth'
      })
      sample.remove()
      return found.map((element) => element.className.toString())
    })
    await workbench.page.emulateMedia({ reducedMotion: null })
    assert.deepEqual(moving, [])
  })
})
