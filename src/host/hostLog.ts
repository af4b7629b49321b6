/** Where the host writes what happens; VS Code's LogOutputChannel is one. */
export interface HostLog {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}
