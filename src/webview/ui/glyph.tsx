import type { JSX } from 'preact'

/** The name of the one that turns while something goes on. */
export const BUSY = 'loading codicon-modifier-spin'

/** A codicon that says nothing to those who do not see it; `also`: other classes that it has. A function, which takes less room than an element where it is used. */
export function glyph(name: string, also = ''): JSX.Element {
  return <span class={`${also} codicon codicon-${name}`} aria-hidden="true" />
}
