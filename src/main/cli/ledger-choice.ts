/** Which files of the ledger a command means. */
import type { Place } from '@contract/files'
import type { LedgerChoice } from '@contract/ledger'
import { fromHere } from './commands/copy'
import type { CommandContext } from './context'
import { parseAnyPlace } from './place'
import { siteNames } from './site-names'

/** `unknown-site` for a word before a colon that is none. */
export async function sourceArgument(context: CommandContext): Promise<Place | undefined> {
  const [argument] = context.args.positionals
  if (argument === undefined) return undefined
  return fromHere(parseAnyPlace(argument, await siteNames(await context.client(), context.signal)))
}

export async function ledgerChoice(context: CommandContext): Promise<LedgerChoice> {
  const { args } = context
  const under = await sourceArgument(context)
  const [origin, session] = [args.text('origin'), args.text('session')]
  return {
    ...(under && { under }),
    ...(origin !== undefined && { origin }),
    ...(session !== undefined && { session })
  }
}

/** In how many different places. */
export const askedCopies = ({ args }: CommandContext): number => args.whole('copies', 1, 9) ?? 2
