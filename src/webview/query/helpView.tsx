import type { JSX } from 'preact'
import type { Help } from '../../engine/language/language.ts'

const EXAMPLES = 3

/** How something is written, what it does, and examples. */
export function HelpView({ help }: { help: Help }): JSX.Element {
  return (
    <div class="help" tabIndex={0} role="note">
      <code class="help-usage">{help.usage}</code>
      <p>{help.summary}</p>
      {help.examples.slice(0, EXAMPLES).map(({ code, about }, i) => (
        <div class="help-example" key={i}>
          <code>{code}</code>
          <span>{about}</span>
        </div>
      ))}
    </div>
  )
}
