/**
 * How well messages are grouped into patterns: prints the grouping accuracy for each system of LogHub.
 *
 *   node test/support/patternAccuracy.ts FOLDER [system …]
 *
 * FOLDER has the `_structured.csv` files of LogHub-2k. Only their column Content is given to the grouping. A message is right if its group holds
 * exactly the messages of its true group (EventId): Zhu et al., Tools and Benchmarks for Automated Log Parsing, ICSE-SEIP 2019. With systems named,
 * their groups that differ are listed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Masker } from '../../src/engine/stages/aggregate/patterns/mask.ts'
import { templatesOf } from '../../src/engine/stages/aggregate/patterns/templates.ts'

const SUFFIX = '_2k.log_structured.csv'

interface Accuracy {
  readonly messages: number
  readonly right: number
  readonly groups: number
  readonly expected: number
  readonly differences: readonly string[]
}

/** Records of a CSV file, by the names in its first line. */
function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '') continue
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',') rows.push([])
  }
  const [names, ...records] = rows.filter((row) => row.length > 0)
  return records.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])))
}

/** The template of each message. */
function templateOfEach(messages: readonly string[]): string[] {
  const masker = new Masker()
  const masked = messages.map((message) => {
    const bytes = Buffer.from(message)
    return Buffer.from(masker.bytes.subarray(0, masker.mask(bytes, 0, bytes.length))).toString()
  })
  const kinds = [...new Set(masked)]
  const found = new Map<string, string>()
  templatesOf(kinds).forEach((template, i) => template.kinds.forEach((kind) => found.set(kinds[kind], `${i}: ${template.text}`)))
  return masked.map((each) => found.get(each)!)
}

function compare(found: readonly string[], truth: readonly string[]): Accuracy {
  const ours = Map.groupBy(found.keys(), (i) => found[i])
  const theirs = Map.groupBy(truth.keys(), (i) => truth[i])
  let right = 0
  const differences: string[] = []
  for (const [name, rows] of theirs) {
    const groups = new Set(rows.map((i) => found[i]))
    if (groups.size === 1 && ours.get(found[rows[0]])!.length === rows.length) right += rows.length
    else differences.push(`${rows.length} of ${name}\n${[...groups].map((group) => `      ${ours.get(group)!.length} in ${group}`).slice(0, 9).join('\n')}`)
  }
  return { messages: truth.length, right, groups: ours.size, expected: theirs.size, differences }
}

function main(): void {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [folder, ...listed] = positionals
  if (folder === undefined || !existsSync(folder)) {
    console.error(`There is no folder ${folder ?? 'given'}: it has the LogHub-2k files (*${SUFFIX}).`)
    process.exitCode = 1
    return
  }
  const systems = readdirSync(folder).filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length))
  let sum = 0
  for (const system of systems) {
    const records = readCsv(readFileSync(join(folder, system + SUFFIX), 'utf8'))
    const result = compare(templateOfEach(records.map(({ Content }) => Content)), records.map(({ EventId, EventTemplate }) => `${EventId} ${EventTemplate}`))
    sum += result.right / result.messages
    console.log(`${system.padEnd(12)} ${(result.right / result.messages).toFixed(4)}  ${result.groups} groups, ${result.expected} expected`)
    if (listed.includes(system)) result.differences.forEach((each) => console.log(`    ${each}`))
  }
  if (systems.length === 0) console.error(`No *${SUFFIX} in ${folder}.`)
  else console.log(`mean         ${(sum / systems.length).toFixed(4)}`)
}

main()
