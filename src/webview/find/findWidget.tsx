import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import type { FindState } from './findFeature.ts'

/** Key with Alt, name and codicon of what a term may be. */
const OPTIONS = [
  ['c', 'matchCase', 'case-sensitive'],
  ['w', 'word', 'whole-word'],
  ['r', 'regex', 'regex'],
] as const

/** As the find widget of editors, at the top right of the list. */
export function FindWidget(): JSX.Element | null {
  const controller = useController()
  const find = useStore(controller.store, (model) => model.find)
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    if (!find.open) return
    input.current?.focus()
    input.current?.select()
  }, [find.open, find.focus])
  if (!find.open) return null

  const feature = controller.find
  const words = strings.find
  const close = (): void => {
    feature.close()
    document.querySelector<HTMLElement>('.grid')?.focus({ preventScroll: true })
  }
  const toggle = (name: (typeof OPTIONS)[number][1]): void => feature.set({ [name]: !find[name] })
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, shiftKey, altKey } = event
    if (key === 'Escape') close()
    else if (key === 'F3' || (key === 'Enter' && event.target === input.current)) feature.step(shiftKey ? -1 : 1, event.repeat)
    else {
      const option = altKey && OPTIONS.find(([letter]) => key.toLowerCase() === letter)
      if (!option) return
      toggle(option[1])
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const nothing = find.total === 0 && find.exact === true
  return (
    <div class="find" role="search" aria-label={words.title} data-testid="find" onKeyDown={onKeyDown}>
      <div class={`find-field${find.problem !== undefined || nothing ? ' wrong' : ''}`}>
        <input
          ref={input}
          type="text"
          value={find.text}
          placeholder={words.title}
          aria-label={words.title}
          aria-invalid={find.problem !== undefined}
          title={find.problem}
          spellcheck={false}
          data-testid="find-input"
          onInput={(event) => feature.set({ text: event.currentTarget.value })}
        />
        {OPTIONS.map(([, name, icon]) => (
          <IconButton key={name} icon={icon} label={words[name]} pressed={find[name]} testId={`find-${name}`} onClick={() => toggle(name)} />
        ))}
      </div>
      <span class={`find-count${nothing ? ' none' : ''}`} role="status" title={find.problem} data-testid="find-count" data-busy={find.busy ? true : undefined}>
        {countText(find)}
      </span>
      <IconButton icon="arrow-up" label={words.previous} testId="find-previous" disabled={!find.expression} onClick={() => feature.step(-1)} />
      <IconButton icon="arrow-down" label={words.next} testId="find-next" disabled={!find.expression} onClick={() => feature.step(1)} />
      <IconButton icon="close" label={words.close} testId="find-close" onClick={close} />
    </div>
  )
}

/** `3 of 1,204+`: the plus says that there may be more. */
export function countText({ expression, problem, total, exact, at, busy }: FindState): string {
  const words = strings.find
  if (problem !== undefined) return words.problem
  if (!expression) return ''
  if (!total) return exact ? words.none : busy ? strings.searching : ''
  const all = `${formatCount(total)}${exact ? '' : '+'}`
  return words.of({ at: at === undefined ? '?' : formatCount(at), all })
}
