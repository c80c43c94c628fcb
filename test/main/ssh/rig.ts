/** A pool of connections with its own data folder, and prompts answered from a script. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PromptAnswer } from '@contract/prompts'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createConnections } from '../../../src/main/ssh/connections'
import { knownHostsFiles } from '../../../src/main/ssh/host-keys'
import type { ConnectionPrompt, Connections, HostTarget } from '../../../src/main/ssh/types'
import { facility } from '../../facility/facility'

export interface Rig {
  readonly connections: Connections
  readonly folder: string
  /** Every prompt that was raised. */
  readonly asked: ConnectionPrompt[]
  close(): Promise<void>
}

export type Answerer = (prompt: ConnectionPrompt) => PromptAnswer

const decline: Answerer = () => ({ kind: 'declined' })

export async function createRig(answer: Answerer = decline): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-ssh-'))
  const asked: ConnectionPrompt[] = []
  const connections = createConnections({
    knownHosts: knownHostsFiles(folder, folder),
    prompt: async prompt => {
      asked.push(prompt)
      return answer(prompt)
    },
    homeFolder: folder,
    environment: {},
    clock: systemClock,
    log: silentLog
  })
  return {
    connections,
    folder,
    asked,
    close: async () => {
      await connections.closeAll()
      await rm(folder, { recursive: true })
    }
  }
}

/** A target on the test facility: cryo's key, host keys known, unless changed. */
export function targetAt(port: number, changes: Partial<HostTarget> = {}): HostTarget {
  return {
    site: 'facility',
    hostName: 'main',
    host: facility.host,
    port,
    user: 'cryo',
    identityFiles: [facility.keys.cryo],
    identitiesOnly: true,
    identityAgent: 'none',
    knownHostsFiles: [facility.knownHosts],
    jumps: [],
    // A busy machine may need long for a login; what is to be silent says so.
    connectTimeoutSeconds: 30,
    keepAliveSeconds: 0,
    ...changes
  }
}
