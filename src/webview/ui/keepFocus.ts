/** What can have the keyboard by Tab. */
const STOPS = 'button:not(:disabled):not([tabindex="-1"]), input, textarea, [tabindex="0"]'

/**
 * Gives the keyboard on when what had it goes away, as a button does that closes its pane: to what has come in its place, to its neighbours, or to
 * the rows. Otherwise the next Tab would begin at the start of the page. For as long as the page lives.
 */
export function keepFocus(root: HTMLElement): void {
  let last: HTMLElement | undefined
  let around: HTMLElement[] = []
  const note = ({ target }: FocusEvent): void => {
    last = target as HTMLElement
    around = []
    for (let up = last.parentElement; up && up !== root && up.localName !== 'main'; up = up.parentElement) around.push(up)
  }
  const observer = new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body || !document.hasFocus()) return
    const { testid } = last.dataset
    const again = testid ? root.querySelector<HTMLElement>(`[data-testid="${CSS.escape(testid)}"]`) : null
    const beside = around.find((each) => each.isConnected)?.querySelector<HTMLElement>(STOPS)
    const next = again ?? beside ?? root.querySelector<HTMLElement>('[role=grid]')
    last = undefined
    next?.focus({ preventScroll: true })
  })
  root.addEventListener('focusin', note)
  observer.observe(root, { childList: true, subtree: true })
}
