/** What each kind of display implements. The service chooses the host, asks the booking, keeps what is open and closes it. */
import type {
  Display,
  DisplayKind,
  DisplayProgress,
  DisplayWay,
  DisplayWish,
  Launch,
  PreflightStep
} from '@contract/display'
import type { VncEvent } from '@contract/displays'
import type { DisplayRight, ResourceDisplay } from '@contract/resources'
import type { SeenPerson } from '@domain/displays/who-drives'
import type { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'

/** A host of a site on which displays are, and the way there. */
export interface DisplayPlace {
  readonly site: string
  /** Our name of the host. */
  readonly host: string
  /** Nobody just asked for it (a poll): no prompt is raised for it. */
  readonly automatic: boolean
  /** The shared link; ask again each time, it may have been lost meanwhile. */
  connection(signal: AbortSignal | undefined): Promise<Connection>
  /** The one to the site's login host, where SLURM's commands are. */
  login(signal: AbortSignal | undefined): Promise<Connection>
  /** What the facility says of this display where it is an instrument's; undefined: nothing. */
  readonly facility: ResourceDisplay | undefined
}

/** Something that goes on, told while it does. */
export type Step = Extract<DisplayProgress, { type: 'step' }>

export interface OpenRequest {
  readonly place: DisplayPlace
  /** Id as the kind lists it. */
  readonly id: string
  /** Unset: native where its program is found, else `inside` for VNC, else `web`. */
  readonly way: DisplayWay | undefined
  /** Nothing is started on this computer, and no secret is in the answer. */
  readonly print: boolean
  readonly right: Exclude<DisplayRight, 'none'>
  /**
   * Runs `work`, which makes the server let the account that owns the display only look: it is noted before that the
   * server must be told when that is over. Unset: nobody has to know.
   */
  readonly lowering?: (<Result>(work: () => Promise<Result>) => Promise<Result>) | undefined
}

/** Why what was opened is closed, for whoever looks at it. */
export type Closing = Pick<Extract<VncEvent, { type: 'end' }>, 'why' | 'reason'>

/** What stays open for the client of a display: the tunnel, a forward, files that must go. */
export interface Opened {
  readonly launch: Launch
  /** Settles when its client has gone or its tunnel ended; never rejects. */
  readonly ended: Promise<void>
  /**
   * Closes everything of it; also twice. The service calls it at the end of the booking and of the engine. `because` is
   * told where somebody looks; unset: nobody has to know.
   */
  close(because?: Closing): Promise<void>
}

export interface CheckRequest {
  readonly place: DisplayPlace
  /** Also asks for this one. */
  readonly id: string | undefined
}

/** What a step of the preflight found; the service adds its name and how long it took. */
export type StepResult = Pick<PreflightStep, 'state' | 'text' | 'hint'>

/**
 * Steps that only the kind knows. Those of the road are the service's own: dns, tcp, auth, disk, round-trip, bandwidth.
 * One that is left out is told as skipped; what it throws is its failure. At most 20 seconds each; `signal` ends it.
 */
export type KindChecks = Partial<
  Record<
    'tls' | 'certificate' | 'server' | 'session' | 'licence' | 'udp' | 'client',
    (signal: AbortSignal) => Promise<StepResult>
  >
>

export interface DisplayAdapter {
  readonly kind: DisplayKind
  /**
   * This account's displays on the host. Null: the kind is not there. What it throws is a problem of the list; `tell` is
   * called with what could not be asked beside what was found, such as the queue of SLURM.
   */
  list(
    place: DisplayPlace,
    signal: AbortSignal | undefined,
    tell?: (problem: Failure) => void
  ): Promise<readonly Display[] | null>
  /** Gives the display when it can be opened. `usage` for what the kind does not take; see contract/displays. */
  create(
    wish: DisplayWish,
    place: DisplayPlace,
    signal: AbortSignal | undefined
  ): AsyncGenerator<Step, Display, undefined>
  /**
   * Id of the display that the facility names without a session of its own, such as VNC by its port; undefined: it names
   * none, one that is there is taken or made. Left out: never.
   */
  idOf?(facility: ResourceDisplay): string | undefined
  /** The signal ends the attempt, not what was opened. What it began must be closed when it throws. */
  open(request: OpenRequest, signal: AbortSignal | undefined): AsyncGenerator<Step, Opened, undefined>
  close(place: DisplayPlace, id: string, signal: AbortSignal | undefined): Promise<void>
  /** Who may look at it besides its owner; replaces who might. Left out: `unsupported`. */
  share?(
    place: DisplayPlace,
    id: string,
    people: readonly { user: string; right: DisplayRight }[],
    signal: AbortSignal | undefined
  ): Promise<void>
  /** `right`: as its server gives it, where that is certain. Without names `user` is the owner. */
  people?(place: DisplayPlace, id: string, signal: AbortSignal | undefined): Promise<readonly SeenPerson[]>
  /** PNG, at most so wide. */
  thumbnail?(place: DisplayPlace, id: string, width: number, signal: AbortSignal | undefined): Promise<Uint8Array>
  check(request: CheckRequest): KindChecks
  /** Ends what the kind keeps besides what was opened. */
  dispose?(): Promise<void>
}
