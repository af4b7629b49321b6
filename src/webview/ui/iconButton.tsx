import type { JSX, RefObject } from 'preact'

export interface IconButtonProps {
  /** Codicon. */
  readonly icon: string
  readonly label: string
  readonly testId?: string
  readonly button?: RefObject<HTMLButtonElement | null>
  /** Opens a menu, which is open or not. */
  readonly popup?: boolean
  readonly disabled?: boolean
  onClick(event: MouseEvent): void
}

export function IconButton({ icon, label, testId, button, popup, disabled, onClick }: IconButtonProps): JSX.Element {
  return (
    <button
      ref={button}
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      aria-haspopup={popup === undefined ? undefined : 'menu'}
      aria-expanded={popup}
      data-testid={testId}
      disabled={disabled}
      onClick={onClick}
    >
      <span class={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  )
}
