/** Somebody who does a task with mouse and keys: what they do is counted, and how long it would take them is estimated. */
import type { Locator } from 'playwright-core'
import type { Workbench } from '../e2e/support/workbench.ts'

/**
 * Seconds of the Keystroke-Level Model (Card, Moran and Newell: The keystroke-level model for user performance time with interactive systems, CACM 23 (7), 1980):
 * a key or a button of the mouse (K, an average typist), pointing (P), moving the hand to the other device (H), making up one's mind (M). One M for each action.
 */
const KLM = { key: 0.28, point: 1.1, hand: 0.4, mind: 1.35 }

/** `keys` are the keys or buttons pressed, the letters of a text apart from those of chords. */
export interface Action {
  readonly what: string
  readonly by: 'mouse' | 'keys'
  readonly presses: number
  readonly points: number
  /** Characters of a text. */
  readonly typed: number
}

export const click = (what: string, presses = 1): Action => ({ what, by: 'mouse', presses, points: 1, typed: 0 })
export const drag = (what: string): Action => ({ what, by: 'mouse', presses: 1, points: 2, typed: 0 })
export const chord = (keys: string): Action => ({ what: keys, by: 'keys', presses: keys.split('+').length, points: 0, typed: 0 })
export const text = (typed: string): Action => ({ what: typed, by: 'keys', presses: 0, points: 0, typed: [...typed].length })

/** Seconds that a practised person needs for the actions, without those of the machine. The hand begins on the mouse where `from` says so. */
export function personSeconds(actions: readonly Action[], from: Action['by']): number {
  let hand = from
  return actions.reduce((sum, { by, presses, points, typed }) => {
    const moved = by === hand ? 0 : KLM.hand
    hand = by
    return sum + KLM.mind + moved + points * KLM.point + (presses + typed) * KLM.key
  }, 0)
}

export class Person {
  readonly actions: Action[] = []
  private readonly workbench: Workbench
  /** When the first and the last action were done. */
  private first = 0
  private last = 0

  constructor(workbench: Workbench) {
    this.workbench = workbench
  }

  /** Seconds since the last action. */
  get waited(): number {
    return (performance.now() - this.last) / 1000
  }

  /** Seconds since the first action, in which nobody has thought. */
  get took(): number {
    return (performance.now() - this.first) / 1000
  }

  async click(what: string, target: Locator, options: { modifier?: 'Control' | 'Shift'; right?: boolean; double?: boolean; at?: { x: number; y: number } } = {}): Promise<void> {
    const { modifier, right, double, at } = options
    await target.waitFor()
    this.done(click(what, double ? 2 : modifier ? 2 : 1))
    await target.click({ modifiers: modifier && [modifier], button: right ? 'right' : 'left', clickCount: double ? 2 : 1, position: at })
  }

  async drag(what: string, from: Locator, to: Locator): Promise<void> {
    const [start, end] = await Promise.all([from, to].map((each) => each.boundingBox()))
    const { mouse } = this.workbench.page
    await mouse.move(start!.x + 60, start!.y + start!.height / 2)
    await mouse.down()
    await mouse.move(end!.x + 60, end!.y + end!.height / 2, { steps: 8 })
    this.done(drag(what))
    await mouse.up()
  }

  async press(keys: string): Promise<void> {
    this.done(chord(keys.replace('Control', 'Ctrl')))
    await this.workbench.page.keyboard.press(keys)
  }

  async type(typed: string): Promise<void> {
    this.actions.push(text(typed))
    await this.workbench.page.keyboard.type(typed)
    this.last = performance.now()
  }

  /** Chooses files that stand together in the explorer, and "Analyze log" in their menu. */
  async analyze(...names: readonly string[]): Promise<void> {
    const { workbench } = this
    const entry = workbench.page.locator('.context-view .monaco-menu .action-item .action-label', { hasText: /^Analyze log$/ })
    const item = (name: string): Locator => workbench.explorerItem(name)
    // A plain click on the first would open it, and the explorer would choose it alone once it is open.
    if (names.length > 1) await this.click(`Ctrl+click on ${names[0]}`, item(names[0]), { modifier: 'Control' })
    if (names.length > 1) await this.click(`Shift+click on ${names.at(-1)}`, item(names.at(-1)!), { modifier: 'Shift' })
    await this.click(`right-click on ${names.at(-1)}`, item(names.at(-1)!), { right: true })
    await entry.hover()
    await this.click('Analyze log', entry)
    // A menu that has just come takes no click yet; a person is slower.
    for (let attempt = 0; attempt < 20 && (await entry.isVisible()); attempt++) {
      await entry.click({ timeout: 1000 }).catch(() => undefined)
      this.last = performance.now()
    }
  }

  private done(action: Action): void {
    this.actions.push(action)
    this.last = performance.now()
    this.first ||= this.last
  }
}
