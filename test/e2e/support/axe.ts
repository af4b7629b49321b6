import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Frame } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Colours that the log itself has are its own. */
const OF_THE_LOG = '[style*="--vscode-terminal-ansi"]'

/** What axe finds wrong in a document and is serious or critical: one line for each kind, with the first place. */
export async function seriousFindings(frame: Frame): Promise<string[]> {
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(source)
  const { violations } = await frame.evaluate(
    async ([exclude]) => {
      const { axe } = window as never as { axe: { run(context: object, options: RunOptions): Promise<AxeResults> } }
      return axe.run({ exclude: [[exclude]] }, { resultTypes: ['violations'] })
    },
    [OF_THE_LOG],
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ impact, id, nodes: [first, ...more] }) => `${impact} ${id} (${more.length + 1}): ${first.html.slice(0, 200)} ${first.failureSummary?.replace(/\s+/g, ' ') ?? ''}`)
}
