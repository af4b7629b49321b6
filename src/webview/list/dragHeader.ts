import type { TargetedPointerEvent } from 'preact'

/** Pixels until a press is a drag. */
const SLACK = 5

/** Moves a column by its name: `onDrop` is told the column whose place it takes. */
export function dragHeader(event: TargetedPointerEvent<HTMLElement>, id: string, onDrop: (to: string) => void): void {
  if (event.button !== 0) return
  const { clientX, currentTarget: head } = event
  const heads = [...(head.parentElement?.querySelectorAll<HTMLElement>('[role=columnheader][tabindex]') ?? [])]
  const from = heads.indexOf(head)
  const abort = new AbortController()
  const { signal } = abort
  let target: HTMLElement | undefined
  const mark = (next: HTMLElement | undefined): void => {
    target?.classList.remove('drop-before', 'drop-after')
    target = next === head ? undefined : next
    target?.classList.add(heads.indexOf(target) < from ? 'drop-before' : 'drop-after')
  }
  const onMove = ({ clientX: x, buttons }: PointerEvent): void => {
    if (buttons === 0) return end()
    if (!head.classList.contains('dragged') && Math.abs(x - clientX) < SLACK) return
    head.classList.add('dragged')
    // Those that stay in view may lie over others.
    const under = heads.filter((each) => x >= each.getBoundingClientRect().left && x < each.getBoundingClientRect().right)
    mark(under.find((each) => each.classList.contains('pinned')) ?? under.at(0))
  }
  const end = (): void => {
    abort.abort()
    head.classList.remove('dragged')
    mark(undefined)
  }
  const onUp = (): void => {
    const to = target?.dataset.column
    end()
    if (to !== undefined && to !== id) onDrop(to)
  }
  document.addEventListener('pointermove', onMove, { signal })
  document.addEventListener('pointerup', onUp, { signal })
  document.addEventListener('pointercancel', end, { signal })
}
