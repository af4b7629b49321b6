/** Stands in for VS Code and the extension: what the panel's page needs to live in a plain browser. Options come from the page's address. */
import { encodePage, LEVELS, RAW_COLUMN, RowFlag, type PageRow } from '../../../src/common/page.ts'
import { SluiceError } from '../../../src/common/errors.ts'
import { toDisposable } from '../../../src/common/lifecycle.ts'
import type { PanelEvents, PanelHostApi, PanelState } from '../../../src/common/panelProtocol.ts'
import type { FetchResult, Place, Progress, SourceInfo, Timeline } from '../../../src/common/protocol.ts'
import { RpcEndpoint, type Handlers } from '../../../src/common/rpc.ts'
import { allExamples } from '../../../src/engine/language/examples.ts'
import { parse } from '../../../src/engine/stages/registry.ts'
import type { SearchExpr } from '../../../src/engine/query/ast.ts'
import { levelAt, lineAt } from './log.ts'

const options = new URLSearchParams(location.search)
const LINES = Number(options.get('lines') ?? 2_000_000)
const PASS_SECONDS = Number(options.get('pass') ?? 0)
const DELAY = Number(options.get('delay') ?? 5)
const LINE_BYTES = 120
/** When the log begins, and how far its lines are apart. */
const START = Date.UTC(2026, 4, 12, 6)
const MILLISECONDS = 25
const BLOCK_ROWS = 1000
const encoder = new TextEncoder()
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/

interface Run {
  readonly run: number
  readonly columns: readonly string[]
  readonly table: boolean
  readonly phrase: string
  /** Every so manieth line is in the result; 0: none. */
  readonly every: number
  readonly total: number
  readonly stages: number
  readonly started: number
  stopped?: number
}

let current: Run | undefined
let runs = 0
let stateText = sessionStorage.getItem('state')
const calls: string[] = []

function phraseOf(expr: SearchExpr | undefined): string {
  if (expr?.type === 'phrase') return expr.text
  if (expr?.type === 'and' || expr?.type === 'or') return expr.items.map(phraseOf).find(Boolean) ?? ''
  return ''
}

function makeRun(query: string): Run {
  const { query: read, diagnostics } = parse(query)
  if (diagnostics.length > 0) throw new SluiceError('query', diagnostics[0].message, diagnostics)
  const on = read.stages.filter((stage) => stage.on).map((stage) => stage.node as never as Record<string, unknown>)
  const phrase = phraseOf(on.find(({ name }) => name === 'search')?.expr as SearchExpr | undefined)
  const table = on.some(({ name }) => name === 'stats')
  const every = phrase === 'nothing' ? 0 : phrase ? 45 : 1
  const fields = on.find(({ name }) => name === 'fields')?.fields as string[] | undefined
  const parsed = on.some(({ name }) => name === 'parse') ? ['user', 'ms'] : []
  const columns = table ? ['service', 'count()'] : (fields ?? [RAW_COLUMN, ...parsed])
  const total = table ? 4 : every === 0 ? 0 : Math.ceil(LINES / every)
  return { run: ++runs, columns, table, phrase, every, total, stages: read.stages.length, started: performance.now() }
}

/** How much of the pass is done, 0 to 1. */
function done(run: Run): number {
  if (PASS_SECONDS === 0) return 1
  return Math.min(1, ((run.stopped ?? performance.now()) - run.started) / 1000 / PASS_SECONDS)
}

function progressOf(run: Run): Omit<Progress, 'analysis'> {
  const part = done(run)
  const scanned = Math.floor(LINES * part)
  const matched = run.table ? 4 : Math.floor(run.total * part)
  const exact = part >= 1
  const stages = Array.from({ length: run.stages }, (_, i) => ({
    rowsIn: i === 0 ? scanned : matched,
    rowsOut: matched,
    inExact: exact,
    outExact: exact,
    warnings: options.has('warn') && i === run.stages - 1 ? ["no row has the field 'x'"] : [],
  }))
  return {
    run: run.run,
    state: exact ? 'done' : run.stopped !== undefined ? 'stopped' : 'running',
    bytesDone: scanned * LINE_BYTES,
    bytesTotal: LINES * LINE_BYTES,
    rowsScanned: scanned,
    rowsMatched: matched,
    exact,
    seconds: part * Math.max(PASS_SECONDS, 0.4),
    stages,
    version: run.table ? Math.floor(part * 10) : 0,
  }
}

function ordinalOf(place: Place, run: Run): number {
  const { every, total } = run
  switch (place.at) {
    case 'start':
      return 0
    case 'end':
      return total
    case 'row':
      return place.block * BLOCK_ROWS + place.row
    case 'byte':
      return Math.min(total, Math.ceil(place.offset / LINE_BYTES / Math.max(1, every)))
    case 'fraction':
      return Math.min(total, Math.floor(place.value * total))
    case 'line':
      return Math.min(total, Math.ceil((place.line - 1) / Math.max(1, every)))
    case 'time':
      return Math.min(total, Math.max(0, Math.ceil((place.value - START) / MILLISECONDS / Math.max(1, every))))
  }
}

function rowAt(ordinal: number, run: Run, columns: readonly string[]): PageRow {
  const anchor = { block: Math.floor(ordinal / BLOCK_ROWS), row: ordinal % BLOCK_ROWS, source: 0 }
  if (run.table) {
    const cells = [['checkout', 'payments', 'gateway', 'orders'][ordinal], String(Math.floor((902 - 200 * ordinal) * done(run)))]
    return { ...anchor, line: 0, offset: -1, time: NaN, more: 0, flags: 0, level: 0, marks: [], cells: cells.map((cell) => encoder.encode(cell)) }
  }
  const index = ordinal * run.every
  const text = lineAt(index, run.phrase) + (index % 23 === 7 ? '\njava.net.SocketTimeoutException: timeout\n\tat com.acme.Pay.send(Pay.java:88)\n\tat com.acme.Cart.pay(Cart.java:214)' : '')
  const message = text.replace(STAMP, '').replace(/^ [A-Z]+ +/, '').split('\n')[0]
  const found = run.phrase ? (columns.includes(RAW_COLUMN) ? text : message).indexOf(run.phrase) : -1
  const fields: Record<string, string | undefined> = {
    [RAW_COLUMN]: text,
    time: STAMP.exec(text)?.[0],
    level: levelAt(index) || undefined,
    service: ['checkout', 'payments', 'gateway', 'orders'][index % 4],
    message,
    user: /user=(\S+)/.exec(text)?.[1],
    ms: /took (\d+)ms/.exec(text)?.[1],
  }
  const estimated = done(run) < ordinal / Math.max(1, run.total) ? RowFlag.LineEstimated : 0
  return {
    ...anchor,
    line: index + 1,
    offset: index * LINE_BYTES,
    time: Date.parse(`${STAMP.exec(text)?.[0] ?? '-'}Z`.replace(' ', 'T')),
    more: text.split('\n').length - 1,
    flags: (text.length > 3000 ? RowFlag.Cut | RowFlag.TooLong : 0) | estimated,
    level: LEVELS.indexOf(index >= 10 && index < 16 ? '' : levelAt(index)),
    marks: found < 0 ? [] : [found, found + run.phrase.length],
    cells: columns.map((column) => {
      const value = fields[column] ?? (column.startsWith('field') ? `value of ${column}` : undefined)
      return value === undefined ? undefined : encoder.encode(value)
    }),
  }
}

function fetchRows({ run: number, from, skip, count, columns }: { run: number; from: Place; skip: number; count: number; columns?: readonly string[] }): FetchResult {
  const run = current
  if (!run || run.run !== number) throw new SluiceError('outdated', 'This run has been replaced.')
  const first = Math.max(0, Math.min(run.total, ordinalOf(from, run) + skip))
  const end = Math.min(run.total, first + count)
  const rows = Array.from({ length: end - first }, (_, i) => rowAt(first + i, run, columns ?? run.columns))
  const scale = Math.max(1, run.total)
  return {
    run: number,
    page: encodePage(rows, (columns ?? run.columns).length),
    atStart: first === 0,
    atEnd: end === run.total,
    scroll: [first / scale, end / scale],
    ordinal: first,
    ordinalExact: true,
  }
}

/** A log with a peak of errors in its last third. */
function timelineOf(run: number | undefined, buckets: number, from = START, to = START + LINES * MILLISECONDS): Timeline {
  const found = options.has('notimes') ? 0 : LINES
  const width = (to - from) / Math.min(150, buckets)
  const count = found === 0 ? 0 : Math.min(150, buckets)
  const peak = (i: number): number => Math.exp(-(((from - START + (i + 0.5) * width) / (LINES * MILLISECONDS) - 0.62) ** 2) * 900)
  const counts = Array.from({ length: count }, (_, i) => [0, 0, 400, 3000 + 500 * Math.sin(i * 2.4) + 2000 * peak(i), 250 + 900 * peak(i), 60 + 3000 * peak(i), 0]).flat()
  const matches = current && current.run === run && current.every !== 1 && !current.table ? Array.from({ length: count }, (_, i) => Math.round(40 * peak(i) + (i % 7 === 3 ? 2 : 0))) : undefined
  const known = current ? done(current) : 1
  return { from, width, counts, matches, least: START, greatest: START + LINES * MILLISECONDS, timed: found, untimed: options.has('untimed') ? 1234 : 0, known, canHaveTimes: found > 0 }
}

const source: SourceInfo = {
  path: '/logs/checkout.log',
  name: 'checkout.log',
  size: options.has('empty') ? 0 : LINES * LINE_BYTES,
  encoding: 'UTF-8',
  bom: false,
  lineEnd: 'LF',
  ...(options.has('notimes') ? {} : { format: { name: 'logback', title: 'Logback' } }),
  binary: options.has('binary'),
}

const listeners = new Set<(message: unknown) => void>()
const handlers: Handlers<PanelHostApi> = {
  fields: () => [
    { name: 'time', example: '2026-01-05T06:00:00Z', share: 1, longest: 24, variety: 1 },
    { name: 'level', example: 'error', share: 1, longest: 7, variety: 0.1 },
    { name: 'service', example: 'checkout', share: 1, longest: 8, variety: 0.2 },
    { name: 'message', example: 'done', share: options.has('plain') ? 0 : 1, longest: 90, variety: 1 },
    { name: 'user', example: 'ann', share: 0.2, longest: 7, variety: 0.5 },
    ...Array.from({ length: Number(options.get('fields') ?? 0) }, (_, i) => ({ name: `field${i}`, example: `value ${i}` })),
  ],
  proposeFormat: () => '^(?<message>.*)',
  previewFormat: () => ({ problems: [], fields: [], rows: [] }),
  saveFormat: () => ({ where: 'user' }),
  overview: () => ({ matches: [], errors: [], warnings: [], known: 0, places: [] }),
  addHighlighter: () => undefined,
  openScript: () => undefined,
  placed: () => undefined,
  unbind: () => undefined,
  ready: () => ({
    title: 'checkout.log',
    uris: ['file:///logs/checkout.log'],
    sources: [source],
    query: options.get('query') ?? '',
    settings: { fontFamily: '', fontSize: 12, rowHeight: 22, renderAnsi: !options.has('noansi'), history: ['error', 'timeout | head 10'], examples: true, highlighters: [] },
    columnWidths: {},
    error: options.has('missing')
      ? { message: 'The file /logs/checkout.log does not exist. It may have been moved or deleted.', actions: ['chooseFile', 'close'] }
      : undefined,
  }),
  run: ({ query }) => {
    calls.push(`run ${query}`)
    current = makeRun(query)
    void tick(current)
    return { run: current.run, columns: current.columns, table: current.table }
  },
  runSide: ({ side, query }) => {
    calls.push(`side ${side} ${query}`)
    const { run, columns, table } = makeRun(query)
    return { run, columns, table }
  },
  endSide: ({ side }) => void calls.push(`end ${side}`),
  saveChart: ({ kind }) => void calls.push(`saveChart ${kind}`),
  examples: () => allExamples(),
  copyLink: ({ line }) => void calls.push(`copyLink ${line}`),
  addFiles: ({ uris }) => void calls.push(`addFiles ${uris.join()}`),
  toggleBookmark: () => ({ on: true }),
  editBookmark: () => undefined,
  stop: () => {
    if (current) current.stopped = performance.now()
  },
  fetch: async (params) => {
    calls.push(`fetch ${JSON.stringify(params)}`)
    await new Promise((resolve) => setTimeout(resolve, DELAY))
    return fetchRows(params)
  },
  expand: ({ block, row }) => {
    const { phrase } = current ?? { phrase: '' }
    const text = lineAt((block * BLOCK_ROWS + row) * (current?.every ?? 1), phrase)
    const long = text.startsWith('long')
    return { text: long ? text.repeat(options.has('huge') ? 300 : 2) : text, tooLong: long, fields: [] }
  },
  copy: ({ range }) => {
    calls.push(`copy ${JSON.stringify(range)}`)
    const rows = (range.last.block - range.first.block) * BLOCK_ROWS + range.last.row - range.first.row + 1
    return { rows, complete: true }
  },
  figures: ({ ranges, column }) => {
    calls.push(`figures ${JSON.stringify(ranges)} ${column ?? ''}`)
    return { rows: 3, from: START, to: START + 4200, ...(column ? { sum: '19336', avg: '6445.33333333333', min: '12', max: '9000' } : {}) }
  },
  copyText: ({ text }) => void calls.push(`copyText ${text}`),
  setSetting: ({ name, value }) => void calls.push(`setting ${name} ${value}`),
  openResult: () => void calls.push('openResult'),
  saveResult: () => void calls.push('saveResult'),
  timeline: ({ run, buckets, from, to }) => timelineOf(run, buckets, from, to),
  askTime: () => ({ time: START + 3_600_000 }),
  askPercent: () => ({ percent: 50 }),
  askPlace: () => ({ line: Number(options.get('line') ?? 1000) }),
  act: ({ action }) => void calls.push(`act ${action}`),
  chooseReading: ({ of }) => void calls.push(`chooseReading ${of}`),
  dismissed: () => void calls.push('dismissed'),
  follow: ({ on }) => void calls.push(`follow ${on}`),
  offerExamples: ({ on }) => void calls.push(`offerExamples ${on}`),
  getStarted: () => void calls.push('getStarted'),
  state: ({ state }) => void calls.push(`state ${state.query}`),
  log: ({ message }) => console.warn(message),
}

const host: RpcEndpoint<PanelHostApi, PanelEvents> = new RpcEndpoint<PanelHostApi, PanelEvents>(
  {
    send: (message) => window.postMessage(message),
    onMessage: (listener) => {
      listeners.add(listener)
      return toDisposable(() => listeners.delete(listener))
    },
    onClose: () => toDisposable(() => undefined),
  },
  handlers,
)

async function tick(run: Run): Promise<void> {
  while (current === run) {
    const progress = progressOf(run)
    await host.remote.progress(progress)
    if (progress.state !== 'running') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      for (const listener of listeners) setTimeout(() => listener(structuredClone(message)))
    },
    getState: () => (stateText === null ? undefined : (JSON.parse(stateText) as PanelState)),
    setState: (state: PanelState) => {
      stateText = JSON.stringify(state)
      sessionStorage.setItem('state', stateText)
    },
  }),
  // For tests: what the page asked for, and a way to send it events.
  harness: { calls, events: host.remote },
})
