import type { EncodingNames } from '../common/protocol.ts'
import { encodingNamed } from '../common/encodings.ts'

/** Where choices are kept: a Memento of VS Code. */
export interface ChoiceStorage {
  get(): unknown
  set(choices: Readonly<Record<string, string>>): PromiseLike<void>
}

/** Files whose choice is kept. */
const LIMIT = 200

/** Encodings that were chosen for files by hand, instead of what they look like. */
export class EncodingChoices {
  private readonly storage: ChoiceStorage

  constructor(storage: ChoiceStorage) {
    this.storage = storage
  }

  /** The encodings to read files in; undefined where they are to be detected. `setting`: for files without a choice, `auto` for none. */
  of(paths: readonly string[], setting: (path: string) => unknown): EncodingNames {
    const choices = this.choices()
    return paths.map((path) => {
      const name = choices.get(path) ?? setting(path)
      return typeof name === 'string' ? encodingNamed(name)?.name : undefined
    })
  }

  /** `auto` says that a file is to be looked at, whatever the setting says; undefined takes the choice back. */
  async set(paths: readonly string[], name: string | undefined): Promise<void> {
    const choices = this.choices()
    for (const path of paths) {
      choices.delete(path)
      if (name !== undefined) choices.set(path, name)
    }
    await this.storage.set(Object.fromEntries([...choices].slice(-LIMIT)))
  }

  private choices(): Map<string, string> {
    const kept = this.storage.get()
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : []
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  }
}
