import * as vscode from 'vscode'
import type { Disposable } from '../common/lifecycle.ts'
import type { Progress } from '../common/protocol.ts'
import { progressText } from './texts.ts'

/** A pass is shown in the status bar once it takes longer than this, in seconds. */
const PATIENCE = 1

/** VS Code's own progress in the window, for a pass that takes long; it is seen when the panel is not. */
export class PassProgress implements Disposable {
  private readonly name: string
  private report: ((text: string) => void) | undefined
  private finish: (() => void) | undefined
  private disposed = false

  constructor(name: string) {
    this.name = name
  }

  update(progress: Progress | undefined): void {
    if (progress?.state !== 'running') return this.end()
    if (this.disposed || progress.seconds < PATIENCE) return
    if (!this.finish) this.begin()
    this.report?.(progressText(this.name, progress.bytesDone, progress.bytesTotal))
  }

  dispose(): void {
    this.disposed = true
    this.end()
  }

  private end(): void {
    this.finish?.()
    this.finish = undefined
    this.report = undefined
  }

  private begin(): void {
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Sluice' }, (progress) => {
      this.report = (message) => progress.report({ message })
      return new Promise<void>((resolve) => (this.finish = resolve))
    })
  }
}
