/** `farscope cloud runs|show|log|fetch|stop|terminate|extend|forget`. */
import type { Run } from '@contract/cloud-runs'
import { runIsEnding, runIsOver } from '@domain/cloud/run-look'
import { notEnded } from '@domain/cloud/runs/end-of-work'
import { dollars } from '@domain/cloud/usd-text'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { durationOption } from '../run-options'
import { runsText, runText } from '../run-text'
import { safeText } from '../text'
import { stayWithRun } from './cloud-run-stay'

export const listRuns: CommandRun = async context => {
  const all = await (await context.client()).runs.list(undefined, { signal: context.signal })
  const states = new Set(context.args.list('state'))
  const runs = states.size === 0 ? all : all.filter(({ state }) => states.has(state))
  await context.out.result(runs, () => runsText(runs))
  return 0
}

/** The one whose id begins so. */
async function namedRun(context: CommandContext): Promise<Run> {
  const asked = context.args.positional(0)
  const all = await (await context.client()).runs.list(undefined, { signal: context.signal })
  const found = all.filter(({ id }) => id.startsWith(asked))
  const [first] = found
  if (!first || asked === '')
    throw new Failure('not-found', `There is no run ${asked.toWellFormed()}.`, { hint: 'See farscope cloud runs.' })
  if (found.length > 1)
    throw new Failure('usage', `${found.length} runs have an ID that begins with ${asked.toWellFormed()}.`, {
      hint: `Write more of it: ${found.map(({ id }) => id).join(', ')}.`
    })
  return first
}

async function show({ out }: CommandContext, run: Run, words?: string): Promise<number> {
  await out.result(run, () => (words === undefined ? runText(run) : `${words}\n`))
  return 0
}

export const showRun: CommandRun = async context => show(context, await namedRun(context))

export const logRun: CommandRun = async context => {
  const { args, out, signal } = context
  const { id } = await namedRun(context)
  const follow = args.has('follow')
  const from = args.whole('from', 0, Number.MAX_SAFE_INTEGER) ?? 0
  const pieces = await (await context.client()).runs.log({ id, from, follow }, { signal })
  if (out.json && !follow) {
    await out.longText({ runId: id, from }, textOf(pieces))
    return 0
  }
  for await (const piece of pieces) {
    if (out.closed) return 0
    await (out.json ? out.line(piece) : out.write(piece.text))
  }
  return 0
}

async function* textOf(pieces: AsyncIterable<{ readonly text: string }>): AsyncGenerator<string, void, void> {
  for await (const { text } of pieces) yield text
}

export const fetchRun: CommandRun = async context => {
  const { id } = await namedRun(context)
  const keep = context.args.has('keep')
  const client = await context.client()
  const run = await client.runs.fetch({ id, keep }, { signal: context.signal })
  const then = keep ? 'the machine stays, and is paid for, until its time is over' : 'then the machine is ended'
  await show(context, run, `Outputs of ${id} are being fetched; ${then}.`)
  // Kept, with all of it here, it waits for whoever asks again.
  return stayUnlessLasting(context, client, run, keep ? ['waiting'] : [])
}

/** What was begun is done by an engine: where none lasts, by this command. */
async function stayUnlessLasting(
  context: CommandContext,
  client: FarscopeClient,
  run: Run,
  wanted: readonly Run['state'][]
): Promise<number> {
  const stays = !runIsOver(run) && run.state !== 'waiting' && !(await context.door.lasts(context.signal))
  return stays ? stayWithRun(context, client, run.id, wanted) : 0
}

export const stopRun: CommandRun = async context => {
  const { id } = await namedRun(context)
  const client = await context.client()
  const run = await client.runs.stop({ id }, { signal: context.signal })
  await show(context, run, stopWords(run))
  return stayUnlessLasting(context, client, run, ['stopped'])
}

/** Of the run as it is after it was told to stop: where its command had ended before, nothing was ended. */
function stopWords(run: Run): string {
  const { id, state } = run
  if (runIsOver(run)) return `${id} is over (${state}): nothing was ended.`
  if (state === 'waiting')
    return `The command of ${id} had ended before: nothing was ended. farscope cloud fetch ${id} fetches its outputs.`
  if (state === 'fetching') return `The command of ${id} has ended; its outputs are being fetched.`
  if (runIsEnding(run)) return `The machine of ${id} is being ended.`
  return `The command of ${id} is being ended; its outputs are fetched.`
}

export const terminateRun: CommandRun = async context => {
  const { id, asked } = await namedRun(context)
  await context.confirm(`End the machine of ${id} (${safeText(asked.name)})? What was not fetched is lost.`)
  const run = await (await context.client()).runs.terminate({ id }, { signal: context.signal })
  return show(context, run, `The machine of ${id} is being ended.`)
}

export const extendRun: CommandRun = async context => {
  const maxSeconds = durationOption(context.args, 'max-duration')
  if (maxSeconds === undefined)
    throw new Failure('usage', 'The option --max-duration is missing.', {
      hint: 'Write how long from now on: --max-duration 4h.'
    })
  const { id } = await namedRun(context)
  const run = await (await context.client()).runs.extend({ id, maxSeconds }, { signal: context.signal })
  return show(
    context,
    run,
    `${id} ends at ${run.deadline ?? 'an unknown time'} at the latest: ${dollars(run.mostUsd)} at most.`
  )
}

export const forgetRun: CommandRun = async context => {
  const run = await namedRun(context)
  const { id } = run
  const abandon = context.args.has('abandon')
  if (abandon && run.state === 'stuck') await context.confirm(`${notEnded(run).message} Forget it?`)
  await (await context.client()).runs.remove({ id, abandon }, { signal: context.signal })
  await context.out.result({ forgotten: id }, () => '')
  return 0
}
