/** Results that wait in buckets, as the list of what Farscope has made in an account shows them. */
import type { CloudInventory } from '@contract/cloud'
import { resultsKeptMs } from '@domain/cloud/orphans'
import { demoProfileName } from '@domain/cloud/profiles'
import { runIsOver } from '@domain/cloud/run-look'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import type { Found } from '../describe-own'
import type { PlaceOfResults, WaitingRun } from './list-waiting'
import type { Results } from './results'

export interface OwnResults {
  /** Of the runs of this profile; what cannot be asked stands in `problems`. */
  list(
    profile: string | null,
    signal: AbortSignal | undefined
  ): Promise<{ readonly found: readonly Found[]; readonly problems: CloudInventory['problems'] }>
  /** By the address that `list` gives as the id. */
  remove(profile: string | null, id: string, signal: AbortSignal | undefined): Promise<void>
}

const gib = 1024 ** 3

export function createOwnResults(
  results: Pick<Results, 'waiting' | 'remove'>,
  records: () => readonly RunRecord[]
): OwnResults {
  const look = async (profile: string | null, signal: AbortSignal | undefined) =>
    results.waiting(placesOf(records(), profile), signal)
  const openRuns = (): ReadonlySet<string> =>
    new Set(records().flatMap(({ run, own }) => (runIsOver(run) || own.forgotten ? [] : [run.id])))
  return {
    async list(profile, signal) {
      const { runs, problems } = await look(profile, signal)
      const open = openRuns()
      return { found: runs.map(run => foundOf(run, open.has(run.run))), problems: [...problems] }
    },
    async remove(profile, id, signal) {
      const run = (await look(profile, signal)).runs.find(({ address }) => address === id)
      if (!run) throw new Failure('not-found', `There are no results in ${id} any more.`)
      await results.remove(run.place, run.run, signal)
    }
  }
}

const placesOf = (records: readonly RunRecord[], profile: string | null): PlaceOfResults[] =>
  records.flatMap(({ run }) => {
    if (run.asked.results === null || run.profile !== profile) return []
    const own = profile === null || profile === demoProfileName ? undefined : profile
    return [{ to: run.asked.results.to, profile: own }]
  })

function foundOf({ run, address, owner, name, whole, bytes, since, region, until }: WaitingRun, open: boolean): Found {
  const expiry = until === null ? null : new Date(Date.parse(until) + resultsKeptMs).toISOString()
  return {
    ...{ kind: 'results', id: address, name, state: whole ? 'waiting' : 'unfinished', type: '', zone: region },
    ...{ since: since === null ? null : new Date(since * 1000).toISOString() },
    // Small ones are not nothing.
    ...{ sizeGb: Math.ceil((bytes / gib) * 1000) / 1000, spot: false, attachedTo: null, inUse: open, special: false },
    tags: { owner, project: null, session: null, run, expiry }
  }
}
