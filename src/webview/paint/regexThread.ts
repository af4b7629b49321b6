import { LOOKED_AT, MOST_SPANS, type Pattern } from './spans.ts'

/** An expression that has not been through the rows of a view by then is ended, in milliseconds. */
const LIMIT = 400

/** What the thread runs: as `matchesOf`, which the bundle may have given other names. */
const SERVE =
  'onmessage=({data:{source,flags,texts,most}})=>{let r=new RegExp(source,flags),m;postMessage(texts.map(t=>{let f=[];r.lastIndex=0;' +
  'while((m=r.exec(t))&&f.length<most)m[0]?f.push([m.index,m.index+m[0].length]):r.lastIndex++;return f}))}'

/** Runs expressions where they can be ended. */
export class RegexThread {
  disposed = false
  private worker: Worker | undefined

  /** Matches in each text; undefined where it took too long, or there are no threads. One call at a time. */
  run({ source, flags }: Pattern, texts: readonly string[]): Promise<[number, number][][] | undefined> {
    return new Promise((resolve) => {
      const end = (found?: [number, number][][]): void => {
        clearTimeout(timer)
        if (!found) {
          this.worker?.terminate()
          this.worker = undefined
        }
        resolve(found)
      }
      // A thread that has to be started first gets more time for it.
      const timer = setTimeout(end, this.worker ? LIMIT : 5 * LIMIT)
      try {
        this.worker ??= startWorker()
        this.worker.onmessage = ({ data }: MessageEvent<[number, number][][]>) => end(data)
        this.worker.onerror = () => end()
        this.worker.postMessage({ source, flags, most: MOST_SPANS, texts: texts.map((text) => text.slice(0, LOOKED_AT)) })
      } catch {
        end()
      }
    })
  }

  dispose(): void {
    this.disposed = true
    this.worker?.terminate()
  }
}

function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([SERVE], { type: 'text/javascript' }))
  try {
    return new Worker(url)
  } finally {
    URL.revokeObjectURL(url)
  }
}
