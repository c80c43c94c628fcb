/** What happens on a run's machine, as the one who starts and ends machines sees it. */
import type { Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import type { Connection } from '../../ssh/types'
import type { Machine } from '../work/machine'

/** What a machine gets at its first boot, as user data. */
export interface BootQuestion {
  readonly run: Run
  /** The line of the key that signs in on it: `ssh-ed25519 AAAA… farscope`. */
  readonly publicKey: string
  /** The account that signs in. */
  readonly user: string
  /** When it ends itself. Milliseconds since 1970. */
  readonly deadline: number
}

/** A change to the record; it is on disk when the call returns. */
export type RunChange = Partial<
  Pick<Run, 'state' | 'folder' | 'command' | 'uploaded' | 'fetched' | 'results' | 'error'>
>

export interface WorkParts {
  /** The record as it is now. */
  readonly run: () => Run
  readonly report: (change: RunChange) => void
  /** The shared link of the machine's site; dialled anew when it was lost. */
  readonly connection: (signal: AbortSignal) => Promise<Connection>
  readonly signal: AbortSignal
}

/**
 * How a visit ended. `fetched`: every output that there was is here and verified, the machine may go; `error`: what is
 * missing all the same, in words; null: nothing. `waiting`: the command has ended,
 * outputs could not be brought (`error`); they wait. `spot`: the machine is being taken away; what could be fetched was.
 */
export type WorkEnd =
  | { readonly end: 'fetched'; readonly error: FailureData | null }
  | { readonly end: 'waiting' }
  | { readonly end: 'spot' }

type Visit = Pick<WorkParts, 'run' | 'report' | 'signal'> & { readonly machine: Machine }

/** What a machine needs so that results can wait in a bucket; nothing where the run names none. */
export interface MachineResults {
  /** Before its command begins. What does not come about is reported, and keeps nothing else from going on. */
  handOver(visit: Visit): Promise<void>
  /** Tells the machine that somebody is there, until `leave`; null: it need not know. */
  attend(visit: Visit): { fetched(): Promise<void>; leave(): Promise<void> } | null
}

export interface MachineWork {
  bootScript(question: BootQuestion): string
  /**
   * Uploads, starts the command, follows it, fetches: from wherever the machine and the record say that it stands, so it
   * may be called again after any interruption, and nothing runs twice. Rejects with what would not go away by itself.
   */
  drive(parts: WorkParts): Promise<WorkEnd>
  /** Whether its machine was told to begin the command, though nobody may have heard that it did. */
  begun(run: Run): Promise<boolean>
  /** Its machine was kept after its outputs were fetched: the next `drive` brings them once more, as they are then. */
  fetchAnew(run: Run): Promise<void>
  /** Ends the command; `drive` sees it end. */
  stop(parts: Pick<WorkParts, 'run' | 'connection' | 'signal'>): Promise<void>
  /** Writes the new deadline on the machine, and resolves when it has it. Milliseconds since 1970, whole seconds. */
  renew(parts: Pick<WorkParts, 'run' | 'connection' | 'signal'>, deadline: number): Promise<void>
  /** The deadline that the machine has. Milliseconds since 1970; null: it has no word of it. */
  deadline(parts: Pick<WorkParts, 'run' | 'connection' | 'signal'>): Promise<number | null>
  /** The command's output from byte `from`: what is there now, at most 256 KiB. From the copy here once it was fetched. */
  log(
    parts: Pick<WorkParts, 'run' | 'connection' | 'signal'>,
    from: number
  ): Promise<{ from: number; bytes: Uint8Array }>
  /**
   * The run is over, in whatever way: what still moves for it is given up, and where `drive` did not end with `fetched`
   * RELION is told that its job ended without success. May be called again.
   */
  over(run: Run): Promise<void>
}
