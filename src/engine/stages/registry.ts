/** All stages there are. A new one is added to the list below, and parser, chips, help and planner know it. */
import type { Diagnostic } from '../../common/protocol.ts'
import { remembering } from '../../common/remembering.ts'
import type { ParsedQuery } from '../query/parser.ts'
import type { Query, StageNode } from '../query/ast.ts'
import { parseOrThrow as parseQueryOrThrow, parseQuery } from '../query/parser.ts'
import { describeNode, printNode, printQuery, syntaxOf } from '../query/printer.ts'
import { facets } from './aggregate/facets/facets.ts'
import { histogram } from './aggregate/histogram.ts'
import { patterns } from './aggregate/patterns/patterns.ts'
import { stats } from './aggregate/stats.ts'
import { timechart } from './aggregate/timechart.ts'
import { rare, top } from './aggregate/top.ts'
import type { Stage } from './contract.ts'
import { search } from './filter/search.ts'
import { between } from './filter/between.ts'
import { lines } from './filter/lines.ts'
import { regexStage } from './filter/regex.ts'
import { where } from './filter/where.ts'
import { misplacedStages } from './misplaced.ts'
import { context } from './ordered/context.ts'
import { head } from './ordered/head.ts'
import { tail } from './ordered/tail.ts'
import { dedup } from './sequential/dedup.ts'
import { delta } from './sequential/delta.ts'
import { sample } from './sequential/sample.ts'
import { isRecordScript, recordScript, script } from './sequential/script.ts'
import { sort } from './sequential/sort.ts'
import { streamstats } from './sequential/streamstats.ts'
import { transaction } from './sequential/transaction.ts'
import { decode } from './transform/decode.ts'
import { evalStage } from './transform/eval.ts'
import { fields } from './transform/fields.ts'
import { fillnull } from './transform/fillnull.ts'
import { flatten } from './transform/flatten.ts'
import { grok } from './transform/grok/grok.ts'
import { json } from './transform/json.ts'
import { kv } from './transform/kv.ts'
import { parse as parseStage } from './transform/parse.ts'
import { redact } from './transform/redact/redact.ts'
import { rename } from './transform/rename.ts'
import { replace } from './transform/replace.ts'
import { spath } from './transform/spath.ts'
import { split } from './transform/split.ts'
import { strip } from './transform/strip.ts'

export const stages: readonly Stage[] = [
  search, where, regexStage, between, lines,
  parseStage, grok, json, spath, kv, split, evalStage, fields, rename, replace, redact, fillnull, flatten, decode, strip,
  head, tail, context, sort, dedup, sample, delta, streamstats, transaction, script,
  stats, timechart, top, rare, histogram, patterns, facets,
]

export const registry = {
  stages,
  misplaced: (query: Query): Diagnostic[] => misplacedStages(query, (node) => (node.name === 'invalid' ? undefined : stageOf(node))),
}

/** Reads a query; once, where it is asked for the same one again. Never throws: mistakes are diagnostics, and every stage is read whatever the others are. */
export const parse: (text: string) => ParsedQuery = remembering((text) => parseQuery(text, registry))

/** Reads a query; throws SluiceError `query` with the diagnostics if there is a mistake. */
export function parseOrThrow(text: string): Query {
  return parseQueryOrThrow(text, registry)
}

/** The canonical text of a query; parsing it gives the same query. */
export function print(query: Query): string {
  return printQuery(query, registry)
}

/** The text of one stage, as it stands behind a `|`. */
export function printStage(node: StageNode): string {
  return printNode(node, registry)
}

/** A short label for a stage's chip. */
export function describe(node: StageNode): string {
  return describeNode(node, registry)
}

/** The declaration of a stage. Throws RangeError for one that could not be read. */
export function stageOf(node: StageNode): Stage {
  return isRecordScript(node) ? recordScript as Stage : (syntaxOf(node.name, registry) as Stage)
}
