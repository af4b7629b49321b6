/** Which columns are drawn, and in which order. */
import { isText, listColumns, type ListView } from '../../common/listColumns.ts'
import { RAW_COLUMN } from '../../common/page.ts'
import type { FieldInfo, RunResult } from '../../common/protocol.ts'

/** Names of the columns of a run's rows, in order. */
export function drawnColumns(run: RunResult, { fields, view }: { readonly fields?: readonly FieldInfo[]; readonly view: ListView }): readonly string[] {
  const shown = listColumns(run, fields, view)
  if (shown || run.table || run.chosen) return shown ?? run.columns
  // Nobody chose an order: the text, which takes the rest of the width, comes behind the fields taken from it.
  return [...run.columns.filter((name) => name !== RAW_COLUMN), ...run.columns.filter((name) => name === RAW_COLUMN)]
}

/** `names` with one of them `to` places further to the right (negative: left), or in the place of another. */
export function moved(names: readonly string[], name: string, to: number | string): readonly string[] {
  const from = names.indexOf(name)
  if (from < 0) return names
  const target = typeof to === 'number' ? from + to : names.indexOf(to)
  const rest = names.filter((each) => each !== name)
  rest.splice(Math.max(0, Math.min(rest.length, target)), 0, name)
  return rest
}

/** `names` with another one, in front of the text if that is the last. */
export function added(names: readonly string[], name: string): readonly string[] {
  const last = names.at(-1)
  if (names.includes(name)) return names
  return last !== undefined && isText(last) ? [...names.slice(0, -1), name, last] : [...names, name]
}

/** What is to be kept for columns to be `names`. */
export function chosenAs(names: readonly string[], run: RunResult, view: ListView): ListView {
  // Fields that the query makes come by themselves, unless they were hidden.
  const hidden = [...new Set([...(view.hidden ?? []), ...run.columns])].filter((name) => name !== RAW_COLUMN && !names.includes(name))
  return { columns: names, hidden: hidden.length > 0 ? hidden : undefined, raw: undefined }
}
