/**
 * Keeps Ctrl+A of a text field to the field. The workbench is told of every key of the page and answers this one with a "select all" of its own,
 * some time later: letters that were typed meanwhile would be selected too and lost with the next.
 */
export function keepSelectAllKey(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'a' || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
    const { target } = event
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return
    event.preventDefault()
    event.stopPropagation()
    target.select()
  })
}
