/** Where choices are kept: a Memento of VS Code. */
export interface ChoiceStorage {
  get(): unknown
  set(choices: Readonly<Record<string, string>>): PromiseLike<void>
}

/** Files whose choice is kept. */
const LIMIT = 200

/** What was chosen for files by hand (an encoding, a format), instead of what they look like. */
export class FileChoices {
  private readonly storage: ChoiceStorage
  private readonly named: (text: string) => string | undefined

  /** `named`: the name that a text says; undefined where it says none, as `auto` does. */
  constructor(storage: ChoiceStorage, named: (text: string) => string | undefined) {
    this.storage = storage
    this.named = named
  }

  /** Names for files; undefined where it is to be detected. `setting`: for files without a choice. */
  of(paths: readonly string[], setting: (path: string) => unknown): readonly (string | undefined)[] {
    const choices = this.choices()
    return paths.map((path) => {
      const name = choices.get(path) ?? setting(path)
      return typeof name === 'string' ? this.named(name) : undefined
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
