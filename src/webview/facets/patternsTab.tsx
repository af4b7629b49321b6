import type { JSX } from 'preact'
import { compactCount, formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { plainly } from '../text/symbols.ts'
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
        const text = plainly(row[pattern] ?? '')
        const about = `${text} · ${formatCount(Number(row[count] ?? 0))}`
        return (
          <li key={row[pattern]}>
            <button type="button" class={`pattern${row[level] ? ` level-${row[level]}` : ''}`} title={`${about}\n${strings.facets.patternHint}`} data-testid="pattern" onClick={() => controller.facets.filterPattern(row)}>
              <span class="pattern-head">
                <span class="pattern-count">{compactCount(Number(row[count] ?? 0))}</span>
                {row[sparkline] && <Spark blocks={row[sparkline]} />}
              </span>
              <span class="pattern-text">{text}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** The height of the least block, as a character. */
const NO_BLOCK = 0x2580

/** Blocks (▁▂█) as a picture that is as wide as there is room: as text the last of them would be cut off, and each font has its own. */
function Spark({ blocks }: { blocks: string }): JSX.Element {
  const bars = [...blocks].map((block, i) => `M${i} 8h1v${NO_BLOCK - block.charCodeAt(0)}h-1`)
  return (
    <svg class="pattern-spark" viewBox={`0 0 ${blocks.length} 8`} preserveAspectRatio="none" aria-hidden="true">
      <path d={bars.join('')} />
    </svg>
  )
}
