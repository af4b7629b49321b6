/** What help says of stages and functions, made of their declarations. */
import type { FunctionSyntax } from '../query/expression/ast.ts'
import { usageOf } from '../query/expression/parser.ts'
import { aggregateCalls } from '../stages/aggregate/functions.ts'
import type { Stage } from '../stages/contract.ts'
import { FUNCTIONS } from '../stages/expression/functions/functions.ts'
import { stages } from '../stages/registry.ts'

export interface Help {
  /** How it is written. */
  readonly usage: string
  /** A line: what it does. */
  readonly summary: string
  /** Codes, and what to say of each. */
  readonly examples: readonly { readonly code: string; readonly about: string }[]
}

const KINDS = { blockLocal: 'Works row by row.', ordered: 'Works on the rows in their order.', context: 'Goes back to the log.',
  sequential: 'Works on the rows in their order.', aggregate: 'Gives a table.' } as const

export function stageHelp({ usage, summary, kind, names, examples }: Stage): Help {
  const others = names.length > 1 ? ` Also written ${names.slice(1).join(', ')}.` : ''
  return { usage, summary: `${summary} ${KINDS[kind]}${others}`, examples: examples.map(({ query, about }) => ({ code: query, about })) }
}

export function functionHelp(syntax: FunctionSyntax): Help {
  const { summary, aliases = [], result, examples } = syntax
  const others = aliases.length > 0 ? ` Also written ${aliases.join(', ')}.` : ''
  const usage = `${usageOf(syntax)}${result === 'any' ? '' : ` → ${result}`}`
  return { usage, summary: summary + others, examples: examples.map(({ expression, gives }) => ({ code: expression, about: gives === '' ? 'null' : gives })) }
}

/** The stage of a name, as it may be written. */
export function stageNamed(name: string): Stage | undefined {
  return stages.find(({ names }) => names.includes(name.toLowerCase()))
}

/** The function of an expression. */
export function functionNamed(name: string): FunctionSyntax | undefined {
  const word = name.toLowerCase()
  return FUNCTIONS.find((each) => each.name === word || each.aliases?.includes(word))
}

/** How a function of aggregates is called, as `sum(x)`. */
export function aggregateCall(name: string): string | undefined {
  return aggregateCalls.find((call) => call.startsWith(`${name.toLowerCase()}(`))
}
