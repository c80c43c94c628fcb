/** Sites as the engine wires them, in a data folder of their own, with a person who answers from a script. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PromptAnswer, PromptRequest } from '@contract/prompts'
import type { Jump, SiteHost } from '@contract/sites'
import { createFileLog } from '../../../src/main/file-log'
import { memorySecrets } from '../../../src/main/keyring'
import { type Platform, systemClock } from '../../../src/main/platform'
import { createPromptBroker } from '../../../src/main/prompts/prompt-broker'
import { createSites, type Sites } from '../../../src/main/sites/sites'
import { createConnections } from '../../../src/main/ssh/connections'
import { knownHostsFiles } from '../../../src/main/ssh/host-keys'
import { createSshConfigSource } from '../../../src/main/ssh/ssh-config-source'
import { facility } from '../../facility/facility'

export interface SiteRig {
  readonly sites: Sites
  /** The data folder; it is the home folder, too, so that nothing of this computer's user takes part. */
  readonly folder: string
  readonly asked: PromptRequest[]
  /** Saves a site with these hosts. */
  add(name: string, ...hosts: SiteHost[]): Promise<void>
  /** Everything is trusted as it is found. */
  trustAll(name: string): Promise<void>
  close(): Promise<void>
}

export type Person = (prompt: PromptRequest) => PromptAnswer | Promise<PromptAnswer>

const signal = (): AbortSignal => AbortSignal.timeout(120_000)

/** Without a person nobody watches, as in a script. */
export async function createSiteRig(person?: Person): Promise<SiteRig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-sites-'))
  const platform: Platform = {
    door: 'cli',
    version: '0',
    dataFolder: folder,
    homeFolder: folder,
    user: 'nobody-here',
    environment: {},
    clock: systemClock,
    log: createFileLog(folder, systemClock),
    secrets: memorySecrets(),
    notify: () => {}
  }
  const broker = createPromptBroker(systemClock, randomUUID)
  const sites = createSites({
    platform,
    broker,
    openConnections: prompt =>
      createConnections({ ...platform, prompt, knownHosts: { ...knownHostsFiles(folder, folder), defaults: [] } }),
    sshConfig: createSshConfigSource({
      homeFolder: folder,
      localUser: platform.user,
      environment: {},
      systemFile: join(folder, 'none')
    })
  })
  const asked: PromptRequest[] = []
  const left = new AbortController()
  async function answerAll(answer: Person): Promise<void> {
    for await (const event of broker.watch('person', left.signal)) {
      if (event.type !== 'asked') continue
      asked.push(event.prompt)
      broker.answer('person', event.id, await answer(event.prompt))
    }
  }
  const answering = person ? answerAll(person) : Promise.resolve()
  return {
    sites,
    folder,
    asked,
    add: async (name, ...hosts) => {
      await sites.save({ version: 1, name, hosts }, true)
    },
    trustAll: async name => {
      await sites.trust(name, { fingerprints: [], acceptNew: true }, signal())
    },
    close: async () => {
      left.abort()
      await answering
      await sites.close()
      await rm(folder, { recursive: true })
    }
  }
}

/** A host of the test facility: cryo with its key, unless changed. */
export const facilityHost = (port: number, changes: Partial<SiteHost> = {}): SiteHost => ({
  name: 'main',
  host: facility.host,
  port,
  user: 'cryo',
  identityFiles: [facility.keys.cryo],
  jumps: [],
  roles: [],
  hostKeys: [],
  ...changes
})

export const jumpAt = (port: number, user: string, key: string): Jump => ({
  host: facility.host,
  port,
  user,
  identityFiles: [key]
})
