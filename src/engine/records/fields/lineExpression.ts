/** An expression with groups over lines that are bytes: where its groups are in these. */

const ASCII_END = 0x80

/** Matches lines from their start. What it has found is good until the next line is read. */
export class LineExpression {
  /** Where each of the groups is; from 0 to 0 where it has matched nothing. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** 1 for each of the groups that is there. */
  readonly present: Uint8Array
  private readonly groups: readonly string[]
  private readonly expression: RegExp
  private readonly watch: (() => void) | undefined
  /** Where the UTF-16 units of a line that is not all ASCII are in its bytes. */
  private units = new Uint32Array(256)

  /** `groups`: names of those that are asked for. `watch`: called before the expression is run, which may not end. */
  constructor(source: string, groups: readonly string[], watch?: () => void) {
    this.expression = new RegExp(source, groups.length > 0 ? 'duy' : 'uy')
    this.groups = groups
    this.starts = new Uint32Array(groups.length)
    this.ends = new Uint32Array(groups.length)
    this.present = new Uint8Array(groups.length)
    this.watch = watch
  }

  /** Whether the line in bytes[start, end) matches. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const { expression, groups, starts, ends, present } = this
    const isPlain = isAscii(bytes, start, end)
    const text = isPlain ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end)
    this.watch?.()
    expression.lastIndex = 0
    if (groups.length === 0) return expression.test(text)
    const found = expression.exec(text)
    present.fill(0)
    starts.fill(0)
    ends.fill(0)
    if (!found) return false
    if (!isPlain) this.place(bytes, start, end)
    const spans = found.indices?.groups ?? {}
    for (let i = 0; i < groups.length; i++) {
      const span = spans[groups[i]] as readonly [number, number] | undefined
      if (!span) continue
      present[i] = 1
      starts[i] = isPlain ? start + span[0] : this.units[span[0]]
      ends[i] = isPlain ? start + span[1] : this.units[span[1]]
    }
    return true
  }

  /**
   * Notes where the units of a line are, as the WHATWG decoder makes them: one for each part of an invalid sequence that could still have
   * become a valid one.
   */
  private place(bytes: Buffer, start: number, end: number): void {
    if (this.units.length <= end - start) this.units = new Uint32Array(2 * (end - start))
    const { units } = this
    let unit = 0
    for (let at = start; at < end; ) {
      const first = at
      const lead = bytes[at++]
      units[unit++] = first
      if (lead < ASCII_END) continue
      let left = lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0
      const isLong = left === 3
      // Not all bytes may follow these: they would be longer than need be, surrogates, or beyond Unicode.
      let least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      let most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
      for (; left > 0 && at < end && bytes[at] >= least && bytes[at] <= most; left--, at++) {
        least = 0x80
        most = 0xbf
      }
      // A character of two units; none of them begins or ends between these.
      if (isLong && left === 0) units[unit++] = first
    }
    units[unit] = end
  }
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= ASCII_END) return false
  return true
}
