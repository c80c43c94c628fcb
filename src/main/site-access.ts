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
  /** With `automatic`: also after a refusal, which a server that only comes up gives until it is ready. */
  readonly again?: boolean | undefined
}

/** Who holds a link, in the order in which they come back after a loss or a sleep. */
export const holders = ['tunnels', 'terminals', 'transfers', 'monitors'] as const
export type Holder = (typeof holders)[number]

/** What a holder is told. The calls of one loss come in the order of `holders`; one that takes long delays the next. */
export interface LinkFollower {
  /** The link is gone; `reason` says why. */
  onLost?(reason: Error | undefined): void
  /** It stands again. At most some seconds are waited for what this returns. Never called for the link that stood first. */
  onBack(connection: Connection): void | Promise<void>
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
   * From now on until the returned function is called this link is wanted: when it is lost it is dialled again by
   * itself, with back-off and at once when the network returns, unless its login needs a person; then it is back when
   * somebody connects it. Holding dials nothing by itself. Unset: nothing comes back by itself (tests).
   */
  hold?(site: string, choice: HostChoice, holder: Holder, follower: LinkFollower): () => void
  /**
   * Another connection to the same host for bulk data; close it. Only where logging in needs nobody, else
   * `answer-needed` (see `Connections.further`). Unset: there are none.
   */
  further?(like: Connection, signal: AbortSignal | undefined): Promise<Connection>
}
