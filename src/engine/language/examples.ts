/** The examples of stages and functions, by name: the panel's page has the declarations without them, and gets them when it has shown its rows. */
import type { FunctionSyntax } from '../query/expression/ast.ts'
import type { Stage } from '../stages/contract.ts'
import { FUNCTIONS } from '../stages/expression/functions/functions.ts'
import { stages } from '../stages/registry.ts'

export interface Examples {
  readonly stages: Readonly<Record<string, Stage['examples']>>
  readonly functions: Readonly<Record<string, FunctionSyntax['examples']>>
}

export function allExamples(): Examples {
  return {
    stages: Object.fromEntries(stages.map(({ names, examples }) => [names[0], examples])),
    functions: Object.fromEntries(FUNCTIONS.map(({ name, examples }) => [name, examples])),
  }
}

/** Gives the declarations their examples back. */
export function putExamples(given: Examples): void {
  for (const stage of stages) Object.assign(stage, { examples: given.stages[stage.names[0]] ?? stage.examples })
  for (const each of FUNCTIONS) Object.assign(each, { examples: given.functions[each.name] ?? each.examples })
}
