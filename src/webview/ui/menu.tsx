/** A menu below (or above) its button, with icons and descriptions, for the keyboard too. */
import type { JSX, RefObject, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { glyph } from './glyph.tsx'

/** Letters that come sooner are of one name, in milliseconds. */
const NAME_PAUSE = 700

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: string
  /** What it does, in a line below its label. */
  readonly description?: string
  readonly checked?: boolean
  readonly disabled?: boolean
  /** A line above it. */
  readonly separator?: boolean
}

interface MenuProps {
  readonly items: readonly MenuItem[]
  readonly anchor: RefObject<HTMLElement | null>
  readonly label: string
  onChoose(id: string): void
  onClose(): void
}

export function Menu({ items, anchor, label, onChoose, onClose }: MenuProps): JSX.Element {
  const menu = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', time: -Infinity })

  useLayoutEffect(() => {
    if (menu.current && anchor.current) place(menu.current, anchor.current.getBoundingClientRect())
    menu.current?.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus()
  }, [])

  useEffect(() => {
    const onDown = (event: Event): void => {
      const target = event.target as Node
      if (!menu.current?.contains(target) && !anchor.current?.contains(target)) onClose()
    }
    document.addEventListener('pointerdown', onDown, true)
    window.addEventListener('blur', onClose)
    window.addEventListener('resize', onClose)
    return () => {
      document.removeEventListener('pointerdown', onDown, true)
      window.removeEventListener('blur', onClose)
      window.removeEventListener('resize', onClose)
    }
  }, [onClose])

  const close = (): void => {
    onClose()
    anchor.current?.focus()
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')]
    const at = entries.indexOf(document.activeElement as HTMLElement)
    const go = (index: number): void => entries[(index + entries.length) % entries.length]?.focus()
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Escape' || event.key === 'Tab') close()
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== ' ') {
      const letter = event.key.toLowerCase()
      const find = (text: string, from: number): HTMLElement | undefined =>
        [...entries.slice(from), ...entries.slice(0, from)].find((entry) => entry.dataset.label?.toLowerCase().startsWith(text))
      const { text, time } = typed.current
      // The start of a name, or one letter again and again for one name after the other.
      const name = event.timeStamp - time < NAME_PAUSE ? find(text + letter, at) : undefined
      typed.current = { text: name ? text + letter : letter, time: event.timeStamp }
      ;(name ?? find(letter, at + 1))?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const choose = ({ id, disabled }: MenuItem): void => {
    if (disabled) return
    close()
    onChoose(id)
  }

  return (
    <div class="menu" role="menu" aria-label={label} data-testid="menu" ref={menu} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <MenuEntry key={item.id} item={item} onChoose={() => choose(item)} />
      ))}
    </div>
  )
}

function MenuEntry({ item, onChoose }: { item: MenuItem; onChoose(): void }): JSX.Element {
  const { id, label, icon, description, checked, disabled, separator } = item
  return (
    <>
      {separator && <div class="menu-separator" role="separator" />}
      <button
        type="button"
        class="menu-item"
        role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
        aria-checked={checked}
        aria-disabled={disabled}
        tabIndex={-1}
        data-testid={`menu-${id}`}
        data-label={label}
        onClick={onChoose}
        onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      >
        {glyph(icon ?? 'blank')}
        <span class="menu-text">
          <span class="menu-label">{label}</span>
          {description && <span class="menu-description">{description}</span>}
        </span>
      </button>
    </>
  )
}

/** Puts the menu beside its button, inside of the window. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect()
  const margin = 4
  const below = anchor.bottom + 2
  const top = below + height + margin <= window.innerHeight ? below : Math.max(margin, anchor.top - height - 2)
  const left = Math.min(anchor.left, window.innerWidth - width - margin)
  menu.style.top = `${top}px`
  menu.style.left = `${Math.max(margin, left)}px`
}
