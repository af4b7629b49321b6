import { homedir } from 'node:os'
import path from 'node:path'

/**
 * Where this machine's user keeps what can be made again, by the custom of the platform; undefined where no home is known. XDG says that a
 * folder that is not absolute is to be ignored; a relative one would leave indexes wherever the command is run.
 */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string | undefined {
  const { join, isAbsolute } = platform === 'win32' ? path.win32 : path.posix
  const under = (folder: string | undefined, ...more: string[]): string | undefined =>
    folder !== undefined && isAbsolute(folder) ? join(folder, ...more) : undefined
  const homeFolder = attempt(home)
  switch (platform) {
    case 'win32':
      return under(environment.LOCALAPPDATA, 'sluice') ?? under(homeFolder, 'AppData', 'Local', 'sluice')
    case 'darwin':
      return under(homeFolder, 'Library', 'Caches', 'sluice')
    default:
      return under(environment.XDG_CACHE_HOME, 'sluice') ?? under(homeFolder, '.cache', 'sluice')
  }
}

/** `homedir` throws where the system knows no user. */
function attempt(home: () => string): string | undefined {
  try {
    return home()
  } catch {
    return undefined
  }
}
