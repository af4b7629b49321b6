import type { JSX } from 'preact'
import type { Timeline } from '../../common/protocol.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { plainly } from '../text/symbols.ts'
import { placeOf, PLOT_SIDE } from './bars.ts'

/** Of all bookmarks so many have a mark. */
const MOST = 200
const MOST_TEXT = 120

/** Bookmarks above the bars, each at its time: a click goes there. By keys they are walked by their commands. */
export function BookmarkMarks({ data }: { readonly data: Timeline }): JSX.Element | null {
  const { store, timeline } = useController()
  const bookmarks = useStore(store, (model) => model.bookmarks)
  const all = bookmarks.flatMap((list, source) => list.map((bookmark) => ({ source, ...bookmark })))
  const marks = all.flatMap((bookmark, i) => {
    const time = data.places?.[i]
    const place = typeof time === 'number' ? placeOf(data, time) : -1
    return place >= 0 && place <= 1 ? [{ ...bookmark, place }] : []
  })
  if (marks.length === 0 || data.places?.length !== all.length) return null
  return (
    <div class="timeline-marks" role="group" aria-label={strings.timeline.bookmarks} style={{ left: `${PLOT_SIDE}px`, right: `${PLOT_SIDE}px` }}>
      {marks.slice(0, MOST).map(({ source, offset, note, text, place }) => {
        const name = strings.bookmarkNote({ note: note ?? plainly(text.slice(0, MOST_TEXT)) })
        return (
          <button
            key={`${source} ${offset}`}
            type="button"
            class="timeline-mark codicon codicon-bookmark"
            style={{ left: `${100 * place}%` }}
            title={name}
            aria-label={name}
            tabIndex={-1}
            data-testid="timeline-bookmark"
            onClick={() => timeline.goToRow(source, offset)}
          />
        )
      })}
    </div>
  )
}
