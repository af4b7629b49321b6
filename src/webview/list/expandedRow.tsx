import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Expansion } from '../panel/model.ts'
import { strings } from '../strings.ts'
import { segmentsOf } from '../text/segments.ts'
import { Segments } from '../text/styled.tsx'

/** All of a row, wrapped, in a part of its own below it. */
export function ExpandedRow({ expansion, ansi, columns }: { expansion: Expansion; ansi: boolean; columns: number }): JSX.Element {
  const { state, text, tooLong } = expansion
  const segments = useMemo(() => (state === 'ready' ? segmentsOf(text, { ansi, newlines: true }) : []), [state, text, ansi])
  return (
    <div class="expansion" role="gridcell" aria-colspan={columns} data-testid="expansion">
      {state === 'loading' && <div class="expansion-note">{strings.expanding}</div>}
      {state === 'failed' && (
        <div class="expansion-note">
          <span class="codicon codicon-error" aria-hidden="true" /> {text}
        </div>
      )}
      {state === 'ready' && (
        <div class="expansion-text" tabIndex={0} data-scrolls>
          <Segments segments={segments} />
        </div>
      )}
      {tooLong && (
        <div class="expansion-note">
          <span class="codicon codicon-info" aria-hidden="true" /> {strings.tooLong}
        </div>
      )}
    </div>
  )
}
