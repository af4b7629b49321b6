import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/iconButton.tsx'
import type { Detail } from './detail.ts'
import type { FieldTarget } from './fieldMenu.tsx'
import { readJson } from './jsonLines.ts'
import { More, TraceText, ValueText } from './valueText.tsx'

const words = strings.detail
/** Fields that are drawn at first, and the number from which on they can be searched. */
const FIRST = 80
const MANY = 25

interface RowTabProps {
  readonly detail: Detail
  readonly ansi: boolean
  /** Of the only file: the same for all rows, so not said. */
  readonly onlySource: string | undefined
  onMenu(target: FieldTarget): void
}

/** All fields of a row, and its text. */
export function RowTab({ detail, ansi, onlySource, onMenu }: RowTabProps): JSX.Element {
  const [limit, setLimit] = useState(FIRST)
  const [wanted, setWanted] = useState('')
  const { text, isMessage } = textOf(detail)
  const all = detail.fields.filter(([name, value]) => !(name === 'source' && value === onlySource) && !(isMessage && name === 'message'))
  const word = wanted.toLowerCase()
  const fields = word === '' ? all : all.filter(([name, value]) => name.toLowerCase().includes(word) || value?.toLowerCase().includes(word))
  return (
    <>
      {all.length > MANY && (
        <input class="detail-find" type="search" placeholder={words.find} aria-label={words.find} value={wanted} data-testid="find-field" onInput={(event) => setWanted(event.currentTarget.value)} />
      )}
      {all.length > 0 && (
        <table class="fields" aria-label={words.fields} data-testid="fields">
          <tbody>
            {fields.slice(0, limit).map(([name, value]) => (
              <Field key={name} name={name} value={value} ansi={ansi} marks={detail.marks?.fields[name]} level={name === 'level' ? detail.level : ''} onMenu={onMenu} />
            ))}
          </tbody>
        </table>
      )}
      {fields.length > limit && <More label={words.more({ count: fields.length - limit })} onClick={() => setLimit(limit + 2 * FIRST)} />}
      {text !== '' && (
        <div class="detail-text" data-testid="detail-text">
          <TraceText key={detail.id} text={text} ansi={ansi} marks={isMessage && text !== detail.text ? detail.marks?.fields.message : detail.marks?.text} />
        </div>
      )}
      {detail.tooLong && <p class="detail-note">{strings.tooLong}</p>}
    </>
  )
}

function Field({ name, value, ansi, marks, level, onMenu }: { name: string; value: string | undefined; ansi: boolean; marks: readonly number[] | undefined; level: string; onMenu: RowTabProps['onMenu'] }): JSX.Element {
  const open = (anchor: HTMLElement): void => onMenu({ anchor, name, value, isField: true })
  return (
    <tr
      data-field={name}
      onContextMenu={(event) => {
        // With a selection the menu of the page is wanted, which copies it.
        if (!getSelection()?.isCollapsed) return
        event.preventDefault()
        open(event.currentTarget.querySelector('button') ?? event.currentTarget)
      }}
    >
      <th scope="row" title={name}>
        {name}
      </th>
      <td class={`level-${level}`}>
        <span class={`field-value${level ? ' level-word' : ''}${value === undefined ? ' absent' : ''}`} title={value === undefined ? words.absent : undefined}>
          {value === undefined ? '–' : <ValueText key={value.length} text={value} ansi={ansi} marks={marks} />}
        </span>
        <IconButton icon="ellipsis" label={words.actions({ name })} testId="field-menu" onClick={(event) => open(event.currentTarget as HTMLElement)} />
      </td>
    </tr>
  )
}

/** What stands below the fields: the whole text of a record of several lines, else its message, or what has no fields. Of JSON the fields are all there is. */
function textOf({ text, fields, table, tooLong }: Detail): { text: string; isMessage: boolean } {
  if (table) return { text: '', isMessage: false }
  const message = fields.find(([name]) => name === 'message')?.[1]
  const isJson = /^\s*[{[]/.test(text) && readJson(text) !== undefined
  if (isJson) return { text: message ?? '', isMessage: message !== undefined }
  // Of a row that is cut short the fields are not all there is.
  if (tooLong || text.includes('\n') || message === undefined) return { text, isMessage: message !== undefined }
  return { text: message, isMessage: true }
}
