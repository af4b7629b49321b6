import type { ByteSource, SourceSpec } from './source.ts'

/** A share in a source that is opened when it is first read. */
export interface HeldSource {
  open(): ByteSource
  /** The source is closed with the last share in it. */
  release(): void
}

interface Entry {
  shares: number
  source: ByteSource | undefined
}

/**
 * Sources that stay open while anybody has a share in them: a query that takes the place of another goes on with the same open file, also
 * when its name has been deleted or given to another file.
 */
export class SharedSources {
  private readonly entries = new Map<string, Entry>()
  private readonly openSource: (spec: SourceSpec) => ByteSource

  constructor(openSource: (spec: SourceSpec) => ByteSource) {
    this.openSource = openSource
  }

  hold(spec: SourceSpec): HeldSource {
    const key = [spec.path, spec.size, spec.file?.device, spec.file?.inode, spec.members?.file].join('\0')
    let entry = this.entries.get(key)
    if (!entry) this.entries.set(key, (entry = { shares: 0, source: undefined }))
    const held = entry
    held.shares++
    let released = false
    return {
      open: () => (held.source ??= this.openSource(spec)),
      release: () => {
        if (released) return
        released = true
        if (--held.shares > 0) return
        this.entries.delete(key)
        held.source?.close()
      },
    }
  }
}
