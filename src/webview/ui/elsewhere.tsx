import { render, type ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { ControllerContext, useController } from './context.ts'

/** Draws what lies over the panel at the end of the page: a grid may have no other children than rows. */
export function Elsewhere({ children }: { children: ComponentChildren }): null {
  const controller = useController()
  const place = useRef<HTMLElement | undefined>(undefined)
  useLayoutEffect(() => {
    place.current ??= document.body.appendChild(document.createElement('div'))
    render(<ControllerContext.Provider value={controller}>{children}</ControllerContext.Provider>, place.current)
  })
  useLayoutEffect(
    () => () => {
      if (!place.current) return
      render(null, place.current)
      place.current.remove()
    },
    [],
  )
  return null
}
