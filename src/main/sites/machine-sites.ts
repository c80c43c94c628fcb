/** Machines that live only as long as a run, as sites: signed in to by a key of their own, known by their own host keys. */
import type { SiteHost } from '@contract/sites'
import type { Connection } from '../ssh/types'
import type { Sites } from './sites'

interface Machine {
  readonly name: string
  readonly label: string
  readonly address: string
  readonly port: number
  readonly user: string
  /** Absolute path of the private key. */
  readonly keyFile: string
  readonly hostKeys: readonly string[]
}

export function createMachineSites({ addEphemeral, access }: Pick<Sites, 'addEphemeral' | 'access'>) {
  return {
    /** `exists` where a site has the name. The returned function takes it away with its link. */
    add({ name, label, address, port, user, keyFile, hostKeys }: Machine): () => void {
      const keys = [...hostKeys]
      const main: SiteHost = {
        name: 'main',
        host: address,
        port,
        user,
        identityFiles: [],
        jumps: [],
        roles: [],
        hostKeys: keys
      }
      const view = { version: 1 as const, name, label: label.slice(0, 200), hosts: [main], demo: false }
      return addEphemeral(view, { privateKeyFile: keyFile, hostKeys })
    },
    /** No person is asked anything; a machine that only comes up is tried again after a refusal. */
    connection: (name: string, signal: AbortSignal): Promise<Connection> =>
      access.connection(name, { role: 'login' }, signal, { automatic: true, again: true })
  }
}
