import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ContextTab } from '../context/contextTab.tsx'
import { formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { SidePane } from '../ui/sidePane.tsx'
import { DETAIL_TABS, type Detail, type DetailTab } from './detail.ts'
import { FieldMenu, type FieldTarget } from './fieldMenu.tsx'
import { printJson } from './jsonLines.ts'
import { jsonOf, JsonTab } from './jsonTab.tsx'
import { RowTab } from './rowTab.tsx'

const words = strings.detail

/** The pane beside the list that shows the row with the focus whole, while it is open. */
export function DetailView(): JSX.Element | null {
  const controller = useController()
  const open = useStore(controller.store, ({ view }) => view.detail?.open === true)
  return open ? <Pane /> : null
}

function Pane(): JSX.Element {
  const controller = useController()
  const detail = useStore(controller.store, (model) => model.detail)
  const tab = useStore(controller.store, ({ view }) => view.detail?.tab ?? 'row')
  const ansi = useStore(controller.store, ({ settings }) => settings.renderAnsi)
  const onlySource = useStore(controller.store, ({ sources }) => (sources.length === 1 ? sources[0].name : undefined))
  const [menu, setMenu] = useState<FieldTarget>()
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => setMenu(undefined), [detail?.id, tab])
  useEffect(() => {
    if (body.current && tab !== 'context') body.current.scrollTop = 0
  }, [detail?.id, tab])

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    controller.detail.close()
  }

  return (
    <SidePane id="detail" label={words.title} initialWidth={340}>
      <div class="detail-pane" onKeyDown={onKeyDown}>
        <div class="detail-bar">
          <Tabs tab={tab} />
          <IconButton icon="arrow-up" label={words.previous} testId="detail-previous" onClick={() => controller.detail.step(-1)} />
          <IconButton icon="arrow-down" label={words.next} testId="detail-next" onClick={() => controller.detail.step(1)} />
          <IconButton icon="close" label={words.close} testId="detail-close" onClick={() => controller.detail.close()} />
        </div>
        {detail && <Title detail={detail} onlySource={onlySource} />}
        <div class="detail-body" role="tabpanel" id="detail-body" aria-labelledby={`detail-tab-${tab}`} tabIndex={0} ref={body} data-testid="detail-body" data-row={detail?.key}>
          {!detail && <p class="detail-note">{words.nothing}</p>}
          {detail?.error !== undefined && <p class="detail-note">{detail.error}</p>}
          {detail && detail.error === undefined && (
            <>
              {tab === 'row' && <RowTab detail={detail} ansi={ansi} onlySource={onlySource} onMenu={setMenu} />}
              {tab === 'context' && <ContextTab detail={detail} scroller={body} />}
              {tab === 'json' && <JsonTab key={detail.id} detail={detail} onMenu={setMenu} />}
            </>
          )}
        </div>
        {menu && <FieldMenu key={menu.name} target={menu} onClose={() => setMenu(undefined)} />}
      </div>
    </SidePane>
  )
}

function Tabs({ tab }: { tab: DetailTab }): JSX.Element {
  const controller = useController()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (controller.detail.takeFocus()) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  })
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0 || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    const next = DETAIL_TABS[(DETAIL_TABS.indexOf(tab) + by + DETAIL_TABS.length) % DETAIL_TABS.length]
    controller.detail.open(next)
    list.current?.querySelector<HTMLElement>(`#detail-tab-${next}`)?.focus()
  }
  return (
    <div class="detail-tabs" role="tablist" aria-label={words.title} ref={list} onKeyDown={onKeyDown}>
      {DETAIL_TABS.map((name) => (
        <button
          key={name}
          type="button"
          class="detail-tab"
          role="tab"
          id={`detail-tab-${name}`}
          aria-selected={name === tab}
          aria-controls="detail-body"
          tabIndex={name === tab ? 0 : -1}
          data-testid={`detail-tab-${name}`}
          onClick={() => controller.detail.open(name)}
        >
          {words.tabs[name]}
        </button>
      ))}
    </div>
  )
}

/** The day stands with the fields. */
function timeOfDay(time: string): string {
  return time.replace(/^\d{4}-\d\d-\d\d[T ](?=\d)/, '')
}

/** Which row it is: its line, its time and its level. */
function Title({ detail, onlySource }: { detail: Detail; onlySource: string | undefined }): JSX.Element {
  const controller = useController()
  const field = (name: string): string | undefined => detail.fields.find(([each]) => each === name)?.[1]
  const number = `${detail.estimated ? '~' : ''}${formatCount(detail.number)}`
  const time = detail.table ? undefined : field('time')
  const source = onlySource === undefined && !detail.table ? field('source') : undefined
  return (
    <div class="detail-title">
      <h2 data-testid="detail-title" aria-live="polite">
        {detail.table ? words.row({ number }) : number}
        {time !== undefined && <span title={time}> · {timeOfDay(time)}</span>}
        {detail.level !== '' && (
          <span class={`level-${detail.level}`}>
            {' · '}
            <span class="level-word">{detail.level.toUpperCase()}</span>
          </span>
        )}
        {source !== undefined && <span class="detail-source"> · {source}</span>}
      </h2>
      {detail.offset >= 0 && (
        <IconButton icon="go-to-file" label={words.showInLog} testId="detail-show-in-log" onClick={() => controller.navigation.showInLog({ source: detail.source, offset: detail.offset })} />
      )}
      <IconButton icon="copy" label={words.copyRow} testId="detail-copy" onClick={() => void controller.rows.copyText(printJson(jsonOf(detail)))} />
    </div>
  )
}
