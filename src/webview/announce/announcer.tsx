import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useController } from '../ui/context.ts'
import { announcement, pauseOf } from './announcement.ts'

/** Says politely how a pass ended: the last of what happens within a pause. */
export function Announcer(): JSX.Element {
  const { store } = useController()
  const [said, say] = useState('')
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    const later = (): void => {
      timer.current = undefined
      // The newest, whatever was to be said when the pause began.
      const text = announcement(store.current)
      if (text !== undefined) say(text)
    }
    const leave = store.subscribe(() => {
      if (announcement(store.current) !== undefined) timer.current ??= setTimeout(later, pauseOf(store.current))
    })
    return () => {
      leave()
      clearTimeout(timer.current)
    }
  }, [store])
  return (
    <div class="spoken" role="status" aria-live="polite" data-testid="announcer">
      {said}
    </div>
  )
}
