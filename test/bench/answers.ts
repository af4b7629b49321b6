// What programs answer, in a form in which it can be compared.

/** Rows of a table by their first cell. */
export type Groups = ReadonlyMap<string, readonly (number | undefined)[]>

/** `sluice --format jsonl`: the first values of each row, as many as there are keys, name the group, the others are numbers. */
export function groupsOfJsonLines(output: Buffer, keys = 1): Groups {
  const rows = output.toString('utf8').split('\n').filter((line) => line !== '')
  return groups(rows.map((line) => Object.values(JSON.parse(line) as Record<string, unknown>)), keys)
}

/** CSV without quotes, as lnav writes it, with a header. */
export function groupsOfCsv(output: Buffer, keys = 1): Groups {
  return groups(output.toString('utf8').trimEnd().split('\n').slice(1).map((line) => line.split(',')), keys)
}

export function groups(rows: readonly (readonly unknown[])[], keys = 1): Groups {
  const result = new Map<string, (number | undefined)[]>()
  for (const row of rows) {
    const key = row.slice(0, keys).map(String).join(' ')
    if (result.has(key)) throw new Error(`the group ${key} comes twice`)
    result.set(key, row.slice(keys).map((value) => (value == null || value === '' ? undefined : Number(value))))
  }
  return result
}

/** A count as grep prints it: nothing where there is nothing. */
export function countOf(output: Buffer): string {
  return output.toString('utf8').trim() || '0'
}

/** What differs, in words; undefined if nothing does. */
export type Compare<A> = (ours: A, theirs: A) => string | undefined

export function sameText(ours: string, theirs: string): string | undefined {
  return ours === theirs ? undefined : `ours is ${shorten(ours)}, theirs ${shorten(theirs)}`
}

export function sameBytes(ours: Buffer, theirs: Buffer): string | undefined {
  if (ours.equals(theirs)) return undefined
  let at = 0
  while (ours[at] === theirs[at]) at++
  const from = ours.lastIndexOf(10, at) + 1
  const around = (bytes: Buffer): string => shorten(JSON.stringify(bytes.toString('utf8', from, from + 200)))
  return `${ours.length} bytes, theirs ${theirs.length}; from byte ${at} on ours is ${around(ours)}, theirs ${around(theirs)}`
}

/**
 * The same groups; the first number of each equal, the numbers after it within a relative error. Numbers that only one has are not compared.
 */
export function sameGroups(error: number): Compare<Groups> {
  return (ours, theirs) => {
    const missing = [...theirs.keys()].find((key) => !ours.has(key)) ?? [...ours.keys()].find((key) => !theirs.has(key))
    if (missing !== undefined) return `the group ${missing} is in one only; ours has ${ours.size}, theirs ${theirs.size}`
    for (const [key, values] of ours) {
      const others = theirs.get(key)!
      for (let i = 0; i < Math.min(values.length, others.length); i++) {
        if (values[i] === others[i]) continue
        const allowed = i === 0 ? 0 : error * Math.abs(others[i] ?? 0)
        if (Math.abs((values[i] ?? NaN) - (others[i] ?? NaN)) <= allowed) continue
        return `${key}, number ${i + 1}: ours is ${values[i]}, theirs ${others[i]}`
      }
    }
    return undefined
  }
}

function shorten(text: string): string {
  return text.length > 240 ? `${text.slice(0, 240)}…` : text
}
