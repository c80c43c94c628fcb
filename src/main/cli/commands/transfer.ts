/** `farscope transfer list|pause|resume|cancel|retry`. */
import type { Transfer } from '@contract/transfers'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { copyFailure } from '../copy-result'
import { exitStatusOf } from '../exit-status'
import { followTransfer } from '../follow-transfer'
import { shownTransfer, transfersTable } from '../transfer-text'

export const listTransfers: CommandRun = async context => {
  const client = await context.client()
  await show(context, await client.transfers.list(undefined, { signal: context.signal }), 'No transfers.')
  return 0
}

export const pauseTransfers: CommandRun = async context => {
  const choice = await choose(context, canPause, 'No transfer runs or waits.')
  for (const { id } of choice.chosen) await choice.client.transfers.pause({ id }, { signal: context.signal })
  await showAgain(context, choice)
  return 0
}

export const resumeTransfers: CommandRun = async context => {
  const choice = await choose(context, canResume, 'No transfer is paused.')
  for (const { id } of choice.chosen) await choice.client.transfers.resume({ id }, { signal: context.signal })
  return stayWith(context, choice)
}

export const cancelTransfers: CommandRun = async context => {
  const choice = await choose(context, canCancel, 'Every transfer has ended.')
  const count = choice.chosen.length
  if (context.args.positionals.length === 0 && count > 0)
    await context.confirm(`Cancel ${count} ${count === 1 ? 'transfer' : 'transfers'}?`)
  for (const { id } of choice.chosen) await choice.client.transfers.cancel({ id }, { signal: context.signal })
  await showAgain(context, choice)
  return 0
}

export const retryTransfers: CommandRun = async context => {
  const choice = await choose(context, canRetry, 'No transfer has failed files.')
  for (const { id } of choice.chosen) await choice.client.transfers.retryFailed({ id }, { signal: context.signal })
  return stayWith(context, choice)
}

const canPause = ({ state }: Transfer): boolean => state === 'running' || state === 'waiting'
const canResume = ({ state, hold }: Transfer): boolean => state === 'paused' || hold !== null
const canCancel = ({ state }: Transfer): boolean => state === 'running' || state === 'waiting' || state === 'paused'
const canRetry = (transfer: Transfer): boolean => !canCancel(transfer) && transfer.failedCount > 0

interface Choice {
  readonly client: FarscopeClient
  readonly chosen: readonly Transfer[]
  /** What to say when there is none. */
  readonly none: string
}

/** The one that is named, whatever its state: the engine says why it cannot. Else all that `fits`. */
async function choose(context: CommandContext, fits: (transfer: Transfer) => boolean, none: string): Promise<Choice> {
  const client = await context.client()
  const list = await client.transfers.list(undefined, { signal: context.signal })
  const asked = context.args.positionals[0]
  if (asked !== undefined) return { client, chosen: [findById(list, asked)], none }
  return { client, chosen: list.filter(fits), none }
}

function findById(list: readonly Transfer[], asked: string): Transfer {
  const found = list.filter(({ id }) => id.startsWith(asked))
  const [first] = found
  const exact = found.find(({ id }) => id === asked)
  if (exact) return exact
  if (!first)
    throw new Failure('not-found', `There is no transfer ${asked.toWellFormed()}.`, {
      hint: 'See farscope transfer list.'
    })
  if (found.length > 1)
    throw new Failure('usage', `${found.length} transfers have an ID that begins with ${asked.toWellFormed()}.`, {
      hint: `Write more of it: ${found.map(({ id }) => id).join(', ')}.`
    })
  return first
}

/** An engine of this process ends with the command, so the command stays until they have ended. */
async function stayWith(context: CommandContext, choice: Choice): Promise<number> {
  const failures: Failure[] = []
  if ((await context.door.open()).owned)
    for (const { id } of choice.chosen) {
      const failure = await endOf(context, choice.client, id)
      if (failure) failures.push(failure)
    }
  await showAgain(context, choice)
  const [failure] = failures
  if (!failure) return 0
  await context.out.failure(failure)
  return exitStatusOf(failure.code)
}

/** What failed of it; one that fails does not keep the others from coming to their end. */
async function endOf(context: CommandContext, client: FarscopeClient, id: string): Promise<Failure | undefined> {
  try {
    const goOn = 'What arrived is kept: farscope transfer resume goes on from there.'
    return copyFailure(await followTransfer(context, client, id, goOn))
  } catch (thrown) {
    context.signal.throwIfAborted()
    return Failure.from(thrown)
  }
}

/** Those that were chosen, as they stand now. */
async function showAgain(context: CommandContext, { client, chosen, none }: Choice): Promise<void> {
  const ids = new Set(chosen.map(({ id }) => id))
  const list = await client.transfers.list(undefined, { signal: context.signal })
  const shown = list.filter(({ id }) => ids.has(id))
  await show(context, shown, none)
}

async function show({ out }: CommandContext, transfers: readonly Transfer[], none: string): Promise<void> {
  await out.result(transfers.map(shownTransfer), () =>
    transfers.length === 0 ? `${none}\n` : transfersTable(transfers)
  )
}
