import type { JSX } from 'preact'
import { compactCount, formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'

/** The kinds of messages of the rows, the most frequent first. */
export function PatternsTab(): JSX.Element | null {
  const controller = useController()
  const table = useStore(controller.store, ({ facets }) => facets.patterns)
  if (!table?.rows) return null
  if (table.done && table.rows.length === 0 && table.error === undefined) return <p class="pane-note">{strings.facets.noPatterns}</p>
  const column = (name: string): number => table.columns.indexOf(name)
  const [pattern, count, level, sparkline] = [column('patterns_field'), column('pattern_count'), column('level'), column('sparkline')]
  return (
    <ul class="pattern-list">
      {table.rows.map((row) => {
        const about = `${row[pattern] ?? ''} · ${formatCount(Number(row[count] ?? 0))}`
        return (
          <li key={row[pattern]}>
            <button type="button" class={`pattern${row[level] ? ` level-${row[level]}` : ''}`} title={`${about}\n${strings.facets.patternHint}`} data-testid="pattern" onClick={() => controller.facets.filterPattern(row)}>
              <span class="pattern-head">
                <span class="pattern-count">{compactCount(Number(row[count] ?? 0))}</span>
                <span class="pattern-spark" aria-hidden="true">
                  {sparkline >= 0 ? row[sparkline] : ''}
                </span>
              </span>
              <span class="pattern-text">{row[pattern]}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
