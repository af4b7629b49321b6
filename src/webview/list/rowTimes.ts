/** What the times of rows need of the rows around them. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { TimeForm } from '../../common/listColumns.ts'
import { dayOf, type TimeBase } from '../columns/time.ts'
import type { PanelModel } from '../panel/model.ts'
import type { WindowRow } from '../scroll/state.ts'

/** How often times relative to now are drawn again, in milliseconds. */
const TICK = 5000

export function timeOf({ page, index }: WindowRow): number {
  return page.time[index]
}

function stampOf({ page, index }: WindowRow): string | undefined {
  return page.cell(index, page.columnOf('time'))
}

/** The day of a row on the clock of its log; undefined where it has no time. */
export function dayOfRow(row: WindowRow): number | undefined {
  return dayOf(timeOf(row), stampOf(row))
}

/** What the times of rows are counted from. The selected row is remembered where it has left the window. */
export function useTimeBase({ view, scroll }: PanelModel): TimeBase {
  const form: TimeForm = view.times ?? 'short'
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (form !== 'relative') return
    const tick = (): void => setNow(Date.now())
    tick()
    const timer = setInterval(tick, TICK)
    return () => clearInterval(timer)
  }, [form])
  const selected = useRef({ key: '', time: NaN })
  const key = scroll.selection?.focus.key ?? ''
  if (form === 'delta') {
    const row = key === '' ? undefined : scroll.rows.find((each) => each.key === key)
    if (row) selected.current = { key, time: timeOf(row) }
    else if (selected.current.key !== key) selected.current = { key, time: NaN }
  }
  const from = form === 'relative' ? now : form === 'delta' ? selected.current.time : NaN
  return useMemo(() => ({ form, from }), [form, from])
}
