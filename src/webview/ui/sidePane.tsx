import type { ComponentChildren, JSX } from 'preact'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from './context.ts'
import { Edge } from './edge.tsx'

const NARROWEST = 140
const WIDEST = 900

interface SidePaneProps {
  /** Names its area in the layout, and what its width is kept under. */
  readonly id: 'facets' | 'detail'
  readonly label: string
  /** Pixels, until somebody drags its edge. */
  readonly initialWidth: number
  readonly children: ComponentChildren
}

/** A pane beside the list, whose edge can be dragged or moved with the arrow keys. */
export function SidePane({ id, label, initialWidth, children }: SidePaneProps): JSX.Element {
  const controller = useController()
  const width = useStore(controller.store, ({ view }) => view.paneWidths?.[id] ?? initialWidth)
  const isLeft = id === 'facets'
  const resize = (next: number): void =>
    controller.setView({ paneWidths: { ...controller.store.current.view.paneWidths, [id]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, next))) } })
  return (
    <aside class={`side-pane ${id}`} style={{ width: `${width}px` }} aria-label={label} data-testid={`${id}-pane`}>
      {children}
      <Edge label={strings.resizePane({ name: label })} at={isLeft ? 'end' : 'start'} value={width} onMove={resize} />
    </aside>
  )
}
