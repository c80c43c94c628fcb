/** What the slice of runs gets from outside. */
import type { CloudTarget } from '@contract/cloud'
import type { AskedRun, Run } from '@contract/cloud-runs'
import type { Failure } from '@domain/failure'
import type { Clock, Log } from '../../platform'
import type { Connection } from '../../ssh/types'
import type { CloudRuns } from '../../store/cloud-runs'
import type { AwsClock } from '../aws-clock'
import type { CloudLink } from '../cloud-link'
import type { PriceTable } from '../price-table'
import type { PriceList } from '../region-prices'
import type { Results } from '../results/results'
import type { MachineWork } from './machine-work'

/** A machine as a site, as long as it can be signed in to. */
export interface RunSite {
  readonly name: string
  readonly label: string
  readonly address: string
  readonly port: number
  readonly user: string
  /** Absolute path of the private key. */
  readonly keyFile: string
  /** `ssh-ed25519 AAAA…`; no other key is taken. */
  readonly hostKeys: readonly string[]
}

export interface RunSites {
  /** The returned function takes it away with its link. */
  add(site: RunSite): () => void
  /** Dials when needed and asks no person; tries also where it was refused before. */
  connection(name: string, signal: AbortSignal): Promise<Connection>
}

/** What the budgets say to a run that is to be. */
export interface BudgetAnswer {
  readonly warnings: readonly string[]
  /** Why it must not be launched. */
  readonly refusal: Failure | null
}

export type MayLaunch = (planned: {
  readonly profile: string | null
  readonly asked: AskedRun
  readonly mostUsd: number | null
}) => BudgetAnswer

/** … to one that is to end later: `then` is the run as it would be. */
export type MayExtend = (then: Run) => BudgetAnswer

/** Milliseconds. */
export interface RunTiming {
  /** Between two looks at a region while something runs there. */
  readonly pollMs: number
  /** Between two askings for the console's text, and two dials, while a machine boots. */
  readonly bootLookMs: number
  /** From the launch until it can be signed in, of time in which this computer is awake. */
  readonly bootMs: number
  /** … until its console has told its host keys. */
  readonly hostKeyMs: number
  /** First pause after something that may go away by itself; doubled each time up to `mostRetryMs`. */
  readonly retryMs: number
  readonly mostRetryMs: number
  /** A machine that has not ended itself so long after its time, and is seen so for as long, is ended from here. */
  readonly overdueMs: number
  /** What EC2 has made stands in its lists by then, and its id is known. */
  readonly listedMs: number
  /** Between two looks for what the command wrote. */
  readonly logMs: number
  /** Between two looks whether the end of a machine is to be moved. */
  readonly renewLookMs: number
}

export const runTiming: RunTiming = {
  ...{ pollMs: 15_000, bootLookMs: 10_000, bootMs: 900_000, hostKeyMs: 600_000, retryMs: 5_000, mostRetryMs: 120_000 },
  ...{ overdueMs: 60_000, logMs: 2_000, listedMs: 120_000, renewLookMs: 30_000 }
}

export interface RunParts {
  readonly withLink: <T>(target: CloudTarget, work: (link: CloudLink) => Promise<T>) => Promise<T>
  readonly store: CloudRuns
  readonly work: MachineWork
  /** Results that wait in a bucket. */
  readonly results: Results
  readonly sites: RunSites
  /** Keys and what the work keeps: `runs/ID` in it. */
  readonly dataFolder: string
  /** AWS's time: machines end themselves by it. */
  readonly clock: Clock & Partial<Pick<AwsClock, 'aheadMs'>>
  readonly log: Log
  readonly timing: RunTiming
  readonly readPrices: () => Promise<PriceTable>
  readonly priceList: PriceList
  /** Which addresses this computer has to the outside, as ranges (CIDR); `loopback`: the cloud is on this computer. */
  readonly ownRange: (loopback: boolean, signal: AbortSignal | undefined) => Promise<string>
  readonly mayLaunch: MayLaunch
  readonly mayExtend: MayExtend
  /** Tells the person at this computer. */
  readonly notify: (title: string, body: string) => void
}
