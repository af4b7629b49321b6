/** With few names more a walk over rows takes no longer; it finds 63 at most. */
const MOST = 40

/** Names of fields that have been met in rows: those that are worth looking for in the bytes of others. Rows that have other fields are dealt with one by one. */
export class KnownNames {
  private all: readonly string[] = []

  get names(): readonly string[] {
    return this.all
  }

  add(name: string): void {
    if (this.all.length >= MOST || this.all.includes(name)) return
    // A name of values that is one of objects too would make rows slow that have the object.
    if (this.all.some((each) => each.startsWith(`${name}.`))) return
    this.all = [...this.all.filter((each) => !name.startsWith(`${each}.`)), name]
  }
}
