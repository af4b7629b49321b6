import type { JSX } from 'preact'
import { useStore } from '../store.ts'
import { shortNumber, strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { FIGURES } from './facetFeature.ts'
import { facetGroups } from './facetGroups.ts'

/** What the numbers of each field come to. */
export function StatsTab(): JSX.Element | null {
  const controller = useController()
  const facets = useStore(controller.store, (model) => model.facets.facets)
  const table = useStore(controller.store, (model) => model.facets.stats)
  const isNone = facets?.done === true && !facetGroups(facets).some(({ values }) => values.some(({ kind }) => kind === 'range'))
  if (isNone) return <p class="pane-note">{strings.facets.noNumbers}</p>
  const [row] = table?.rows ?? []
  if (!table || !row) return null
  const fields = [...new Set(table.columns.map((name) => name.slice(name.indexOf(' ') + 1)))]
  return (
    <>
      {fields.map((field) => (
        <section class="facet" key={field} data-field={field}>
          <h3 class="facet-title facet-name">{field}</h3>
          <dl class="figures">
            {FIGURES.map((figure) => (
              <div key={figure}>
                <dt>{strings.facets.figures[figure]}</dt>
                <dd>{shown(row[table.columns.indexOf(`${figure} ${field}`)])}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  )
}

function shown(value: string | undefined): string {
  if (value === undefined) return '–'
  const read = Number(value)
  return Number.isFinite(read) ? shortNumber(read) : value
}
