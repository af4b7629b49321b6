import type { PanelSnapshot } from './panelSnapshot.ts'

/** What `activate` gives to other extensions, and to the integration tests: what is open, to look at only. */
export interface ExtensionApi {
  /** The panels of this window; the one that was active last is the last. */
  panels(): readonly PanelSnapshot[]
  /** The engine process; undefined while there is none. */
  enginePid(): number | undefined
  /** The folder that is on the PATH of the integrated terminal; undefined where that is switched off. */
  terminalFolder(): Promise<string | undefined>
}
