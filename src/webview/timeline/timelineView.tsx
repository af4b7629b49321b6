/** The timeline above the list. */
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Timeline as TimelineData } from '../../common/protocol.ts'
import { remembering } from '../../common/remembering.ts'
import { asksForTime } from '../../engine/query/timeTerms.ts'
import { isRunning, type PanelModel } from '../panel/model.ts'
import { visibleEnd } from '../scroll/geometry.ts'
import { formatPercent } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { bucketsOf, describeBuckets, placeOf, PLOT_SIDE, startOf, zoomed } from './bars.ts'
import { BookmarkMarks } from './bookmarkMarks.tsx'
import { TimelinePlot } from './plot.ts'
import { useBrush } from './useBrush.ts'
import { glyph } from '../ui/glyph.tsx'

/** Pixels that a bucket takes at least, and most buckets. */
const BUCKET_WIDTH = 4
const MOST_BUCKETS = 400

export function TimelineView(): JSX.Element | null {
  const controller = useController()
  const { store, timeline } = controller
  const data = useStore(store, (model) => model.timeline.data)
  const view = useStore(store, (model) => model.view.timeline)
  const running = useStore(store, isRunning)
  const mayHaveTimes = useStore(store, (model) => model.sources.some(({ format }) => format))
  const nothing = data ? !data.canHaveTimes || (data.timed === 0 && data.known >= 1) : !mayHaveTimes
  const isUnread = data !== undefined && !nothing && data.timed === 0 && !running
  // The first answer tells whether there is anything to make room for.
  useEffect(() => {
    if (view === 'collapsed' || (nothing && !data)) timeline.setRoom(1)
  }, [timeline, view, nothing, data])

  if (nothing) return data && view !== 'dismissed' ? <Note text={strings.timeline.noTimes} onDismiss={() => controller.setView({ timeline: 'dismissed' })} /> : null
  const collapse = (collapsed: boolean): void => controller.setView({ timeline: collapsed ? 'collapsed' : undefined })
  if (view === 'collapsed') {
    return (
      <section class="timeline collapsed" aria-label={strings.timeline.title} data-testid="timeline">
        <button type="button" class="timeline-unfold" aria-expanded={false} data-testid="timeline-collapse" onClick={() => collapse(false)}>
          {glyph('chevron-right')} {strings.timeline.title}
        </button>
      </section>
    )
  }
  if (isUnread) return <Note text={strings.timeline.unread} action={strings.timeline.readAll} onAction={() => timeline.readAll()} />
  return <Chart data={data} onCollapse={() => collapse(true)} />
}

interface NoteProps {
  readonly text: string
  readonly action?: string
  onAction?(): void
  onDismiss?(): void
}

function Note({ text, action, onAction, onDismiss }: NoteProps): JSX.Element {
  return (
    <div class="timeline-note" role="note" data-testid="timeline-note">
      {glyph('graph')}
      <span>{text}</span>
      {action && (
        <button type="button" class="timeline-link" data-testid="timeline-read" onClick={onAction}>
          {action}
        </button>
      )}
      {onDismiss && <IconButton icon="close" label={strings.dismiss} testId="timeline-dismiss" onClick={onDismiss} />}
    </div>
  )
}

const isFilteredBy = remembering(asksForTime)

function Chart({ data, onCollapse }: { readonly data: TimelineData | undefined; onCollapse(): void }): JSX.Element {
  const controller = useController()
  const { timeline, store } = controller
  const zoom = useStore(store, (model) => model.timeline.zoom)
  const isFiltered = useStore(store, (model) => isFilteredBy(model.query))
  const root = useRef<HTMLDivElement>(null)
  const swatches = useRef<HTMLSpanElement>(null)
  const plot = useRef<TimelinePlot | undefined>(undefined)
  const width = usePlotWidth(root)
  const shown = data && bucketsOf(data) > 0 ? data : undefined

  useEffect(() => timeline.setRoom(Math.max(20, Math.min(MOST_BUCKETS, Math.floor((width - 2 * PLOT_SIDE) / BUCKET_WIDTH)))), [timeline, width])
  useLayoutEffect(() => {
    if (!shown || width === 0 || !root.current || !swatches.current) return
    if (plot.current) plot.current.show(shown)
    else plot.current = new TimelinePlot(root.current, swatches.current, shown, width)
  }, [shown, width > 0])
  useLayoutEffect(() => plot.current?.resize(width), [width])
  useEffect(() => {
    // The theme's variables are on the root, its kind is a class of the body.
    const observer = new MutationObserver(() => plot.current?.recolour())
    for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true, attributeFilter: ['style', 'class'] })
    return () => {
      observer.disconnect()
      plot.current?.dispose()
      plot.current = undefined
    }
  }, [])

  return (
    <section class={`timeline${shown?.matches ? ' matching' : ''}`} aria-label={strings.timeline.title} data-testid="timeline" data-buckets={shown ? bucketsOf(shown) : 0} data-known={shown?.known}>
      <div class="timeline-plot">
        <div class="timeline-canvas" ref={root} aria-hidden="true" />
        <span class="timeline-swatches" ref={swatches} aria-hidden="true">
          {['other', 'info', 'warning', 'error', 'match', 'label'].map((name) => (
            <i key={name} class={name} />
          ))}
        </span>
        {shown && <Brush data={shown} />}
        {shown && <BookmarkMarks data={shown} />}
        {shown && <Caption data={shown} />}
      </div>
      <div class="timeline-tools">
        <IconButton icon="chevron-down" label={strings.timeline.collapse} testId="timeline-collapse" onClick={onCollapse} />
        {isFiltered && <IconButton icon="clear-all" label={strings.timeline.clear} testId="timeline-clear" onClick={() => timeline.clearFilter()} />}
        {zoom ? (
          <IconButton icon="zoom-out" label={strings.timeline.zoomOut} testId="timeline-zoom-out" onClick={() => timeline.zoom(undefined)} />
        ) : (
          shown?.filter && <IconButton icon="zoom-in" label={strings.timeline.zoomIn} testId="timeline-zoom-in" onClick={() => timeline.zoom(filterOf(shown))} />
        )}
      </div>
    </section>
  )
}

function filterOf({ filter, least = 0, greatest = 0 }: TimelineData): { from: number; to: number } {
  const from = Math.max(least, filter?.from ?? least)
  return { from, to: Math.max(from, Math.min(greatest, (filter?.to ?? greatest) - 1)) }
}

function usePlotWidth(root: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    setWidth(element.clientWidth)
    return () => observer.disconnect()
  }, [])
  return width
}

/** What has to be said of rows that are not drawn. */
function Caption({ data }: { readonly data: TimelineData }): JSX.Element | null {
  const { timeline, store } = useController()
  const running = useStore(store, isRunning)
  const reading = useStore(store, (model) => model.timeline.reading === true)
  const isPart = data.known < 1 && !running
  if (data.untimed === 0 && !isPart) return null
  return (
    <div class="timeline-caption">
      {data.untimed > 0 && <span data-testid="timeline-untimed">{strings.timeline.untimed({ count: data.untimed })}</span>}
      {isPart && <span data-testid="timeline-part">{strings.timeline.part({ percent: formatPercent(data.known, 1) })}</span>}
      {isPart && !reading && (
        <button type="button" class="timeline-link" data-testid="timeline-read" onClick={() => timeline.readAll()}>
          {strings.timeline.readAll}
        </button>
      )}
    </div>
  )
}

/** First and last time of the rows in view, as a text: what is the same need not be drawn again. */
function timesInView({ scroll, shown }: PanelModel): string {
  let [least, greatest] = [Infinity, -Infinity]
  if (!shown?.table && scroll.viewHeight > 0) {
    for (const { page, index } of scroll.rows.slice(Math.max(0, scroll.top.index), Math.max(0, visibleEnd(scroll)))) {
      const time = page.time[index]
      if (time < least) least = time
      if (time > greatest) greatest = time
    }
  }
  return least <= greatest ? `${least} ${greatest}` : ''
}

function span(data: TimelineData, from: number, to: number): Record<string, string> {
  const start = placeOf(data, from)
  return { left: `${100 * start}%`, width: `${100 * (placeOf(data, to) - start)}%` }
}

/** What is over the plot: the part that is asked for, the part in view, and what mouse and keys point at. */
function Brush({ data }: { readonly data: TimelineData }): JSX.Element {
  const { timeline, store } = useController()
  const inView = useStore(store, timesInView)
  const area = useRef<HTMLDivElement>(null)
  const { range, pointed, handlers } = useBrush(area, {
    data,
    filter: (first, last) => timeline.filter(startOf(data, first), startOf(data, last + 1)),
    goTo: (bucket) => timeline.goTo(startOf(data, bucket)),
    clear: () => timeline.clearFilter(),
    zoom: (bucket, factor) => timeline.zoom(zoomed(data, startOf(data, bucket) + data.width / 2, factor)),
  })
  const { filter } = data
  const end = startOf(data, bucketsOf(data))
  const [first, last] = inView.split(' ').map(Number)
  const [from, to] = range ?? [pointed.bucket, pointed.bucket]
  const text = describeBuckets(data, from, to)
  const place = (from + to + 1) / 2 / bucketsOf(data)
  return (
    <div
      class="timeline-area"
      ref={area}
      role="slider"
      tabIndex={0}
      aria-label={strings.timeline.title}
      aria-description={strings.timeline.help}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={bucketsOf(data) - 1}
      aria-valuenow={pointed.bucket}
      aria-valuetext={[range ? strings.timeline.selected({ time: text.time }) : text.time, ...text.counts].join(', ')}
      data-testid="timeline-area"
      style={{ left: `${PLOT_SIDE}px`, right: `${PLOT_SIDE}px` }}
      {...handlers}
    >
      {filter && <div class="timeline-filter" data-testid="timeline-filter" style={span(data, filter.from ?? data.from, filter.to ?? end)} />}
      {inView !== '' && last >= data.from && first < end && <div class="timeline-view" data-testid="timeline-view" style={span(data, first, last)} />}
      {range && <div class="timeline-range" data-testid="timeline-range" style={span(data, startOf(data, from), startOf(data, to + 1))} />}
      {pointed.shown && !range && <div class="timeline-cursor" style={span(data, startOf(data, from), startOf(data, from + 1))} />}
      {pointed.shown && (
        <div class="timeline-tip" data-testid="timeline-tip" aria-hidden="true" style={place > 0.5 ? { right: `${100 * (1 - place)}%` } : { left: `${100 * place}%` }}>
          <strong>{text.time}</strong>
          {text.counts.map((count) => (
            <span key={count}>{count}</span>
          ))}
        </div>
      )}
    </div>
  )
}
