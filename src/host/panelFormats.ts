import type { PanelHostApi } from '../common/panelProtocol.ts'
import type { FormatInfo } from '../common/protocol.ts'
import type { Params, Result } from '../common/rpc.ts'
import { askForFormat } from './askForFormat.ts'
import { readFormats } from './configuration.ts'
import type { PanelServices } from './panelServices.ts'
import { saveFormat } from './savingFormats.ts'

/** The formats that a panel's files are read by, and those that a person declares for them. */
export class PanelFormats {
  private readonly paths: readonly string[]
  private readonly services: PanelServices

  constructor(paths: readonly string[], services: PanelServices) {
    this.paths = paths
    this.services = services
  }

  /** Says what is wrong with the formats in the settings. */
  check(): void {
    void this.services.formatWarnings.check(readFormats(this.paths))
  }

  /** Asks for the format of the files; whether one was chosen. `current`: by file, what they are read by. */
  async choose(current: readonly (FormatInfo | undefined)[]): Promise<boolean> {
    const formats = await this.services.engine.call('formats', { declared: readFormats(this.paths) })
    const choice = await askForFormat(this.paths, current, formats)
    if (choice) await this.services.formats.set(choice.paths, choice.name)
    return choice !== undefined
  }

  preview(params: Params<PanelHostApi, 'previewFormat'>, signal: AbortSignal): Promise<Result<PanelHostApi, 'previewFormat'>> {
    return this.services.engine.call('previewFormat', params, signal)
  }

  /** Writes a format into the settings, and chooses it for a file, which `reload` reads again. */
  async save({ declared, source }: Params<PanelHostApi, 'saveFormat'>, reload: () => Promise<void>): Promise<Result<PanelHostApi, 'saveFormat'>> {
    const path = this.paths[source]
    await this.services.formats.set([path], declared.name)
    const { where, changed } = await saveFormat(path, declared)
    // A change of the settings is followed anyway.
    if (!changed) await reload()
    return { where }
  }
}
