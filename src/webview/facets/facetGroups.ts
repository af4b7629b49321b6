/** The table of `facets`, as the pane shows it: by field. */
import type { FieldInfo } from '../../common/protocol.ts'
import type { SideTable } from '../panel/sideTable.ts'

export interface FacetValue {
  /** Undefined: the rows' values are too many to be told apart. */
  readonly label: string | undefined
  /** Of a frequent one at least so many. */
  readonly count: number
  /** At most, where `count` is not exact. */
  readonly most?: number
  /** Of the rows that have the field, 0 to 1. */
  readonly share: number
  readonly kind: 'value' | 'range' | 'frequent' | 'many'
  /** Of a range. */
  readonly from?: string
  readonly to?: string
}

export interface FacetGroup {
  readonly field: string
  /** That have the field. */
  readonly rows: number
  readonly distinct: number
  /** `distinct` is no estimate. */
  readonly exact: boolean
  readonly values: readonly FacetValue[]
}

export function facetGroups({ columns, rows = [] }: SideTable): readonly FacetGroup[] {
  const groups = new Map<string, FacetGroup & { values: FacetValue[] }>()
  for (const row of rows) {
    const get = (name: string): string | undefined => row[columns.indexOf(name)]
    const number = (name: string): number => Number(get(name) ?? 0)
    const field = get('field')
    if (field === undefined) continue
    let group = groups.get(field)
    if (!group) {
      group = { field, rows: number('rows'), distinct: number('distinct'), exact: get('exact') !== 'false', values: [] }
      groups.set(field, group)
    }
    const kind = get('kind') as FacetValue['kind']
    const count = number('count')
    const most = get('most')
    group.values.push({
      label: kind === 'many' ? undefined : (get('value') ?? ''),
      count,
      most: Number(most) > count ? Number(most) : undefined,
      share: group.rows > 0 ? count / group.rows : 0,
      kind,
      from: get('from'),
      to: get('to'),
    })
  }
  return [...groups.values()]
}

/**
 * The groups in the order in which they tell most: the level, then few values, numbers, many values, then what is the same in the whole log, or another in each row. As far as the
 * log's samples tell it, so that a query moves none of them.
 */
export function inOrder(groups: readonly FacetGroup[], fields: readonly FieldInfo[] = []): readonly FacetGroup[] {
  return groups.toSorted((a, b) => rankOf(a, fields) - rankOf(b, fields))
}

function rankOf(group: FacetGroup, fields: readonly FieldInfo[]): number {
  const { field, values, distinct } = group
  if (field === 'level') return 0
  if (isConstant(group, fields)) return 4
  if (!isTelling(group)) return 5
  // Another name for what the level, or the message, is made of.
  if (/^(?:raw\..*|msg|message)$/.test(field)) return 3
  if (values.some(({ kind }) => kind === 'range')) return 2
  const { variety = distinct > 4 * values.length ? 1 : 0 } = fields.find(({ name }) => name === field) ?? {}
  return variety > 0.5 ? 3 : 1
}

/** All rows have the same value, whatever they are filtered by. */
export function isConstant({ field, distinct }: FacetGroup, fields: readonly FieldInfo[] = []): boolean {
  return distinct === 1 && fields.some(({ name, variety, share }) => name === field && variety === 0 && share === 1)
}

/** Whether people choose by it: where every row has a value of its own, there is nothing to choose. */
export function isTelling({ values, distinct, rows }: FacetGroup): boolean {
  if (values.length === 1 && values[0].kind === 'many') return false
  return values.some(({ kind }) => kind === 'range') || distinct < Math.max(2, rows * 0.8)
}
