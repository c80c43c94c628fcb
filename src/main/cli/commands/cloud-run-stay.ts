/** Stays with a run where the engine is this command's own: an engine that ends moves no more files. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'

/** Until it is over, or its outputs wait. The exit status says how it ended. */
export async function stayWithRun(context: CommandContext, client: FarscopeClient, id: string): Promise<number> {
  const { signal, out } = context
  context.onStop({
    work: async () => undefined,
    advice: `Run ${id} goes on. The window or farscope serve goes on with it; its machine ends at its deadline.`
  })
  for await (const event of await client.runs.follow(undefined, { signal })) {
    const run = event.runs.find(one => one.id === id)
    if (run && (runIsOver(run) || run.state === 'waiting')) {
      context.onStop(undefined)
      const failure = endFailure(run)
      if (failure) await out.failure(failure)
      return failure ? exitStatusOf(failure.code) : 0
    }
  }
  signal.throwIfAborted()
  return 0
}

function endFailure({ id, state, error }: Run): Failure | null {
  if (state === 'done') return null
  if (error) return Failure.fromData(error)
  const words = state === 'waiting' ? 'has outputs that wait on its machine' : `ended: ${state}`
  return new Failure('remote-error', `Run ${id} ${words}.`, { hint: `See farscope cloud show ${id}.` })
}
