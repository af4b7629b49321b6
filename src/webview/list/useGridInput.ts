/** What mouse, wheel and keyboard do in the list. */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { PanelController } from '../panel/controller.ts'
import { viewRows } from '../scroll/geometry.ts'
import { isSelected } from '../scroll/selection.ts'
import type { WindowRow } from '../scroll/state.ts'

/** Pixels that the arrow keys scroll sideways. */
const SIDE_STEP = 60
/** Milliseconds between steps while rows are selected beyond the edge of the view. */
const AUTO_SCROLL = 50

export function useGridInput(grid: RefObject<HTMLElement | null>, controller: PanelController): void {
  useEffect(() => {
    const element = grid.current
    if (!element) return
    const input = new GridInput(element, controller)
    return () => input.dispose()
  }, [grid, controller])
}

class GridInput {
  private readonly grid: HTMLElement
  private readonly controller: PanelController
  private readonly aborter = new AbortController()
  private autoScroll: ReturnType<typeof setInterval> | undefined

  constructor(grid: HTMLElement, controller: PanelController) {
    this.grid = grid
    this.controller = controller
    const { signal } = this.aborter
    const list = grid.parentElement ?? grid
    list.addEventListener('wheel', (event) => this.onWheel(event), { passive: false, signal })
    // Focus that a script gives is shown as that of the keyboard is, if that was used before: so it is noted which of them was used last.
    grid.addEventListener('keydown', () => delete grid.dataset.pointed, { capture: true, signal })
    grid.addEventListener('mousedown', () => (grid.dataset.pointed = ''), { capture: true, signal })
    grid.addEventListener('focusout', () => delete grid.dataset.pointed, { signal })
    grid.addEventListener('keydown', (event) => this.onKeyDown(event), { signal })
    grid.addEventListener('mousedown', (event) => this.onMouseDown(event), { signal })
    grid.addEventListener('copy', (event) => this.onCopy(event), { signal })
    // Without a selection of text the browser does not offer to copy, unless it is told that there is something.
    grid.addEventListener('beforecopy', (event) => !hasText() && event.preventDefault(), { signal })
    // The rows are moved by the model; whatever else scrolls them (find, focus) is undone.
    grid.addEventListener('scroll', (event) => resetScroll(event.target), { capture: true, signal })
  }

  dispose(): void {
    this.aborter.abort()
    clearInterval(this.autoScroll)
  }

  private rowAt(target: EventTarget | null): WindowRow | undefined {
    const key = target instanceof Element ? target.closest<HTMLElement>('.row[data-key]')?.dataset.key : undefined
    return key === undefined ? undefined : this.controller.store.current.scroll.rows.find((row) => row.key === key)
  }

  private isSelected(row: WindowRow): boolean {
    const { rows, ordinal, selection, merged } = this.controller.store.current.scroll
    return isSelected(selection, row, merged ? ordinal + rows.indexOf(row) : undefined)
  }

  private onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.deltaY === 0) return
    if (scrollsItself(event)) return
    event.preventDefault()
    const { rowHeight, viewHeight } = this.controller.store.current.scroll
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? viewHeight : 1
    this.controller.scroll({ type: 'scrollBy', pixels: event.deltaY * unit })
  }

  private onKeyDown(event: KeyboardEvent): void {
    if (event.target !== this.grid && event.target instanceof Element && event.target.closest('[data-scrolls]')) {
      if (event.key === 'Escape') this.grid.focus({ preventScroll: true })
      return
    }
    if (event.target !== this.grid) return
    if (this.handleKey(event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  private handleKey(event: KeyboardEvent): boolean {
    const { controller } = this
    const extend = event.shiftKey
    const select = extend ? 'extend' : 'set'
    const command = event.ctrlKey || event.metaKey
    if (event.altKey) return false
    switch (event.key) {
      case 'ArrowDown':
        if (command) controller.scroll({ type: 'scrollBy', pixels: controller.store.current.scroll.rowHeight })
        else controller.scroll({ type: 'move', rows: 1, extend })
        return true
      case 'ArrowUp':
        if (command) controller.scroll({ type: 'scrollBy', pixels: -controller.store.current.scroll.rowHeight })
        else controller.scroll({ type: 'move', rows: -1, extend })
        return true
      case 'PageDown':
      case 'PageUp': {
        const { wrap, view, scroll } = controller.store.current
        const direction = event.key === 'PageUp' ? -1 : 1
        // Of rows that are higher than a line it is not known how many a view has.
        controller.scroll(wrap || view.unfolded ? { type: 'page', direction, select } : { type: 'move', rows: direction * Math.max(1, Math.floor(viewRows(scroll)) - 1), extend })
        return true
      }
      case 'Home':
        controller.scroll({ type: 'toStart', select })
        return true
      case 'End':
        controller.scroll({ type: 'toEnd', select })
        return true
      case 'ArrowLeft':
      case 'ArrowRight':
        this.grid.querySelector('.grid-scroller')?.scrollBy({ left: event.key === 'ArrowLeft' ? -SIDE_STEP : SIDE_STEP })
        return true
      case 'Enter':
        if (!command) return this.toggleFocused()
        controller.detail.open(undefined, true)
        return true
      case ' ':
        controller.detail.toggle()
        return true
      case 'Escape':
        if (controller.find.state.open) {
          controller.find.close()
          return true
        }
        if (controller.detail.isOpen) {
          controller.detail.close()
          return true
        }
        if (!controller.store.current.scroll.selection) return false
        controller.scroll({ type: 'clearSelection' })
        return true
    }
    if (!command) return this.handlePlainKey(event.key)
    switch (event.key.toLowerCase()) {
      case 'a':
        void controller.rows.selectAll()
        return true
      case 'g':
        void controller.timeline.goToPlace()
        return true
      case 'l':
        controller.focusable?.focusQuery()
        return true
      case 'c':
        if (hasText()) return false
        void controller.rows.copy()
        return true
    }
    return false
  }

  private handlePlainKey(key: string): boolean {
    if (key === 'c') return this.controller.contexts.onCommand('toggleContext')
    if (key !== '/') return false
    this.controller.focusable?.focusQuery()
    return true
  }

  private toggleFocused(): boolean {
    const { rows, selection } = this.controller.store.current.scroll
    const row = rows.find(({ key }) => key === selection?.focus.key)
    if (row) void this.controller.rows.toggleExpanded(row)
    return row !== undefined
  }

  private onMouseDown(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined
    const row = this.rowAt(event.target)
    if (!row || target?.closest('.expansion, .context')) return
    const { controller } = this
    if (event.button === 2) {
      controller.cells.choose(row, target?.closest<HTMLElement>('[data-column]') ?? null)
      if (!this.isSelected(row)) controller.scroll({ type: 'select', target: row, extend: false, reveal: false })
      return
    }
    if (event.button !== 0) return
    if (target?.closest('[data-testid=expander], .more-lines')) {
      event.preventDefault()
      this.grid.focus({ preventScroll: true })
      void controller.rows.toggleExpanded(row)
      return
    }
    // A double click on a row of a table shows the rows behind it.
    if (event.detail === 2 && !event.altKey && controller.store.current.shown?.table) {
      event.preventDefault()
      void controller.drillDown()
      return
    }
    if (event.detail === 2 && !event.altKey) controller.detail.open()
    // On one of a log it shows all of it; and it selects a word, and with Alt any text; else rows are selected.
    if (event.altKey || event.detail > 1) return
    event.preventDefault()
    getSelection()?.removeAllRanges()
    this.grid.focus({ preventScroll: true })
    controller.figures.choose(target?.closest<HTMLElement>('[data-column]')?.dataset.column)
    const toggles = (event.metaKey || event.ctrlKey) && !event.shiftKey
    controller.scroll(toggles ? { type: 'toggle', target: row } : { type: 'select', target: row, extend: event.shiftKey, reveal: false })
    if (!controller.store.current.scroll.selection?.out) this.selectByDragging(event.clientX)
  }

  /** Extends the selection to the row below the pointer until the button is let go; scrolls at the edges. */
  private selectByDragging(x: number): void {
    const aborter = new AbortController()
    let y = 0
    const view = (): DOMRect | undefined => this.grid.querySelector('.rows')?.getBoundingClientRect()
    const extend = (): void => {
      const box = view()
      if (!box) return
      const inside = Math.max(box.top + 1, Math.min(box.bottom - 2, y))
      const row = this.rowAt(document.elementFromPoint(Math.max(box.left + 1, Math.min(x, innerWidth - 20)), inside))
      const { selection } = this.controller.store.current.scroll
      if (row && row.key !== selection?.focus.key) this.controller.scroll({ type: 'select', target: row, extend: true, reveal: false })
    }
    const step = (): void => {
      const box = view()
      if (!box || (y >= box.top && y <= box.bottom)) return
      const beyond = y < box.top ? y - box.top : y - box.bottom
      this.controller.scroll({ type: 'scrollBy', pixels: Math.sign(beyond) * Math.min(400, 10 + Math.abs(beyond)) })
      extend()
    }
    const end = (): void => {
      aborter.abort()
      clearInterval(this.autoScroll)
    }
    const { signal } = aborter
    const onMove = (event: MouseEvent): void => {
      if (event.buttons === 0) return end()
      x = event.clientX
      y = event.clientY
      clearInterval(this.autoScroll)
      this.autoScroll = setInterval(step, AUTO_SCROLL)
      extend()
    }
    document.addEventListener('mousemove', onMove, { signal })
    document.addEventListener('mouseup', end, { signal })
    window.addEventListener('blur', end, { signal })
  }

  private onCopy(event: ClipboardEvent): void {
    if (hasText()) return
    event.preventDefault()
    void this.controller.rows.copy()
  }
}

/** Text is selected with the mouse. */
function hasText(): boolean {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.toString() !== ''
}

/** The pointer is over the text of an expanded row, which scrolls first. */
function scrollsItself({ target, deltaY }: WheelEvent): boolean {
  const text = target instanceof Element ? target.closest('[data-scrolls]') : null
  if (!text) return false
  const { scrollTop, scrollHeight, clientHeight } = text
  return deltaY < 0 ? scrollTop > 0 : scrollTop + clientHeight < scrollHeight - 1
}

function resetScroll(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.matches('.grid-scroller') && target.scrollTop !== 0) target.scrollTop = 0
}
