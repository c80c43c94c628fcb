/** Stays with a run where the engine is this command's own: an engine that ends moves no more files. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'

/** Until it is over, its outputs wait, or somebody forgets it. The exit status says how it ended. */
export async function stayWithRun(
  context: Pick<CommandContext, 'signal' | 'out' | 'onStop'>,
  client: Pick<FarscopeClient, 'runs'>,
  id: string
): Promise<number> {
  const { signal, out } = context
  context.onStop({
    work: async () => undefined,
    advice: `Run ${id} goes on. The window or farscope serve goes on with it; its machine ends at its deadline.`
  })
  for await (const event of await client.runs.follow(undefined, { signal })) {
    const run = event.runs.find(one => one.id === id)
    if (event.type === 'all' ? !run : event.gone.includes(id)) {
      context.onStop(undefined)
      const failure = forgotten(id)
      await out.failure(failure)
      return exitStatusOf(failure.code)
    }
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

const forgotten = (id: string): Failure =>
  new Failure('not-found', `Run ${id} was forgotten meanwhile, so how it ended is not known.`, {
    hint: 'Files that came back stay where they are; farscope cloud cost tells what it cost.'
  })

function endFailure({ id, state, error }: Run): Failure | null {
  if (state === 'done') return null
  if (error) return Failure.fromData(error)
  const words = state === 'waiting' ? 'has outputs that wait on its machine' : `ended: ${state}`
  return new Failure('remote-error', `Run ${id} ${words}.`, { hint: `See farscope cloud show ${id}.` })
}
