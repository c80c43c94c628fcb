/** The native clients of displays on this computer. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Platform } from '../platform'

export type ClientPlatform = Pick<Platform, 'environment' | 'homeFolder'> & { readonly system?: NodeJS.Platform }

/** Bundles by the names that versions of the client had. */
const macBundles = ['DCV Viewer.app', 'DCV.app', 'NICE DCV Viewer.app']
const windowsFolder = 'NICE\\DCV\\Client\\bin\\dcvviewer.exe'

/** Where the client of DCV may be, the likeliest first (NICE DCV User Guide, its clients' chapters). */
export function dcvViewerPlaces({ environment, homeFolder, system = process.platform }: ClientPlatform): string[] {
  if (system === 'darwin')
    return ['/Applications', join(homeFolder, 'Applications')].flatMap(folder =>
      macBundles.map(bundle => `${folder}/${bundle}/Contents/MacOS/dcvviewer`)
    )
  if (system === 'win32')
    return [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)']].flatMap(root =>
      root ? [`${root}\\${windowsFolder}`] : []
    )
  return onPath('dcvviewer', environment, ['/usr/bin'])
}

/** FastX's desktop client; its way of being told a session is not documented. */
export function fastxClientPlaces({ environment, system = process.platform }: ClientPlatform): string[] {
  if (system === 'darwin') return ['/Applications/FastX.app/Contents/MacOS/FastX']
  return system === 'win32' ? [] : onPath('fastx5', environment, [])
}

function onPath(name: string, environment: Platform['environment'], further: readonly string[]): string[] {
  const folders = (environment.PATH ?? '').split(delimiter).filter(folder => folder.startsWith('/'))
  return [...folders, ...further].map(folder => `${folder}/${name}`)
}

/** The first that is there. */
export const findClient = (
  places: readonly string[],
  exists: (path: string) => boolean = existsSync
): string | undefined => places.find(exists)
