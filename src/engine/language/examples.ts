/** What help says of stages and functions, by name: the panel's page has the declarations without it, and gets it when it has shown its rows. */
import type { FunctionSyntax } from '../query/expression/ast.ts'
import type { Stage } from '../stages/contract.ts'
import { FUNCTIONS } from '../stages/expression/functions/functions.ts'
import { stages } from '../stages/registry.ts'

export interface Examples {
  readonly stages: Readonly<Record<string, Pick<Stage, 'summary' | 'examples'>>>
  readonly functions: Readonly<Record<string, Pick<FunctionSyntax, 'summary' | 'examples'>>>
}

export function allExamples(): Examples {
  return {
    stages: Object.fromEntries(stages.map(({ names, summary, examples }) => [names[0], { summary, examples }])),
    functions: Object.fromEntries(FUNCTIONS.map(({ name, summary, examples }) => [name, { summary, examples }])),
  }
}

/** Gives the declarations back what help says of them. */
export function putExamples(given: Examples): void {
  for (const stage of stages) Object.assign(stage, given.stages[stage.names[0]])
  for (const each of FUNCTIONS) Object.assign(each, given.functions[each.name])
}
