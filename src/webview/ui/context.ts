import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { PanelController } from '../panel/controller.ts'

export const ControllerContext = createContext<PanelController | undefined>(undefined)

export function useController(): PanelController {
  const controller = useContext(ControllerContext)
  if (!controller) throw new Error('no panel around this component')
  return controller
}
