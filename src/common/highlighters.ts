/** Marks that a person has set up for words of logs, as the setting `sluice.highlighters` has them. */
export const HIGHLIGHT_COLORS = ['yellow', 'blue', 'green', 'orange', 'purple', 'red'] as const
export type HighlightColor = (typeof HIGHLIGHT_COLORS)[number]

export interface Highlighter {
  readonly name: string
  /** What is looked for in any case, or `/expression/flags`. */
  readonly text: string
  /** Of the colours that themes have for charts. */
  readonly color: HighlightColor
  readonly off?: boolean
}

const MOST = 50
const MOST_TEXT = 1000

/** The highlighters of the setting, which may be of any type; those that are none are left out. */
export function readHighlighters(setting: unknown): readonly Highlighter[] {
  if (!Array.isArray(setting)) return []
  return setting.slice(0, MOST).flatMap((each: unknown, i): Highlighter[] => {
    const { name, text, color, off } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>
    if (typeof text !== 'string' || text.trim() === '' || text.length > MOST_TEXT) return []
    const known = HIGHLIGHT_COLORS.find((one) => one === color) ?? HIGHLIGHT_COLORS[i % HIGHLIGHT_COLORS.length]
    return [{ name: typeof name === 'string' && name !== '' ? name : text, text, color: known, ...(off === true ? { off } : {}) }]
  })
}

/** The expression of a highlighter, or undefined where it has a mistake. */
export function patternOf({ text }: Pick<Highlighter, 'text'>): { readonly source: string; readonly flags: string } | undefined {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) return { source: text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), flags: 'giu' }
  const all = [...new Set(`${flags.replace(/[gy]/g, '')}g`)].join('')
  try {
    new RegExp(source, all)
  } catch {
    return undefined
  }
  return { source, flags: all }
}

/** With one more for a text, in the first colour that no other has; the same ones where there is one for it. */
export function withHighlighter(all: readonly Highlighter[], text: string): readonly Highlighter[] {
  const same = all.findIndex((one) => one.text === text)
  if (same >= 0) return all.map((one, i) => (i === same ? { name: one.name, text, color: one.color } : one))
  const color = HIGHLIGHT_COLORS.find((each) => !all.some((one) => one.color === each)) ?? HIGHLIGHT_COLORS[all.length % HIGHLIGHT_COLORS.length]
  // What looks like an expression is not meant as one.
  const literal = /^\/.+\/[a-z]*$/s.test(text) ? `/${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}/i` : text
  return [...all, { name: text.slice(0, 60), text: literal, color }]
}
