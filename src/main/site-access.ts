/** What a slice gets to reach a site: the one shared connection of the host that has the wanted role. */
import type { HostRole } from '@contract/sites'
import type { Connection } from './ssh/types'

/** By role (a site without such a host gives its login host, else its first), or one host of the site by our name. */
export type HostChoice = { role: HostRole } | { host: string }

export interface AccessOptions {
  /**
   * Nobody just asked for this (a poller): it raises no prompt. A lost link whose login needed a person is not dialled
   * again (`answer-needed`, "click to reconnect"), nor one that was refused; one that needs only a key is.
   */
  readonly automatic?: boolean | undefined
}

export interface SiteAccess {
  /**
   * Connects when needed, with prompts. `unknown-site`, `not-found` (no such host of the site) and every connection
   * error. The connection is shared: never close it, and ask again after it was lost.
   */
  connection(
    site: string,
    choice: HostChoice,
    signal: AbortSignal | undefined,
    options?: AccessOptions
  ): Promise<Connection>
  /**
   * Another connection to the same host for bulk data; close it. Only where logging in needs nobody, else
   * `answer-needed` (see `Connections.further`). Unset: there are none.
   */
  further?(like: Connection, signal: AbortSignal | undefined): Promise<Connection>
}
