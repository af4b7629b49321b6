import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { Row, type RowProps } from '../list/row.tsx'
import type { WindowRow } from '../scroll/state.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { placeOf, type LogRow } from './aroundRows.ts'
import { canGrow, type RowContext, type Way } from './rowContext.ts'
import { BUSY, glyph } from '../ui/glyph.tsx'

const words = strings.context

interface ContextRowsProps {
  /** The row that they are around, which they are drawn like. */
  readonly like: RowProps
  readonly context: RowContext
  readonly way: Way
}

/** The rows of the log on one side of a row, in the list, as a part of that row. */
export function ContextRows({ like, context, way }: ContextRowsProps): JSX.Element {
  const controller = useController()
  const { key } = like.row
  const { rows } = context[way]
  const drawn = useMemo(() => rows.map((row) => windowRow(row)), [rows])
  const plain = { ...like, selected: false, focused: false, expansion: undefined, bookmark: undefined, context: undefined, previous: undefined, day: undefined, color: undefined, colorTitle: undefined }
  return (
    <div class={`context ${way}`} role="gridcell" aria-colspan={like.columns.length} data-testid={`context-${way}`}>
      {way === 'above' && <ContextEdge name={key} context={context} way={way} />}
      {rows.length > 0 && (
        <div role="table" aria-label={words[way]}>
          {drawn.map((row, i) => (
            <Row key={row.key} {...plain} row={row} ordinal={i} />
          ))}
        </div>
      )}
      {way === 'below' && (
        <ContextEdge name={key} context={context} way={way}>
          <EdgeButton icon="go-to-file" label={words.enough} id="context-log" onClick={() => controller.navigation.showInLog(context.place)} />
          <EdgeButton icon="close" label={words.close} id="context-close" onClick={() => controller.contexts.close(key)} />
        </ContextEdge>
      )}
    </div>
  )
}

function windowRow(row: LogRow): WindowRow {
  const { source, offset } = placeOf(row)
  return { ...row, key: `log${source}:${offset}`, block: -1, row: -1, pos: 0 }
}

/** The end of the rows on one side: what is beyond, and how to come by it. */
export function ContextEdge({ name, context, way, children }: { name: string; context: RowContext; way: Way; children?: JSX.Element | JSX.Element[] }): JSX.Element {
  const controller = useController()
  const side = context[way]
  return (
    <div class="context-edge" data-testid={`context-edge-${way}`} aria-busy={side.loading}>
      {side.loading && (
        <span class="context-note">
          {glyph(BUSY)} {words.loading}
        </span>
      )}
      {side.error !== undefined && <span class="context-note">{side.error}</span>}
      {!side.loading && canGrow(name, side) && (
        <EdgeButton
          icon={way === 'above' ? 'arrow-up' : 'arrow-down'}
          label={side.error === undefined ? words.more({ count: 20 }) : words.again}
          title={words[way]}
          id={`context-more-${way}`}
          onClick={() => void controller.contexts.more(name, way)}
        />
      )}
      {side.end && <span class="context-note">{way === 'above' ? words.atStart : words.atEnd}</span>}
      {children}
    </div>
  )
}

function EdgeButton({ icon, label, title, id, onClick }: { icon: string; label: string; title?: string; id: string; onClick(): void }): JSX.Element {
  return (
    <button type="button" class="edge-button" title={title} data-testid={id} onClick={onClick}>
      {glyph(icon)} {label}
    </button>
  )
}
