/** The calls of runs without a cloud, checked by the contract: what is asked is kept, what is answered is made up. */

import type { Run, RunListEvent } from '@contract/cloud-runs'
import type { ContractInputs } from '@contract/contract'
import type { Failure } from '@domain/failure'
import { createRouterClient } from '@orpc/server'
import type { FarscopeClient } from '../../../src/main/client-type'
import { os } from '../../../src/main/implementer'
import { someMachine, someRun } from '../../domain/cloud/spend/some-runs'

export interface MadeUpRuns {
  readonly runs: FarscopeClient['runs']
  readonly launched: ContractInputs['runs']['launch'][]
  /** Calls on one run, as `stop r0…`. */
  readonly acts: string[]
  list: Run[]
  /** What a follower is told after the list. */
  later: RunListEvent[]
  /** What the follower meets then. */
  lost: Failure | null
  /** Of each machine. */
  usdPerHour: number | null
  /** Of a spot machine; unset: the same. */
  mostUsdPerHour?: number | null
}

export function madeUpRuns(): MadeUpRuns {
  const runOf = (id: string): Run => here.list.find(run => run.id === id) ?? someRun({ id })
  const act =
    (name: string) =>
    ({ input: { id, ...rest } }: { input: { id: string } }): Run => {
      here.acts.push([name, id, ...Object.values(rest).map(String)].join(' '))
      return runOf(id)
    }
  const router = os.runs.router({
    estimate: os.runs.estimate.handler(({ input: { asked } }) => {
      const { usdPerHour, mostUsdPerHour = usdPerHour } = here
      const mostUsd = mostUsdPerHour === null ? null : (mostUsdPerHour * asked.maxSeconds) / 3600
      const machine = { zones: ['us-east-1a'], usdPerHour, mostUsdPerHour, mostUsd, vcpus: 8, gpus: '1 x A10G' }
      return {
        ...{ profile: null, region: 'us-east-1', account: '123456789012', owner: 'ann', mostUsd },
        choices: asked.types.map(type => ({ type, ...machine })),
        image: { id: 'ami-1', name: 'Deep Learning', user: 'ubuntu' },
        ...{ pricesDate: '2026-11-01', warnings: [] }
      }
    }),
    launch: os.runs.launch.handler(({ input }) => {
      here.launched.push(input)
      const { name } = input.asked
      return someRun({ id: 'r0launched01', asked: { name }, state: 'launching', machine: someMachine(), mostUsd: 2.4 })
    }),
    list: os.runs.list.handler(() => here.list),
    follow: os.runs.follow.handler(async function* () {
      yield { type: 'all' as const, runs: here.list }
      yield* here.later
      if (here.lost) throw here.lost
    }),
    get: os.runs.get.handler(({ input }) => runOf(input.id)),
    log: os.runs.log.handler(async function* ({ input: { from } }) {
      yield { from, text: 'first\n' }
      yield { from: from + 6, text: 'second\n' }
    }),
    fetch: os.runs.fetch.handler(act('fetch')),
    stop: os.runs.stop.handler(act('stop')),
    terminate: os.runs.terminate.handler(act('terminate')),
    extend: os.runs.extend.handler(act('extend')),
    remove: os.runs.remove.handler(call => void act('remove')(call))
  })
  const here: MadeUpRuns = {
    ...{ launched: [], acts: [], usdPerHour: 1.2, list: [], later: [], lost: null },
    runs: createRouterClient({ runs: router }, { context: { clientId: 'command' } }).runs
  }
  return here
}
