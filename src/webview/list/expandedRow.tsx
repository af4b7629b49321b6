import type { JSX } from 'preact'
import { ValueText } from '../detail/valueText.tsx'
import type { Expansion } from '../panel/model.ts'
import { strings } from '../strings.ts'
import { glyph } from '../ui/glyph.tsx'

/** Characters that are drawn at first: to lay out a megabyte takes a third of a second. */
const FIRST = 100_000

/** All of a row, wrapped, in a part of its own below it. */
export function ExpandedRow({ expansion, ansi, columns }: { expansion: Expansion; ansi: boolean; columns: number }): JSX.Element {
  const { state, text, tooLong, marks } = expansion
  return (
    <div class="expansion" role="gridcell" aria-colspan={columns} data-testid="expansion">
      {state === 'loading' && <div class="expansion-note">{strings.expanding}</div>}
      {state === 'failed' && (
        <div class="expansion-note">
          {glyph('error')} {text}
        </div>
      )}
      {state === 'ready' && (
        <div class="expansion-text" tabIndex={0} data-scrolls>
          <ValueText text={text} ansi={ansi} marks={marks?.text} most={FIRST} />
        </div>
      )}
      {tooLong && (
        <div class="expansion-note">
          {glyph('info')} {strings.tooLong}
        </div>
      )}
    </div>
  )
}
