/** What the panel does while a person defines a format: asks the engine how it takes rows apart, and saves it. */
import { isCancelled, toErrorData } from '../../common/errors.ts'
import { Page, RAW_COLUMN } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { FormatDeclaration, FormatPreview } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { PanelModel } from '../panel/model.ts'
import { indexOfKey, type RowRef } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'

/** Lines that are taken apart as an example. */
const LINES = 24
/** What is typed is looked at after this pause, in milliseconds. */
const PAUSE = 150

export interface Builder {
  /** The row that it began with, and lines below it. */
  readonly lines: readonly string[]
  /** The file that they are of. */
  readonly source: number
  readonly name: string
  readonly expression: string
  /** A time layout; empty: the usual ones. */
  readonly time: string
  /** Of the last format that was one. */
  readonly preview?: FormatPreview
  /** What is wrong with what is typed, as sentences; undefined until that is known. */
  readonly problems?: readonly string[]
  /** Why it was not saved. */
  readonly failure?: string
  readonly saving?: boolean
}

type Typed = Partial<Pick<Builder, 'name' | 'expression' | 'time'>>

export class FormatBuilder {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly say: (feedback: string) => void
  private pause: ReturnType<typeof setTimeout> | undefined
  private previews = 0

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, say: (feedback: string) => void) {
    this.store = store
    this.host = host
    this.say = say
  }

  /** Begins with the row that has the focus, or the first in view. */
  async open(): Promise<void> {
    const { shown, scroll, sources } = this.store.current
    const focused = scroll.selection ? indexOfKey(scroll.rows, scroll.selection.focus.key) : -1
    const from = focused >= 0 ? focused : Math.max(0, scroll.top.index)
    const row = scroll.rows.at(from)
    const texts = shown === undefined || shown.table || !row ? [] : await this.textsFrom(shown.run, row)
    if (texts.length === 0 || !row) return this.say(strings.builder.noRow)
    const source = row.page.source[row.index]
    const lines = texts.slice(0, LINES).map((text) => text.replace(/\r$/, ''))
    const builder = { lines, source, name: nameOf(sources[source]?.name ?? ''), expression: await this.host.proposeFormat({ line: lines[0] }), time: '' }
    this.store.update({ builder })
    void this.preview()
  }

  /** Lines of a row and those below it, whatever the list shows of them. */
  private async textsFrom(run: number, { block, row }: RowRef): Promise<readonly string[]> {
    try {
      const { page } = await this.host.fetch({ run, from: { at: 'row', block, row }, skip: 0, count: LINES, columns: [RAW_COLUMN] })
      const shown = new Page(page)
      return Array.from({ length: shown.rows }, (_, i) => shown.cell(i, 0) ?? '').flatMap((text) => text.split('\n'))
    } catch {
      return []
    }
  }

  close(): void {
    clearTimeout(this.pause)
    this.previews++
    this.store.update({ builder: undefined })
    document.querySelector<HTMLElement>('[data-testid=grid]')?.focus()
  }

  change(typed: Typed): void {
    const { builder } = this.store.current
    if (!builder) return
    this.store.update({ builder: { ...builder, ...typed, failure: undefined } })
    clearTimeout(this.pause)
    this.pause = setTimeout(() => void this.preview(), PAUSE)
  }

  async save(): Promise<void> {
    const { builder } = this.store.current
    if (!builder || builder.saving) return
    clearTimeout(this.pause)
    await this.preview()
    if (this.store.current.builder?.problems?.length !== 0) return
    this.update({ saving: true, failure: undefined })
    try {
      const { where } = await this.host.saveFormat({ declared: declarationOf(builder), source: builder.source })
      this.close()
      this.say(strings.builder.saved({ name: builder.name, where: strings.builder.places[where] }))
    } catch (error) {
      this.update({ saving: false, failure: toErrorData(error).message })
    }
  }

  private async preview(): Promise<void> {
    const { builder } = this.store.current
    if (!builder) return
    const number = ++this.previews
    try {
      const preview = await this.host.previewFormat({ declared: declarationOf(builder), lines: builder.lines })
      if (number !== this.previews) return
      const { problems } = preview
      this.update(problems.length > 0 ? { problems } : { problems, preview })
    } catch (error) {
      if (number === this.previews && !isCancelled(error)) this.update({ failure: toErrorData(error).message })
    }
  }

  private update(change: Partial<Builder>): void {
    const { builder } = this.store.current
    if (builder) this.store.update({ builder: { ...builder, ...change } })
  }
}

function declarationOf({ name, expression, time }: Builder): FormatDeclaration {
  return { name: name.trim(), expression, ...(time.trim() === '' ? {} : { time: time.trim() }) }
}

/** A name after that of the file: `app.2026-01-05.log.gz` is app. */
function nameOf(file: string): string {
  const name = /[A-Za-z][A-Za-z\d_-]*/.exec(file)?.[0].replace(/[-_]+$/, '') ?? ''
  return `${name || 'my'}-log`
}
