import { errorOf } from '../common/errorTexts.ts'
import type { EngineApi, EngineEvents } from '../common/protocol.ts'
import type { Handlers, Proxy } from '../common/rpc.ts'
import type { SpoolStore } from '../engine/bytes/packed/spoolStore.ts'
import { PREFIX_KINDS, PREFIXES } from '../engine/records/formats/prefix.ts'
import { FORMATS } from '../engine/records/formats/registry.ts'
import type { KeptIndexStore } from '../engine/results/keptIndex/store.ts'
import type { ScannerPool } from '../engine/results/pool.ts'
import { onScriptOutput } from '../engine/results/scripts/scriptOutput.ts'
import { previewFormat } from '../engine/formatPreview.ts'
import { OwnFormats } from '../engine/ownFormats.ts'
import { Session } from '../engine/session.ts'
import { limited } from './timeLimit.ts'

/** The calls of the engine process: finds the analysis in `sessions`, and hands the call to it. */
export function createEngineService(
  pool: ScannerPool,
  sessions: Map<number, Session>,
  events: () => Proxy<EngineEvents>,
  { store, spools }: { store?: KeptIndexStore; spools?: SpoolStore } = {},
): Handlers<EngineApi> {
  let lastId = 0
  const ignore = (): void => undefined

  const get = (analysis: number): Session => {
    const session = sessions.get(analysis)
    if (!session) throw errorOf('outdated', 'analysisClosed', {})
    return session
  }

  let hearsScripts = false
  const hearScripts = (query: string): void => {
    if (hearsScripts || !/\bscript\b/i.test(query)) return
    hearsScripts = true
    onScriptOutput(({ script, level, text }) => void events().log({ level, message: text, from: script }).catch(ignore))
  }

  const own = (declared: unknown): OwnFormats => new OwnFormats(declared, limited)

  const listener = {
    progress: (progress: Parameters<EngineEvents['progress']>[0]) => void events().progress(progress).catch(ignore),
    sourceChange: (change: Parameters<EngineEvents['sourceChange']>[0]) => void events().sourceChange(change).catch(ignore),
  }

  return {
    formats: ({ declared }) => [
      ...own(declared).infos,
      ...FORMATS.map(({ name, title }) => ({ name, title })),
      ...PREFIX_KINDS.map((name) => ({ name, title: PREFIXES[name].title, isPrefix: true })),
    ],
    checkFormats({ declared }) {
      const formats = own(declared)
      return [...formats.problems, ...formats.sampleProblems()]
    },
    previewFormat: ({ declared, lines }) => previewFormat(declared, lines, limited),
    async open({ paths, encodings, formats, declared, shifts, zones }) {
      const id = ++lastId
      const session = await Session.open(paths, { id, pool, listener, store, spools, encodings, formats, own: own(declared), shifts, zones })
      sessions.set(id, session)
      return { analysis: id, sources: session.sources }
    },
    fields: ({ analysis }) => get(analysis).fields,
    run: ({ analysis, query, hold, scripts }) => {
      hearScripts(query)
      return get(analysis).start(query, hold, scripts)
    },
    runSide: ({ analysis, side, query, hold, scripts }) => {
      hearScripts(query)
      return get(analysis).startSide(side, query, hold, scripts)
    },
    endSide: ({ analysis, side }) => get(analysis).endSide(side),
    begin: ({ analysis }) => get(analysis).begin(),
    stop: ({ analysis }) => get(analysis).stop(),
    fetch: (params, { signal }) => get(params.analysis).fetch(params, signal),
    overview: ({ analysis, ...params }) => get(analysis).overview(params),
    timeline: ({ analysis, ...params }) => get(analysis).timeline(params),
    readTime: ({ analysis, text, near }) => ({ time: get(analysis).readTime(text, near) }),
    expand: ({ analysis, run, block, row }) => get(analysis).row(run, block, row),
    copy: ({ analysis, run, range, format, maxBytes, columns, more }, { signal }) =>
      get(analysis).copy(run, range, format, maxBytes, signal, columns, more),
    figures: ({ analysis, run, ranges, column }, { signal }) => get(analysis).figures(run, ranges, column, signal),
    exportTo: ({ analysis, ...params }, { signal }) =>
      get(analysis).exportTo({ ...params, signal }, (rows, bytes, fraction) => void events().exportProgress({ analysis, rows, bytes, fraction }).catch(ignore)),
    async reload({ analysis, encodings, formats, declared, shifts, zones }) {
      return { sources: await get(analysis).reload({ encodings, formats, own: own(declared), shifts, zones }) }
    },
    close({ analysis }) {
      sessions.get(analysis)?.close()
      sessions.delete(analysis)
    },
    about: () => ({ pid: process.pid, node: process.version, threads: pool.threads, rssBytes: process.memoryUsage().rss }),
  }
}
