/** Every kind of display, wired. */
import { join } from 'node:path'
import type { Platform } from '../platform'
import { createCommandAdapter } from './command'
import { createSecretFiles } from './connection-file'
import { createDcvAdapter } from './dcv'
import { createDisplays, type Displays, type DisplaysDependencies } from './displays'
import { createFastxAdapter } from './fastx'
import { createVncAdapter } from './vnc'
import { createVncChannels, type VncChannels } from './vnc-channels'

export interface AllKindsDependencies extends Pick<DisplaysDependencies, 'access' | 'sites' | 'mayOpen' | 'grants'> {
  readonly platform: Platform
}

export function createAllDisplays(deps: AllKindsDependencies): { displays: Displays; channels: VncChannels } {
  const { platform } = deps
  const files = createSecretFiles(join(platform.dataFolder, 'displays'))
  const channels = createVncChannels()
  const displays = createDisplays({
    ...{ ...deps, files },
    adapters: [
      createDcvAdapter({ platform, files }),
      createFastxAdapter({ platform }),
      createVncAdapter({ platform, channels }),
      createCommandAdapter({ platform })
    ]
  })
  return { displays, channels }
}
