/** What can be done to the chosen runs, and why not. */
import type { Run } from '@contract/cloud-runs'
import { hasUnfetched, runIsEnding, runIsOver } from '@domain/cloud/run-look'
import { isInBucket } from '@domain/cloud/runs/states'
import { countOf, formatBytes } from '../../../ui/format'

export const runActs = ['fetch', 'stop', 'extend', 'terminate', 'forget'] as const
export type RunAct = (typeof runActs)[number]

export const runActWords: Readonly<Record<RunAct, { readonly verb: string; readonly keys: string; none: string }>> = {
  fetch: { verb: 'Fetch', keys: 'f', none: 'No outputs wait on its machine or in a bucket' },
  stop: { verb: 'Stop', keys: 's', none: 'Its command has ended' },
  extend: { verb: 'Extend', keys: 'e', none: 'It has no machine whose time could be extended' },
  terminate: { verb: 'Terminate', keys: 't', none: 'It has no machine any more' },
  forget: { verb: 'Forget', keys: 'delete', none: 'It goes on: only what is over can be forgotten' }
}

function applies(act: RunAct, run: Run): boolean {
  const { state, machine, command, error } = run
  switch (act) {
    case 'fetch':
      return state === 'waiting' || (state === 'fetching' && error !== null)
    case 'stop':
      return ['launching', 'booting', 'uploading', 'running'].includes(state) && command.endedAt === null
    case 'extend':
      return !runIsOver(run) && !runIsEnding(run) && machine !== null && !isInBucket(run)
    case 'terminate':
      return !runIsOver(run) && state !== 'ending'
    case 'forget':
      return runIsOver(run) || state === 'stuck'
  }
}

/** The runs that an act applies to; with none, why. */
export function runActChoice(
  act: RunAct,
  runs: readonly Run[]
): { readonly targets: readonly Run[]; readonly disabledReason: string | undefined } {
  const targets = runs.filter(run => applies(act, run))
  const none = runs.length === 0 ? 'Choose a run first' : runActWords[act].none
  return { targets, disabledReason: targets.length === 0 ? none : undefined }
}

/** What is lost for good when these machines end now. */
export function lossWords(runs: readonly Run[]): string {
  const computing = runs.filter(({ state, command }) => state === 'running' && command.endedAt === null)
  const unfetched = runs.filter(hasUnfetched)
  const left = unfetched.reduce((sum, { fetched }) => sum + Math.max(0, fetched.totalBytes - fetched.bytes), 0)
  if (runs.length > 0 && runs.every(isInBucket))
    return 'Nothing is lost: its machine is gone, and its results stay in the bucket, where Farscope no longer fetches them by itself.'
  const parts = [
    ...(computing.length > 0 ? [`what ${countOf(computing.length, 'command')} computed since`] : []),
    ...(unfetched.length > 0
      ? [
          `the outputs of ${countOf(unfetched.length, 'run')} that were not fetched${left > 0 ? ` (at least ${formatBytes(left)})` : ''}`
        ]
      : [])
  ]
  if (parts.length === 0)
    return 'Nothing that was asked back is lost. Everything else on the machine goes with its disk.'
  return `Lost for good: ${parts.join(', and ')}. Everything else on the machine goes with its disk.`
}
