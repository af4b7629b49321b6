import type { JSX, RefObject } from 'preact'
import { glyph } from './glyph.tsx'

export interface IconButtonProps {
  /** Codicon. */
  readonly icon: string
  readonly label: string
  readonly testId?: string
  readonly button?: RefObject<HTMLButtonElement | null>
  /** Opens a menu, which is open or not. */
  readonly popup?: boolean
  /** Opens a card, which is open or not. */
  readonly card?: boolean
  readonly disabled?: boolean
  /** Of one that is on or off. */
  readonly pressed?: boolean
  onClick(event: MouseEvent): void
}

export function IconButton({ icon, label, testId, button, popup, card, disabled, pressed, onClick }: IconButtonProps): JSX.Element {
  return (
    <button
      ref={button}
      type="button"
      class={`icon-button${pressed ? ' on' : ''}`}
      title={label}
      aria-label={label}
      aria-haspopup={popup === undefined ? (card === undefined ? undefined : 'dialog') : 'menu'}
      aria-expanded={popup ?? card}
      aria-pressed={pressed}
      data-testid={testId}
      disabled={disabled}
      onClick={onClick}
    >
      {glyph(icon)}
    </button>
  )
}
