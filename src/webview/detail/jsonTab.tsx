import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { useGrowing } from '../ui/growing.ts'
import { IconButton } from '../ui/iconButton.tsx'
import type { Detail } from './detail.ts'
import type { FieldTarget } from './fieldMenu.tsx'
import { jsonLines, objectOf, readJson, valueText, type JsonLine } from './jsonLines.ts'
import { More, ValueText } from './valueText.tsx'

const words = strings.detail
const FIRST = 300
const NEXT = 700
/** Lines that may be in view, and that one frame makes. */
const AT_ONCE = 75
/** Levels that are unfolded at first. */
const OPEN_DEPTH = 3

/** What the row is as JSON: the record itself, or one at its end, else its fields. */
export function jsonOf({ text, fields, table }: Detail): unknown {
  const found = table ? undefined : readJson(text)
  if (found !== undefined) return found
  return fields.length > 0 ? objectOf(fields) : { raw: text }
}

interface JsonTabProps {
  readonly detail: Detail
  onMenu(target: FieldTarget): void
}

/** The row as JSON that can be folded. */
export function JsonTab({ detail, onMenu }: JsonTabProps): JSX.Element {
  const [most, setMost] = useState(FIRST)
  const [depthOpen, setDepthOpen] = useState(OPEN_DEPTH)
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const value = useMemo(() => jsonOf(detail), [detail])
  const names = useMemo(() => new Set(detail.fields.map(([name]) => name)), [detail])
  const { lines, more } = useMemo(
    () => jsonLines(value, (path, depth) => depth < depthOpen !== turned.has(path), most),
    [value, depthOpen, turned, most],
  )
  const drawn = useGrowing(lines.length, AT_ONCE, AT_ONCE)
  const turn = (path: string): void => {
    const next = new Set(turned)
    if (!next.delete(path)) next.add(path)
    setTurned(next)
  }
  const unfold = (depth: number): void => {
    setTurned(new Set())
    setDepthOpen(depth)
  }
  const menu = (anchor: HTMLElement, line: JsonLine): void => onMenu({ anchor, name: line.path, value: valueText(line.value), isField: names.has(line.path) })

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')]
    const at = items.indexOf(event.target as HTMLElement)
    const line = lines[at]
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return
    const { key } = event
    if (key === 'ArrowDown') items[at + 1]?.focus()
    else if (key === 'ArrowUp') items[at - 1]?.focus()
    else if (key === 'Home') items[0].focus()
    else if (key === 'End') items.at(-1)?.focus()
    else if ((key === 'ArrowRight' && line.open === false) || (key === 'ArrowLeft' && line.open)) turn(line.path)
    else if (key === 'ArrowRight') items[at + 1]?.focus()
    else if (key === 'ArrowLeft') items[lines.findLastIndex(({ depth }, i) => i < at && depth < line.depth)]?.focus()
    else if ((key === 'Enter' || key === ' ') && line.open !== undefined) turn(line.path)
    else if (key === 'Enter') menu(items[at], line)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <div class="json-bar">
        <IconButton icon="expand-all" label={words.unfold} testId="json-unfold" onClick={() => unfold(Infinity)} />
        <IconButton icon="collapse-all" label={words.fold} testId="json-fold" onClick={() => unfold(1)} />
      </div>
      <div class="json" role="tree" aria-label={words.json} data-testid="json" onKeyDown={onKeyDown}>
        {lines.slice(0, drawn).map((line, i) => (
          <div
            key={line.path}
            class={`json-line${line.open === undefined ? '' : ' folds'}`}
            role="treeitem"
            aria-level={line.depth + 1}
            aria-expanded={line.open}
            tabIndex={i === 0 ? 0 : -1}
            style={{ paddingLeft: `${line.depth * 14}px` }}
            data-path={line.path}
            onClick={() => line.open !== undefined && getSelection()?.isCollapsed !== false && turn(line.path)}
            onContextMenu={(event) => {
              if (!getSelection()?.isCollapsed) return
              event.preventDefault()
              menu(event.currentTarget, line)
            }}
          >
            <span class={`json-mark codicon${line.open === undefined ? '' : ` codicon-chevron-${line.open ? 'down' : 'right'}`}`} aria-hidden="true" />
            <span class="json-text">
              {line.key !== undefined && <span class="json-key">{line.key}</span>}
              {line.key !== undefined && ': '}
              {(line.open !== true || i === 0) && <span class={`json-${line.kind}`}>{line.kind === 'string' ? <ValueText key={line.text.length} text={line.text} ansi={false} most={1000} /> : line.text}</span>}
            </span>
          </div>
        ))}
      </div>
      {more && <More label={words.moreLines} onClick={() => setMost(most + NEXT)} />}
    </>
  )
}
