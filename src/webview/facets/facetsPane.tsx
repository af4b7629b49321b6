import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { More } from '../detail/valueText.tsx'
import { compactCount, formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { differAtEnd, shortened } from '../text/shortened.ts'
import { plainly } from '../text/symbols.ts'
import { useController } from '../ui/context.ts'
import { useGrowing } from '../ui/growing.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { SidePane } from '../ui/sidePane.tsx'
import { facetGroups, inOrder, isConstant, isTelling, type FacetGroup, type FacetValue } from './facetGroups.ts'
import { TABS } from './facetFeature.ts'
import { PatternsTab } from './patternsTab.tsx'
import { StatsTab } from './statsTab.tsx'
import { glyph } from '../ui/glyph.tsx'

/** Fields that are drawn until somebody asks for more; a log may have thousands. */
const MOST_GROUPS = 60
/** Pixels of the pane, until somebody drags its edge. */
const WIDTH = 240
/** Of it beside a value, and those of a letter, about. */
const BESIDE = 76
const LETTER = 7
/** Letters of a value at most, as it may have thousands. */
const LONGEST = 300
/** Those that may be in view. */
const FIRST_GROUPS = 12

/** The pane of facets, patterns and figures; nothing while it is closed. */
export function FacetsPane(): JSX.Element | null {
  const controller = useController()
  const open = useStore(controller.store, ({ view }) => view.facets?.open === true)
  const tab = useStore(controller.store, ({ view }) => view.facets?.tab ?? 'facets')
  // Figures wait for what the facets say.
  const table = useStore(controller.store, ({ facets }) => facets[tab] ?? facets.facets)
  if (!open) return null
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]
    controller.facets.show(next)
    ;(event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return (
    <SidePane id="facets" label={strings.facets.title} initialWidth={WIDTH}>
      <div class="pane-head">
        <div class="pane-tabs" role="tablist" aria-label={strings.facets.title} onKeyDown={onKeyDown}>
          {TABS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`tab-${each}`}
              class="pane-tab"
              aria-selected={each === tab}
              aria-controls="facets-body"
              tabIndex={each === tab ? 0 : -1}
              data-testid={`tab-${each}`}
              onClick={() => controller.facets.show(each)}
            >
              {strings.facets.tabs[each]}
            </button>
          ))}
        </div>
        <IconButton icon="go-to-file" label={strings.facets.asQuery} testId="facets-as-query" onClick={() => controller.facets.openAsQuery()} />
        <IconButton icon="close" label={strings.facets.close} testId="facets-close" onClick={() => controller.facets.toggle()} />
      </div>
      {table && !table.done && <progress class="pane-progress" aria-label={strings.progress} value={table.fraction} max={1} />}
      <div class="pane-body" role="tabpanel" id="facets-body" aria-labelledby={`tab-${tab}`} tabIndex={0} data-testid="facets-body" data-done={table?.done ?? false}>
        {(!table?.rows || table.error !== undefined) && <p class="pane-note waits">{table?.error ?? strings.searching}</p>}
        {tab === 'facets' ? <FacetsTab /> : tab === 'patterns' ? <PatternsTab /> : <StatsTab />}
      </div>
    </SidePane>
  )
}

function FacetsTab(): JSX.Element {
  const controller = useController()
  const table = useStore(controller.store, ({ facets }) => facets.facets)
  const folds = useStore(controller.store, ({ view }) => view.facets?.folds)
  const fields = useStore(controller.store, (model) => model.fields)
  const groups = useMemo(() => (table ? inOrder(facetGroups(table), fields) : []), [table, fields])
  const [most, setMost] = useState(MOST_GROUPS)
  const drawn = Math.min(most, useGrowing(Math.min(most, groups.length), FIRST_GROUPS, 8))
  if (table?.done && groups.length === 0 && table.error === undefined) return <p class="pane-note">{strings.facets.none}</p>
  return (
    <>
      {groups.slice(0, drawn).map((group) => (
        <Group key={group.field} group={group} folded={folds?.[group.field] ?? (group.field !== 'level' && (!isTelling(group) || isConstant(group, fields)))} />
      ))}
      {groups.length > most && <More label={strings.detail.more({ count: groups.length - most })} onClick={() => setMost(most + MOST_GROUPS)} />}
    </>
  )
}

function Group({ group, folded }: { group: FacetGroup; folded: boolean }): JSX.Element {
  const controller = useController()
  const { field, values, distinct, exact } = group
  const room = (useStore(controller.store, ({ view }) => view.paneWidths?.facets ?? WIDTH) - BESIDE) / LETTER
  const ends = differAtEnd(values.map(({ label = '' }) => label), room)
  const isMany = values[0]?.kind === 'many'
  const most = values.reduce((max, { share }) => Math.max(max, share), 0)
  return (
    <section class="facet" data-field={field}>
      <h3 class="facet-title">
        <button type="button" class="facet-fold" aria-expanded={!folded} disabled={isMany} onClick={() => controller.facets.fold(field, !folded)}>
          {glyph(`chevron-${folded ? 'right' : 'down'}`)}
          <span class="facet-name">{plainly(field)}</span>
          {(folded || isMany) && <span class="facet-distinct">{distinct === 1 && values[0].label ? values[0].label : strings.facets.values({ values: `${exact ? '' : '~'}${compactCount(distinct)}` })}</span>}
        </button>
      </h3>
      {!folded && !isMany && (
        <ul class={`facet-values${ends ? ' ends' : ''}`}>
          {values.map((value) => (
            <Value key={value.label} field={field} value={value} width={most > 0 ? value.share / most : 0} room={ends ? room : LONGEST} ends={ends} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Value({ field, value, width, room, ends }: { field: string; value: FacetValue; width: number; room: number; ends: boolean }): JSX.Element {
  const controller = useController()
  const label = value.label === '' ? strings.facets.empty : plainly(shortened(value.label ?? '', LONGEST))
  const { count, most, share } = value
  const counted = most === undefined ? formatCount(count) : `${formatCount(count)} – ${formatCount(most)}`
  const about = `${field}: ${label} · ${counted} (${most === undefined ? '' : '≥ '}${(share * 100).toFixed(1)} %)`
  return (
    <li class="facet-value">
      <button
        type="button"
        class="facet-choose"
        title={`${about}\n${strings.facets.keepHint}`}
        data-testid="facet-value"
        onClick={(event) => controller.facets.filter(field, value, event.altKey)}
      >
        <span class={`facet-bar${field === 'level' ? ` level-${label}` : ''}`} style={{ width: `${Math.max(1, width * 100)}%` }} aria-hidden="true" />
        <span class="facet-label">
          <bdi>{shortened(label, room, ends)}</bdi>
        </span>
        <span class="facet-count">{`${most === undefined ? '' : '≥'}${compactCount(count)}`}</span>
      </button>
      <IconButton icon="exclude" label={strings.facets.out({ about })} testId="facet-out" onClick={() => controller.facets.filter(field, value, true)} />
    </li>
  )
}
