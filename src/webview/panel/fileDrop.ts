/** Files that are dragged from the explorer onto the panel (with Shift held, as VS Code wants it) become part of what it shows. */

const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list']

/** Tells `take` of dropped files; answers what ends that. */
export function watchDrops(target: EventTarget, take: (uris: readonly string[]) => void): () => void {
  const abort = new AbortController()
  const { signal } = abort
  target.addEventListener('dragover', (event) => {
    const { dataTransfer } = event as DragEvent
    if (!dataTransfer || !URI_LISTS.some((type) => dataTransfer.types.includes(type))) return
    event.preventDefault()
    dataTransfer.dropEffect = 'copy'
  }, { signal })
  target.addEventListener('drop', (event) => {
    const { dataTransfer } = event as DragEvent
    const uris = dataTransfer ? droppedUris((type) => dataTransfer.getData(type)) : []
    if (uris.length === 0) return
    event.preventDefault()
    take(uris)
  }, { signal })
  return () => abort.abort()
}

/** The URIs that a drag carries. Comment lines start with #, as RFC 2483 has it. */
export function droppedUris(data: (type: string) => string): readonly string[] {
  for (const type of URI_LISTS) {
    const uris = data(type).split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
    if (uris.length > 0) return uris
  }
  return []
}
