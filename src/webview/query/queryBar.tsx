import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PanelCommand } from '../../common/panelProtocol.ts'
import { parse } from '../../engine/stages/registry.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { GuideButton } from '../guide/guideCard.tsx'
import { NavigationButtons } from '../nav/navigationButtons.tsx'
import { isChartOpen } from '../chart/chartFeature.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { CodeInput } from './codeInput.tsx'
import { HistoryCursor } from './history.ts'
import { glyph } from '../ui/glyph.tsx'

export function QueryBar(): JSX.Element {
  const controller = useController()
  const query = useStore(controller.store, (model) => model.query)
  const diagnostics = useStore(controller.store, (model) => model.diagnostics)
  const assist = useMemo(() => controller.assist(), [controller])
  const { tokens } = useMemo(() => parse(query), [query])
  const field = useRef<HTMLTextAreaElement>(null)
  const history = useRef<HistoryCursor | undefined>(undefined)
  const ran = useRef<string[]>([])

  useEffect(() => {
    const focusQuery = (): void => {
      field.current?.focus()
      field.current?.select()
    }
    controller.focusable = { ...controller.focusable, focusQuery, addStage: controller.focusable?.addStage ?? (() => undefined) }
  }, [controller])

  const run = (): void => {
    history.current = undefined
    // Not as it was drawn last: keys may come faster than frames.
    const { query } = controller.store.current
    if (query.trim() !== '') ran.current = [query, ...ran.current.filter((one) => one !== query)]
    void controller.run()
  }

  const recall = (direction: 'older' | 'newer'): boolean => {
    const entries = [...ran.current, ...controller.store.current.settings.history]
    history.current ??= new HistoryCursor(entries, controller.store.current.query)
    const found = history.current.step(direction)
    if (found === undefined) return false
    controller.setQuery(found)
    return true
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    const { key } = event
    if (event.isComposing) return
    if (key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      run()
    } else if ((key === 'ArrowUp' || key === 'ArrowDown') && isAtEdge(event.currentTarget, key) && !hasModifier(event)) {
      if (recall(key === 'ArrowUp' ? 'older' : 'newer')) event.preventDefault()
    } else if (key === 'Escape') {
      document.querySelector<HTMLElement>('[data-testid=grid]')?.focus()
    }
  }

  return (
    <div class="query-bar">
      <div class="query-line">
        <NavigationButtons />
        <CodeInput
          value={query}
          tokens={tokens}
          diagnostics={diagnostics}
          label={strings.queryLabel}
          placeholder={strings.queryPlaceholder}
          testId="query"
          describedBy="query-mistake"
          field={field}
          assist={assist}
          onInput={(value) => {
            history.current = undefined
            controller.setQuery(value)
          }}
          onKeyDown={onKeyDown}
        />
        <Button id="run" title={strings.runTitle} onClick={run}>
          {strings.run}
        </Button>
        <GuideButton />
        <ChartButton />
        <FacetsButton />
        <DetailButton />
        <Actions />
      </div>
      {diagnostics.length > 0 && (
        <div class="query-mistake" id="query-mistake" data-testid="query-mistake" role="alert">
          {glyph('error')}
          <span>{diagnostics[0].message}</span>
        </div>
      )}
    </div>
  )
}

/** The caret cannot go further up (or down) in the field. */
function isAtEdge(field: HTMLTextAreaElement, key: string): boolean {
  if (field.selectionStart !== field.selectionEnd) return false
  const oneLine = field.clientHeight < 1.8 * parseFloat(getComputedStyle(field).lineHeight) && !field.value.includes('\n')
  return oneLine || (key === 'ArrowUp' ? field.selectionStart === 0 : field.selectionEnd === field.value.length)
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.shiftKey || event.altKey || event.ctrlKey || event.metaKey
}

/** Where the table has numbers. */
function ChartButton(): JSX.Element | null {
  const controller = useController()
  const there = useStore(controller.store, ({ chart, shown }) => chart !== undefined && shown?.table === true)
  const open = useStore(controller.store, isChartOpen)
  return there ? <IconButton icon="graph" label={strings.chart.open} testId="chart-toggle" pressed={open} onClick={() => controller.chart.toggle()} /> : null
}

function FacetsButton(): JSX.Element {
  const controller = useController()
  const open = useStore(controller.store, ({ view }) => view.facets?.open === true)
  return <IconButton icon="list-filter" label={strings.facets.open} testId="facets" pressed={open} onClick={() => controller.facets.toggle()} />
}

function DetailButton(): JSX.Element {
  const { store, detail } = useController()
  const open = useStore(store, ({ view }) => view.detail?.open === true)
  return (
    <IconButton
      icon="layout-sidebar-right"
      label={strings.detail.open}
      testId="toggle-detail"
      pressed={open}
      onClick={() => detail.toggle()}
    />
  )
}

function Actions(): JSX.Element {
  const controller = useController()
  const wrap = useStore(controller.store, (model) => model.wrap)
  const view = useStore(controller.store, (model) => model.view)
  const compact = useStore(controller.store, (model) => model.settings.compact === true)
  const follow = useStore(controller.store, (model) => model.follow.on)
  const ready = useStore(controller.store, (model) => model.result !== undefined)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const action = (id: PanelCommand, label: string, icon: string, separator?: boolean): MenuItem => ({ id, label, icon, separator, disabled: !ready })
  const toggle = (id: PanelCommand, label: string, checked: boolean): MenuItem => ({ id, label, icon: checked ? 'check' : 'blank', checked })
  const items: MenuItem[] = [
    action('saveResult', strings.saveResult, 'save-as'),
    action('openResult', strings.openResult, 'go-to-file'),
    action('copyRows', strings.copyRows, 'copy', true),
    action('selectAll', strings.selectAll, 'list-selection'),
    action('goToLine', strings.goToLine, 'arrow-right'),
    action('goToTime', strings.goToTime, 'watch'),
    action('goToPercent', strings.goToPercent, 'percentage'),
    { ...toggle('toggleFollow', strings.follow, follow), disabled: !ready, separator: true },
    toggle('toggleWrap', strings.wrap, wrap),
    toggle('unfoldRows', strings.columns.unfold, view.unfolded === true),
    toggle('showRawText', strings.columns.rawText, view.raw === true),
    toggle('compactRows', strings.columns.compact, compact),
  ]
  return (
    <>
      <IconButton
        icon="ellipsis"
        label={strings.more}
        testId="more"
        button={button}
        popup={open}
        onClick={() => setOpen(!open)}
      />
      {open && <Menu items={items} anchor={button} label={strings.more} onChoose={(id) => void controller.onCommand(id as PanelCommand)} onClose={() => setOpen(false)} />}
    </>
  )
}
