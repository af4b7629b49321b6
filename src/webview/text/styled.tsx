/** Segments as elements. Log text becomes text nodes, nothing else. */
import type { CSSProperties, JSX } from 'preact'
import type { Color, TextStyle } from './ansi.ts'
import type { Segment } from './segments.ts'

/** `of` is the level that gives the colour to the word that names it. */
export function Segments({ segments, of = '' }: { segments: readonly Segment[]; of?: string }): JSX.Element {
  return (
    <>
      {segments.map((segment, i) => {
        const { text, kind, style, mark, level, paint, title } = segment
        if (kind === 'text' && !style && !mark && !level && !paint) return text
        // The theme's colours for matches are made for its own text: the log's colours on them could not be read.
        const Piece = mark || paint ? 'mark' : 'span'
        return (
          // Chromium may leave a word in its colour when only the class of its row changes (156): another level has another element.
          <Piece key={level ? `${i}${of}` : i} class={classesOf(segment)} style={style && !mark && !paint ? colorsOf(style) : undefined} title={title}>
            {text}
          </Piece>
        )
      })}
    </>
  )
}

function classesOf({ kind, style, level, mark, paint }: Segment): string {
  const classes: string[] = []
  if (paint) classes.push(`paint paint-${paint}`)
  if (paint && mark) classes.push('marked')
  if (kind !== 'text') classes.push(kind)
  if (level) classes.push('level-word')
  if (style?.bold) classes.push('bold')
  if (style?.dim) classes.push('dim')
  if (style?.italic) classes.push('italic')
  if (style?.underline) classes.push('underline')
  if (style?.strike) classes.push('strike')
  return classes.join(' ')
}

const TERMINAL = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'] as const

function cssColor(color: Color | undefined): string | undefined {
  if (typeof color !== 'number') return color
  const name = TERMINAL[color % 8]
  return `var(--vscode-terminal-ansi${color >= 8 ? 'Bright' : ''}${name})`
}

function colorsOf({ fg, bg, inverse }: TextStyle): CSSProperties | undefined {
  if (fg === undefined && bg === undefined && !inverse) return undefined
  const front = cssColor(fg)
  const back = cssColor(bg)
  if (!inverse) return { color: front, backgroundColor: back }
  return { color: back ?? 'var(--vscode-editor-background)', backgroundColor: front ?? 'var(--vscode-editor-foreground)' }
}
