/** The channels of one link: opened within its budget, and counted by what they are for. */
import type { Duplex } from 'node:stream'
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { Client, ClientChannel } from 'ssh2'
import { ChannelBudget } from './budget'
import { watchEnd } from './channel-end'
import type { Callback, LinkLife } from './link-life'
import { openingChannel } from './refused-request'
import type { ChannelPriority } from './types'

export type ChannelKinds = ConnectionView['channelKinds']

export interface ChannelsOptions {
  readonly client: Client
  readonly life: LinkLife
  /** For messages: `user@host:port`. */
  readonly name: string
  /** One came or went. */
  changed(): void
  /** Called, perhaps several times, while somebody waits for a channel. */
  wanted(): void
}

export class LinkChannels {
  private readonly counts: ChannelKinds = { terminal: 0, exec: 0, sftp: 0, tunnel: 0 }
  private readonly budget: ChannelBudget

  constructor(private readonly options: ChannelsOptions) {
    this.budget = new ChannelBudget({ name: options.name, onWanted: () => options.wanted() })
  }

  /** Open now. */
  get kinds(): ChannelKinds {
    return { ...this.counts }
  }

  /** Sessions that the server allows at once as far as a refusal told; null before one. Tunnels do not count. */
  get limit(): number | null {
    return this.budget.met
  }

  /** True while somebody waits for a channel. */
  get wanted(): boolean {
    return this.budget.wanted
  }

  /** One more, from now until it closes. */
  count(kind: keyof ChannelKinds, channel: Pick<Duplex, 'once'>): void {
    this.counts[kind]++
    channel.once('close', () => {
      this.counts[kind]--
      this.options.changed()
    })
    this.options.changed()
  }

  /** Opens a session for that purpose; `spare`: see `ChannelBudget.spare`. */
  session(
    kind: ChannelPriority,
    spare: boolean,
    open: (done: Callback<ClientChannel>) => void,
    signal: AbortSignal | undefined
  ): Promise<ClientChannel> {
    const { client, life } = this.options
    const watched = (done: Callback<ClientChannel>): void => {
      let discard = (): void => undefined
      discard = openingChannel(client, () =>
        open((error, channel) => {
          if (error) discard()
          else watchEnd(channel)
          done(error, channel)
        })
      )
    }
    const start = async (): Promise<ClientChannel> => {
      const channel = await life.call(watched, signal, late => late.close())
      this.count(kind, channel)
      return channel
    }
    return spare ? this.budget.spare(start) : this.budget.channel(kind, start, signal)
  }

  /** Opens a way through the server, which takes none of its sessions. `failure` names what the server refused. */
  async tunnel(
    open: (done: Callback<ClientChannel>) => void,
    failure: (error: unknown) => Failure,
    signal: AbortSignal | undefined
  ): Promise<Duplex> {
    try {
      const stream = await this.options.life.call(open, signal, late => late.close())
      this.count('tunnel', stream)
      return stream
    } catch (error) {
      throw error instanceof Failure ? error : failure(error)
    }
  }

  /** Nothing more opens. */
  end(failure: Failure): void {
    this.budget.end(failure)
  }
}
