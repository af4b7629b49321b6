import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { FormatPreview, FormatPreviewRow } from '../../common/protocol.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { plainly } from '../text/symbols.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import type { Builder } from './formatBuilder.ts'
import { glyph } from '../ui/glyph.tsx'

const texts = strings.builder

/** Above the rows, while a format is being defined: its parts, and how it takes some lines apart. */
export function BuilderView(): JSX.Element | null {
  const controller = useController()
  const builder = useStore(controller.store, (model) => model.builder)
  return builder ? <Form builder={builder} /> : null
}

function Form({ builder }: { builder: Builder }): JSX.Element {
  const { builder: actions } = useController()
  const field = useRef<HTMLTextAreaElement>(null)
  const { name, expression, time, preview, failure, saving } = builder
  useEffect(() => field.current?.focus(), [])
  // As high as its text is.
  useEffect(() => {
    if (!field.current) return
    field.current.style.height = 'auto'
    field.current.style.height = `${field.current.scrollHeight + 2}px`
  }, [expression])

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      actions.close()
    } else if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault()
      void actions.save()
    }
  }
  const problems = failure === undefined ? (builder.problems ?? []) : [failure]
  return (
    <section class="builder" aria-label={texts.title} data-testid="builder" onKeyDown={onKeyDown}>
      <div class="builder-head">
        <h2>{texts.title}</h2>
        <IconButton icon="close" label={texts.close} testId="builder-close" onClick={() => actions.close()} />
      </div>
      <div class="builder-form">
        <label for="builder-expression">{texts.expression}</label>
        <textarea
          id="builder-expression"
          class="builder-field builder-expression"
          data-testid="builder-expression"
          ref={field}
          rows={1}
          value={expression}
          spellcheck={false}
          aria-invalid={problems.length > 0}
          aria-describedby="builder-summary"
          onInput={(event) => actions.change({ expression: event.currentTarget.value.replaceAll('\n', '') })}
        />
        <label for="builder-name">{texts.name}</label>
        <div class="builder-line">
          <input id="builder-name" class="builder-field" data-testid="builder-name" value={name} spellcheck={false} onInput={(event) => actions.change({ name: event.currentTarget.value })} />
          <div class="builder-time">
            <label for="builder-time">{texts.time}</label>
            <input
              id="builder-time"
              class="builder-field"
              data-testid="builder-time"
              value={time}
              placeholder={texts.timePlaceholder}
              title={texts.timeHelp}
              spellcheck={false}
              onInput={(event) => actions.change({ time: event.currentTarget.value })}
            />
          </div>
          <Button id="builder-save" disabled={saving || problems.length > 0} onClick={() => void actions.save()}>
            {texts.save}
          </Button>
        </div>
      </div>
      <Summary preview={preview} problems={problems} />
      {preview && <Preview preview={preview} lines={builder.lines} isStale={problems.length > 0} />}
    </section>
  )
}

function Summary({ preview, problems }: { preview: FormatPreview | undefined; problems: readonly string[] }): JSX.Element {
  if (problems.length > 0) {
    return (
      <div class="builder-summary wrong" id="builder-summary" data-testid="builder-problem" role="alert">
        {glyph('error')}
        <span>{problems.map(capital).join(' ')}</span>
      </div>
    )
  }
  const rows = preview?.rows ?? []
  const heads = rows.filter(({ isHead }) => isHead)
  const untimed = preview?.fields.includes('time') ? heads.filter(({ time }) => time === undefined).length : 0
  return (
    <div class="builder-summary" id="builder-summary" data-testid="builder-summary" role="status">
      {preview ? texts.matched({ heads: heads.length, lines: rows.length }) : ''}
      {untimed > 0 && <span class="builder-warning">{texts.untimed({ count: untimed })}</span>}
    </div>
  )
}

/** `isStale`: it is of what was typed before. */
function Preview({ preview, lines, isStale }: { preview: FormatPreview; lines: readonly string[]; isStale: boolean }): JSX.Element {
  return (
    <div class={`builder-preview${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label={texts.preview}>
      <table data-testid="builder-preview">
        <thead>
          <tr>
            {preview.fields.map((field) => (
              <th key={field} scope="col">
                {field}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, i) => (row.isHead ? <Head key={i} row={row} fields={preview.fields} /> : <Other key={i} line={lines[i]} columns={preview.fields.length} />))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ row, fields }: { row: FormatPreviewRow; fields: readonly string[] }): JSX.Element {
  return (
    <tr class={row.level ? `level-${row.level}` : ''}>
      {fields.map((field, i) => {
        const value = row.values[i]
        const isUnread = value !== undefined && ((field === 'time' && row.time === undefined) || (field === 'level' && !row.level))
        const classes = [isUnread ? 'unread' : '', field === 'level' ? 'level-word' : ''].filter(Boolean).join(' ')
        const meaning = field === 'time' ? (row.time ?? texts.noTime) : field === 'level' ? row.level || texts.noLevel : undefined
        return (
          <td key={field} class={classes || undefined} title={value === undefined ? undefined : (meaning ?? plainly(value))}>
            {value === undefined ? '' : plainly(value)}
          </td>
        )
      })}
    </tr>
  )
}

/** A line that starts no record. */
function Other({ line, columns }: { line: string; columns: number }): JSX.Element {
  return (
    <tr class="other">
      <td colSpan={columns} title={texts.continues}>
        <span class="codicon codicon-indent" role="img" aria-label={texts.continues} /> {plainly(line)}
      </td>
    </tr>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
