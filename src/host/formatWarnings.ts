import type { FormatProblem } from '../common/protocol.ts'
import { t } from './l10n.ts'

export interface FormatWarningsOptions {
  /** Asks the engine what is wrong with formats that were declared. */
  check(declared: unknown): Promise<readonly FormatProblem[]>
  /** Shows a warning; resolves when it has been dealt with. */
  show(message: string): PromiseLike<void>
}

/** Says what is wrong with the formats in the settings: once, until they are changed. */
export class FormatWarnings {
  private readonly options: FormatWarningsOptions
  /** What was looked at last. */
  private checked = '[]'

  constructor(options: FormatWarningsOptions) {
    this.options = options
  }

  /** Looks at the formats as they are now. An engine that cannot answer is told of elsewhere. */
  async check(declared: unknown): Promise<void> {
    const text = JSON.stringify(declared) ?? '[]'
    if (text === this.checked) return
    this.checked = text
    const problems = await this.options.check(declared).catch(() => [])
    if (problems.length > 0 && text === this.checked) await this.options.show(warningText(problems))
  }
}

/** A sentence for each problem. */
export function warningText(problems: readonly FormatProblem[]): string {
  const sentences = problems.map(({ format, message }) => (format === '' ? `${message}.` : `'${format}': ${message}.`))
  return t('{0} Other formats are used.', `sluice.formats: ${sentences.join(' ')}`)
}
