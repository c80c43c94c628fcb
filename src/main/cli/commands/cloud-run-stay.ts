/** Stays with a run where no engine lasts without this command: one that ends moves no more files. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'

type StayContext = Pick<CommandContext, 'signal' | 'out' | 'onStop' | 'clientAgain'>
type RunsClient = Pick<FarscopeClient, 'runs'>

/**
 * Until it is over, its outputs wait, or somebody forgets it, also over the end of the command whose engine it was.
 * The exit status says how it ended; `wanted`: states that are no failure, beside `done`.
 */
export async function stayWithRun(
  context: StayContext,
  client: RunsClient,
  id: string,
  wanted: readonly Run['state'][] = []
): Promise<number> {
  context.onStop({
    work: async () => undefined,
    advice: `Run ${id} goes on. The window or farscope serve goes on with it; its machine ends at its deadline.`
  })
  const end = await untilOver(context, client, id)
  context.onStop(undefined)
  if (end === null) return 0
  const failure = end === 'forgotten' ? forgotten(id) : endFailure(end, wanted)
  if (failure) await context.out.failure(failure)
  return failure ? exitStatusOf(failure.code) : 0
}

type End = Run | 'forgotten' | null

async function untilOver(context: StayContext, first: RunsClient, id: string): Promise<End> {
  const { signal } = context
  for (let client = first; ; client = await context.clientAgain())
    try {
      return await followed(client, id, signal)
    } catch (thrown) {
      signal.throwIfAborted()
      // Somebody stopped the command that was the engine. Nobody else would fetch the outputs of this run.
      if (Failure.from(thrown).code !== 'unreachable') throw thrown
    }
}

/** Null: the engine tells nothing more. */
async function followed({ runs }: RunsClient, id: string, signal: AbortSignal): Promise<End> {
  for await (const event of await runs.follow(undefined, { signal })) {
    const run = event.runs.find(one => one.id === id)
    if (event.type === 'all' ? !run : event.gone.includes(id)) return 'forgotten'
    if (run && (runIsOver(run) || run.state === 'waiting')) return run
  }
  signal.throwIfAborted()
  return null
}

const forgotten = (id: string): Failure =>
  new Failure('not-found', `Run ${id} was forgotten meanwhile, so how it ended is not known.`, {
    hint: 'Files that came back stay where they are; farscope cloud cost tells what it cost.'
  })

function endFailure({ id, state, error }: Run, wanted: readonly Run['state'][]): Failure | null {
  if (state === 'done') return null
  if (error) return Failure.fromData(error)
  if (wanted.includes(state)) return null
  const words = state === 'waiting' ? 'has outputs that wait on its machine' : `ended: ${state}`
  return new Failure('remote-error', `Run ${id} ${words}.`, { hint: `See farscope cloud show ${id}.` })
}
