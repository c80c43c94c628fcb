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
  await show(context, await client.transfers.list(undefined, { signal: context.signal }))
  return 0
}

export const pauseTransfers: CommandRun = async context => {
  const { client, chosen } = await choose(context, canPause, 'runs or waits')
  for (const { id } of chosen) await client.transfers.pause({ id }, { signal: context.signal })
  await showAgain(context, client, chosen)
  return 0
}

export const resumeTransfers: CommandRun = async context => {
  const { client, chosen } = await choose(context, canResume, 'is paused')
  for (const { id } of chosen) await client.transfers.resume({ id }, { signal: context.signal })
  return stayWith(context, client, chosen)
}

export const cancelTransfers: CommandRun = async context => {
  const { client, chosen } = await choose(context, canCancel, 'has not ended')
  if (context.args.positionals.length === 0 && chosen.length > 0)
    await context.confirm(`Cancel ${chosen.length} ${chosen.length === 1 ? 'transfer' : 'transfers'}?`)
  for (const { id } of chosen) await client.transfers.cancel({ id }, { signal: context.signal })
  await showAgain(context, client, chosen)
  return 0
}

export const retryTransfers: CommandRun = async context => {
  const { client, chosen } = await choose(context, canRetry, 'has failed files')
  for (const { id } of chosen) await client.transfers.retryFailed({ id }, { signal: context.signal })
  return stayWith(context, client, chosen)
}

const canPause = ({ state }: Transfer): boolean => state === 'running' || state === 'waiting'
const canResume = ({ state, hold }: Transfer): boolean => state === 'paused' || hold !== null
const canCancel = ({ state }: Transfer): boolean => state === 'running' || state === 'waiting' || state === 'paused'
const canRetry = (transfer: Transfer): boolean => !canCancel(transfer) && transfer.failedCount > 0

interface Choice {
  readonly client: FarscopeClient
  readonly chosen: readonly Transfer[]
}

/** The one that is named, whatever its state: the engine says why it cannot. Else all that `fits`. */
async function choose(context: CommandContext, fits: (transfer: Transfer) => boolean, what: string): Promise<Choice> {
  const client = await context.client()
  const list = await client.transfers.list(undefined, { signal: context.signal })
  const asked = context.args.positionals[0]
  if (asked !== undefined) return { client, chosen: [findById(list, asked)] }
  const chosen = list.filter(fits)
  if (chosen.length === 0 && !context.out.json) await context.out.writeError(`No transfer ${what}.\n`)
  return { client, chosen }
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
async function stayWith(context: CommandContext, client: FarscopeClient, chosen: readonly Transfer[]): Promise<number> {
  let failure: Failure | undefined
  if ((await context.door.open()).owned)
    for (const { id } of chosen) {
      const goOn = 'What arrived is kept: farscope transfer resume goes on from there.'
      failure = copyFailure(await followTransfer(context, client, id, goOn)) ?? failure
    }
  await showAgain(context, client, chosen)
  if (!failure) return 0
  await context.out.failure(failure)
  return exitStatusOf(failure.code)
}

async function showAgain(context: CommandContext, client: FarscopeClient, chosen: readonly Transfer[]): Promise<void> {
  const ids = new Set(chosen.map(({ id }) => id))
  const list = await client.transfers.list(undefined, { signal: context.signal })
  await show(
    context,
    list.filter(({ id }) => ids.has(id))
  )
}

async function show({ out }: CommandContext, transfers: readonly Transfer[]): Promise<void> {
  await out.result(transfers.map(shownTransfer), () => transfersTable(transfers))
}
