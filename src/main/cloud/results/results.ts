/** Results that wait in a bucket: asked for at a launch, put there by the machine, brought from there, told of. */
import type { AskedRun, Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import {
  bucketAddress,
  claimName,
  machineFolder,
  manifestName,
  resultsTags,
  runResultsFolder
} from '@domain/cloud/results/results-folder'
import { mostSeconds } from '@domain/cloud/runs/run-cost'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import type { MachineResults } from '../runs/machine-work'
import { openRunFolder } from '../work/run-folder'
import { type CollectParts, collectResults } from './collect'
import { attendMachine, handOver } from './hand-over'
import { listWaiting, type PlaceOfResults, type WaitingResults } from './list-waiting'
import { openRunBucket, type ResultsParts, type ResultsTiming, usualResults } from './ports'
import { deliveredFiles, findResults, folderOfRun, removeResults } from './waiting-results'

type Signal = AbortSignal | undefined

export interface Results extends MachineResults {
  /**
   * Before a launch: what should be known, as sentences. Rejects where nothing can be put there; nothing is written.
   */
  foresee(asked: AskedRun, profile: string | null, now: Date, signal: Signal): Promise<string[]>
  /** Writes down whose the folder of the run is, just as the machine will write: with an address that was signed. */
  claim(run: Pick<Run, 'id' | 'asked' | 'profile' | 'owner' | 'createdAt' | 'earlier'>, signal: Signal): Promise<void>
  /** `here`: they were fetched before. Null: nothing whole waits. What cannot be asked rejects. */
  look(run: Run, signal: AbortSignal): Promise<{ readonly bytes: number; readonly at: Date } | 'here' | null>
  collect(work: CollectParts): Promise<FailureData | null>
  /** The run is over: what is here is taken out of the bucket, what is not stays there and is told of. */
  over(run: Run, signal: AbortSignal): Promise<void>
  waiting(places: readonly PlaceOfResults[], signal: Signal): Promise<WaitingResults>
  /** Of the folder of one run, as `waiting` names it. */
  remove(place: PlaceOfResults, run: string, signal: Signal): Promise<void>
}

/** Seconds that one small write may take. */
const claimSeconds = 600

export function createResults(parts: ResultsParts): Results {
  const timing: ResultsTiming = { ...usualResults, ...parts.timing }

  return {
    async foresee(asked, profile, now, signal) {
      if (asked.results === null) return []
      const { files, to } = await openRunBucket(parts, { asked, profile })
      const end = now.getTime() + asked.maxSeconds * 1000
      const path = joinPath(machineFolder({ id: 'r', earlier: [] }, to), manifestName)
      const { until } = await files.presignPuts([path], { seconds: asked.maxSeconds, tags: {} }, signal)
      // The seconds of the question itself.
      if (until.getTime() >= end - 60_000) return []
      return [
        `What the machine gets to write into ${bucketAddress(to)} ends at ${until.toISOString()}, before the machine does. While Farscope runs here it is signed anew; otherwise results that come later wait on the machine alone.`
      ]
    },
    async claim(run, signal) {
      if (run.asked.results === null) return
      const { files, to } = await openRunBucket(parts, run)
      const path = joinPath(runResultsFolder(to, run.id), claimName)
      const tags = resultsTags(run)
      const { urls, header, region } = await files.presignPuts([path], { seconds: claimSeconds, tags }, signal)
      const { id, owner, createdAt, asked } = run
      const deadline = new Date(Date.parse(createdAt) + mostSeconds(asked) * 1000).toISOString()
      const claim = { farscope: 1, run: id, owner, name: asked.name, createdAt, deadline, region }
      const body = `${JSON.stringify(claim)}\n`
      await putSigned({ url: urls[0] ?? '', header, body, about: bucketAddress(to) }, signal)
    },
    async handOver(visit) {
      if (visit.run().asked.results !== null) await handOver(parts, timing, visit)
    },
    attend: visit => (visit.run().asked.results === null ? null : attendMachine(parts, timing, visit)),
    async look(run, signal) {
      if (run.asked.results === null || run.machine === null) return 'here'
      const folder = await openRunFolder(parts.dataFolder, run.id)
      if (folder.ofMachine(run.machine.instance).fetched) return 'here'
      const found = await findResults(await openRunBucket(parts, run), run, signal)
      return found && { bytes: found.bytes, at: new Date(found.at * 1000) }
    },
    collect: work => collectResults(parts, work),
    async over(run, signal) {
      if (run.asked.results === null) return
      const bucket = await openRunBucket(parts, run)
      const folder = await openRunFolder(parts.dataFolder, run.id)
      const path = folderOfRun(bucket, run)
      const last = run.machine?.instance
      const here = last === undefined || folder.ofMachine(last).fetched
      const { done } = await deliveredFiles(bucket.files, path, signal).next()
      // What nobody has fetched is not deleted from here: the inventory lists it, and there it can be.
      if (here || done === true) await removeResults(bucket.files, path, signal)
    },
    waiting: (places, signal) => listWaiting(parts, places, signal),
    async remove({ to, profile }, run, signal) {
      const files = await parts.openBucket(to.profile ?? profile)
      await removeResults(files, runResultsFolder(files.absolute(to.path), run), signal)
    }
  }
}

interface SignedBody {
  readonly url: string
  readonly header: string
  readonly body: string
  readonly about: string
}

const putMs = 60_000

/** No message has the address in it: it is a secret. */
async function putSigned({ url, header, body, about }: SignedBody, signal: Signal): Promise<void> {
  const [name = '', value = ''] = header.split(/: (.*)/s)
  const limit = AbortSignal.timeout(putMs)
  const answer = await fetch(url, {
    ...{ method: 'PUT', body, headers: { [name]: value } },
    signal: signal ? AbortSignal.any([signal, limit]) : limit
  }).catch(() => {
    signal?.throwIfAborted()
    throw new Failure('unreachable', `${about} could not be written to: the store does not answer.`, {
      hint: 'Check the network, or launch without a bucket for results.'
    })
  })
  if (answer.ok) return void (await answer.body?.cancel())
  const [, code = ''] = /<Code>(\w{1,80})<\/Code>/.exec(await answer.text()) ?? []
  throw new Failure('permission', `${about} could not be written to: the store says ${code || answer.status}.`, {
    hint: 'Results need s3:PutObject and s3:PutObjectTagging there. Name another bucket, or launch without one.'
  })
}
