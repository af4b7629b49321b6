import { toErrorData } from '../common/errors.ts'
import { isTyped } from '../common/exportFormats.ts'
import { uniqueNames } from '../common/sourceNames.ts'
import { inspectSource, type Inspected } from '../engine/bytes/inspect.ts'
import { StreamSource, WindowError } from '../engine/bytes/packed/streamSource.ts'
import { damageText, openContent } from '../engine/bytes/packed/unpack.ts'
import { noFormats } from '../engine/ownFormats.ts'
import { turningStamps } from '../engine/records/formats/turning.ts'
import { needsFields } from '../engine/results/export/encoders.ts'
import { fieldsOf } from '../engine/results/export/fields.ts'
import { makePlan, readsTimes, type Plan } from '../engine/results/plan.ts'
import { parseOrThrow } from '../engine/stages/registry.ts'
import type { StreamTotals } from '../engine/rangeOutput.ts'
import { isStreamable, streamPass, type Streamed } from '../engine/streamPass.ts'
import { TimeLimitError, withinTime } from '../process/timeLimit.ts'
import { textFormat, type CliOptions } from './options.ts'
import { complain, type Output } from './output.ts'

/** Samples of a content are taken from so much of its start. */
const SAMPLED_BYTES = 4 * 1024 * 1024
/** A task that takes longer may never end, and then has to be done where it can be ended. In milliseconds. */
const TASK_LIMIT = 500

export interface StreamResult extends StreamTotals {
  readonly damages: readonly string[]
}

/** Bytes of the output that are there already: what comes next begins with the same. */
export interface Written {
  bytes: number
}

/** The plan by which a query can be run over files as they are unpacked; undefined if it cannot. */
export function planToStream({ query, format, timeZone: zone }: CliOptions, files: readonly Inspected[]): Plan | undefined {
  if (isTyped(format) || files.some(({ packing }) => packing === undefined)) return undefined
  let fromEnd = false
  const plan = makePlan(parseOrThrow(query), {
    now: Date.now(),
    zone,
    // When a log ends is not known before.
    get end() {
      fromEnd = true
      return 0
    },
  })
  return isStreamable(plan) && !fromEnd ? plan : undefined
}

/** Runs a query over packed files without writing their content anywhere; undefined if that turns out not to be possible. */
export async function streamed(
  files: readonly Inspected[],
  { options, plan, format }: { options: CliOptions; plan: Plan; format: string | undefined },
  output: Output,
  written: Written,
): Promise<StreamResult | undefined> {
  const sources: StreamSource[] = []
  let brokenOff = false
  const guard = <T>(work: () => T): T => {
    try {
      return withinTime(TASK_LIMIT, work)
    } catch (error) {
      brokenOff ||= error instanceof TimeLimitError
      throw error
    }
  }
  try {
    const opened: Streamed[] = []
    const samples: (readonly Buffer[])[] = []
    const names = uniqueNames(files.map(({ info }) => info.path))
    for (const [i, { spec, modified, member }] of files.entries()) {
      const content = await openContent(spec.path, member)
      const source = new StreamSource(content)
      sources.push(source)
      await source.ready(SAMPLED_BYTES)
      const found = await inspectSource(source, { path: spec.path, name: files.length > 1 ? names[i] : content.name }, modified, options.encoding)
      // In others a newline may be no byte of its own.
      if (found.spec.encoding !== undefined) return undefined
      const known = noFormats.find(found.samples, modified, format, options.timeZone)
      // Of which years its stamps are is only known at its end.
      if (readsTimes(plan) && noFormats.within(known.format, turningStamps, undefined)) return undefined
      samples.push(found.samples)
      opened.push({ source, spec: { ...found.spec, ...known } })
    }
    const rowFormat = textFormat(options)
    const totals = await streamPass(opened, {
      plan,
      everyLine: options.lines,
      format: rowFormat,
      fields: rowFormat && needsFields(rowFormat, plan.columns) ? fieldsOf(opened.map(({ spec }) => spec), samples) : undefined,
      numbered: options.lineNumber,
      countLines: options.stats,
      guard,
      warn: complain,
      async write(bytes) {
        await output.write(bytes)
        written.bytes += bytes.length
      },
    })
    const damages = sources.flatMap(({ damage }, i) => (damage ? damageText(opened[i].spec.name, damage).message : []))
    return { ...totals, damages }
  } catch (error) {
    if (brokenOff || error instanceof WindowError) return undefined
    throw error
  } finally {
    await Promise.all(sources.map((source) => source.end().catch((error: unknown) => complain(toErrorData(error).message))))
  }
}
