import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'

/** Of a mouse: those at its side. */
const BACK = 3
const FORWARD = 4

/** Back and forward over what was looked at, with their keys and mouse buttons. */
export function NavigationButtons(): JSX.Element {
  const controller = useController()
  const back = useStore(controller.store, ({ trail }) => trail.at > 0)
  const forward = useStore(controller.store, ({ trail }) => trail.at < trail.steps.length - 1)
  useEffect(() => {
    const abort = new AbortController()
    const { signal } = abort
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, altKey, defaultPrevented } = event
      if (!altKey || defaultPrevented || event.ctrlKey || event.shiftKey || event.metaKey || isText(event.target)) return
      const by = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
      // At its ends VS Code goes back to the editor before.
      if (by === 0 || !controller.navigation.go(by)) return
      event.preventDefault()
      event.stopPropagation()
    }
    const onMouse = (event: MouseEvent): void => {
      if (event.button !== BACK && event.button !== FORWARD) return
      event.preventDefault()
      if (event.type === 'mouseup') controller.navigation.go(event.button === BACK ? -1 : 1)
    }
    document.addEventListener('keydown', onKeyDown, { signal })
    document.addEventListener('mousedown', onMouse, { signal })
    document.addEventListener('mouseup', onMouse, { signal })
    return () => abort.abort()
  }, [controller])
  return (
    <div class="navigation">
      <IconButton icon="arrow-left" label={strings.back} testId="back" disabled={!back} onClick={() => void controller.navigation.go(-1)} />
      <IconButton icon="arrow-right" label={strings.forward} testId="forward" disabled={!forward} onClick={() => void controller.navigation.go(1)} />
    </div>
  )
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
}
