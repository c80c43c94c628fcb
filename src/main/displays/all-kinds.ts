/** Every kind of display, wired. */
import { join } from 'node:path'
import type { Platform } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import { type BrokerLogin, createBrokerLogin } from './broker-login'
import { createCommandAdapter } from './command'
import { createSecretFiles } from './connection-file'
import { createDcvAdapter } from './dcv'
import { createDcvBroker } from './dcv-broker'
import { joinDcvSources } from './dcv-sources'
import type { DisplayTiming } from './display-timing'
import { createDisplays, type Displays, type DisplaysDependencies } from './displays'
import { createFastxAdapter } from './fastx'
import { createVncAdapter } from './vnc'
import { createVncChannels, type VncChannels } from './vnc-channels'

export interface AllKindsDependencies extends Pick<DisplaysDependencies, 'access' | 'sites' | 'mayOpen' | 'grants'> {
  readonly platform: Platform
  /** Puts a question to whoever is there. */
  readonly ask: PromptBroker['ask']
  readonly timing?: DisplayTiming | undefined
}

export interface AllDisplays {
  readonly displays: Displays
  readonly channels: VncChannels
  readonly brokerLogin: BrokerLogin
}

export function createAllDisplays(deps: AllKindsDependencies): AllDisplays {
  const { platform, sites, ask } = deps
  const { watchMs, looks, queue, rateMs } = deps.timing ?? {}
  const files = createSecretFiles(join(platform.dataFolder, 'displays'))
  const channels = createVncChannels()
  const dcvBroker = createDcvBroker({ platform, files, sites, ask, looks })
  const displays = createDisplays({
    ...{ ...deps, files, rateMs },
    adapters: [
      joinDcvSources(createDcvAdapter({ platform, files, watchMs, queue }), dcvBroker),
      dcvBroker,
      createFastxAdapter({ platform, sites, watchMs }),
      createVncAdapter({ platform, channels, ask, watchMs }),
      createCommandAdapter({ platform, sites })
    ]
  })
  return { displays, channels, brokerLogin: createBrokerLogin({ ...deps, broker: dcvBroker }) }
}
