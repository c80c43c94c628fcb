/** What the sites need of the user's ssh_config(5), read anew at each question. */
import type { Jump, SshConfigView } from '@contract/sites'
import type { Endpoint } from '../ssh/types'

/** What is said on our side; it wins over the file, as an option on the command line of ssh(1) does. */
export interface GivenOptions {
  user?: string | undefined
  port?: number | undefined
}

/** What ssh(1) would use for a name, with its defaults filled in. */
export interface ConfiguredEndpoint extends Endpoint {
  /** `ProxyJump` of the name, nearest first; empty for none. */
  readonly proxyJump: readonly Jump[]
}

export interface SshConfigSource {
  /** `corrupt` when the file cannot be understood, `unsupported` for what cannot be honoured and must not be ignored. */
  resolve(alias: string, given: GivenOptions): Promise<ConfiguredEndpoint>
  /** For import: the user's file unless `file` names another; `not-found` when there is none of that name. */
  view(file: string | undefined): Promise<SshConfigView>
}
