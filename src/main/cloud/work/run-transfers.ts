/** The transfers of one machine's visit: inputs up, outputs down, each proven. */
import type { Run } from '@contract/cloud-runs'
import type { FailureData } from '@contract/errors'
import type { Place } from '@contract/files'
import type { TransferResult } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import type { CopyGroup } from '@domain/cloud/work/run-copies'
import { runTransfers } from '@domain/cloud/work/run-transfer-id'
import { Failure } from '@domain/failure'
import { makeFolders } from '@domain/files/make-folders'
import { parentPath } from '@domain/files/path'
import { isLeftOut } from '@domain/transfers/left-out'
import type { Log } from '../../platform'
import { addMoved, bring, type Moved, nothingMoved } from './bring'
import type { MachineWorkParts, RunCopy, RunQueue, WorkTiming } from './ports'

type Way = 'up' | 'down'

export interface RunTransfersParts extends Pick<MachineWorkParts, 'queue' | 'openFiles'> {
  readonly run: () => Run
  readonly timing: WorkTiming
  readonly log: Log
  /** What stands in the way now; null: nothing more. */
  waits(error: FailureData | null): void
}

export interface RunTransfers {
  /** Resolves when all of it is proven. One transfer after the other for each place at the far end. */
  bringAll(way: Way, groups: readonly CopyGroup[], signal: AbortSignal, moved: (moved: Moved) => void): Promise<void>
  /** Gives up what still moves. */
  letGo(): Promise<void>
  /** Takes those off the list that have come to their end. */
  forgetDone(): void
}

export function createRunTransfers(parts: RunTransfersParts): RunTransfers {
  const { queue, timing, run, log } = parts
  const ids = runTransfers(run().id, run().earlier.length)
  const own = () => queue.list().filter(({ id }) => ids.areOf(id))

  return {
    async bringAll(way, groups, signal, moved) {
      let before = nothingMoved
      for (const [part, group] of groups.entries()) {
        const copy = await copyOf(ids.of(way, part), way, group, signal)
        let now = nothingMoved
        const result = await bring(copy, {
          // What is to go up has nobody else to wait for; outputs can be fetched later.
          ...{ queue, timing, signal, patient: way === 'up' },
          moved: next => {
            if (JSON.stringify(next) === JSON.stringify(now)) return
            now = next
            moved(addMoved(before, now))
          },
          waits: why => {
            const error = why?.toData() ?? null
            if (JSON.stringify(error) !== JSON.stringify(run().error)) parts.waits(error)
          }
        })
        requireWhole(way, result)
        before = addMoved(before, now)
      }
    },
    async letGo() {
      for (const { id } of own())
        try {
          await queue.cancel(id)
          queue.forget(id)
        } catch (thrown) {
          log.warn(`The transfer ${id} could not be given up: ${Failure.from(thrown).message}`)
        }
    },
    forgetDone: () => forgetDone(queue, ids.areOf)
  }

  function site(path: string): Place {
    const { site, id } = run()
    if (site === null)
      throw new Failure('internal', `The run ${id} has a machine and no site.`, {
        hint: 'This is a defect of Farscope; please report it.'
      })
    return { kind: 'site', site, path }
  }

  async function copyOf(id: string, way: Way, group: CopyGroup, signal: AbortSignal): Promise<RunCopy> {
    const outside = await parts.openFiles(group.end, signal)
    const pairs = group.files.map(({ far, here }) => ({ far: outside.absolute(far), here }))
    const first = pairs[0] ?? { far: '/', here: '/' }
    // The folder of the first target is where room is looked for, so it has to be there.
    const up = way === 'up'
    const there = site(up ? parentPath(first.here) : first.here)
    const end = { ...group.end, path: up ? first.far : parentPath(first.far) }
    const targets = up ? await parts.openFiles(there, signal) : outside
    for (const folder of new Set(pairs.map(({ far, here }) => parentPath(up ? here : far))))
      await makeFolders(targets, folder, signal)
    return {
      ...{ id, from: up ? end : there, to: up ? there : end },
      items: pairs.map(({ far, here }) => (up ? { source: far, target: here } : { source: here, target: far })),
      // The machine costs money while it waits.
      ...{ failed: [], conflict: 'overwrite', verify: true, priority: 'high' }
    }
  }
}

/** Takes those off the list that have come to their end: they would pass for those that are still to come. */
export function forgetDone(queue: Pick<RunQueue, 'list' | 'forget'>, mine: (id: string) => boolean): void {
  for (const { id, state } of queue.list())
    if (mine(id) && (state === 'finished' || state === 'finished-with-errors')) queue.forget(id)
}

/** Sockets and pipes are nothing that could be brought back; a file whose name this computer cannot hold waits there. */
function requireWhole(way: Way, { failed }: TransferResult): void {
  const [first, ...more] = failed.filter(one => way === 'up' || !isLeftOut(one))
  if (!first) return
  const others = more.length > 0 ? `, and ${more.length} more` : ''
  const what = way === 'up' ? 'An input could not be uploaded' : 'An output could not be fetched'
  throw new Failure(first.code, `${what}: ${displayName(first.path)}${others}. ${first.message}`, {
    hint: way === 'up' ? 'Check the inputs of the run, and start it again.' : 'Mend what is in the way and fetch again.'
  })
}
