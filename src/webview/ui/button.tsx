import type { ComponentChildren, JSX } from 'preact'

interface ButtonProps {
  readonly id: string
  readonly title?: string
  readonly secondary?: boolean
  readonly disabled?: boolean
  readonly children: ComponentChildren
  onClick(): void
}

/** A button with a text, as VS Code draws them. */
export function Button({ id, title, secondary, disabled, children, onClick }: ButtonProps): JSX.Element {
  return (
    <button type="button" class={`button${secondary ? ' secondary' : ''}`} title={title} disabled={disabled} data-testid={id} onClick={onClick}>
      {children}
    </button>
  )
}
