/** `farscope put|get|copy`. */
import { randomUUID } from 'node:crypto'
import type { Place } from '@contract/files'
import { conflictRuleSchema } from '@contract/prompts'
import type { Transfer } from '@contract/transfers'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { copyFailure, copyResult, copyText } from '../copy-result'
import { exitStatusOf } from '../exit-status'
import { followTransfer } from '../follow-transfer'
import { isAnchored, parseAnyPlace, parseFarPlace, parseLocalPlace } from '../place'
import { parseRate } from '../rate-option'
import { siteNames } from '../site-names'
import { safeText } from '../text'

type Read = (argument: string, names: ReadonlySet<string>) => Place

export const putFiles: CommandRun = context => copyBetween(context, parseLocalPlace, parseFarPlace)
export const getFiles: CommandRun = context => copyBetween(context, parseFarPlace, parseLocalPlace)
export const copyFiles: CommandRun = context => copyBetween(context, parseAnyPlace, parseAnyPlace, true)

async function copyBetween(
  context: CommandContext,
  readSource: Read,
  readDestination: Read,
  anyRoute = false
): Promise<number> {
  const { args, signal } = context
  const options = { ...copyOptions(args), ...transferOptions(args) }
  const client = await context.client()
  const names = await siteNames(client, signal)
  const sources = args.positionals.slice(0, -1).map(argument => fromHere(readSource(argument, names)))
  const destination = fromHere(readDestination(args.positionals.at(-1) ?? '', names))
  const newId = randomUUID()
  const { id } = await client.transfers.start({ id: newId, sources, destination, ...options }, { signal })
  const goOn = 'What arrived is kept: the same command with --resume goes on from there.'
  const result = await followTransfer(context, client, id, goOn)
  const transfer = anyRoute ? (await client.transfers.list()).find(one => one.id === id) : undefined
  const document = { ...copyResult(result), ...(transfer && { route: transfer.route }) }
  const elsewhere = [...sources, destination].every(({ kind }) => kind !== 'local')
  await context.out.result(
    withType(context, document),
    () =>
      copyText(result, options.verify) +
      (options.resume && id === newId && result.files > 0 ? nothingToResume : '') +
      (transfer && elsewhere ? routeText(transfer) : '')
  )
  const failure = copyFailure(result)
  if (!failure) return 0
  await context.out.failure(failure)
  return exitStatusOf(failure.code)
}

/** Else a person who forgot an option would believe that nothing was sent twice. */
const nothingToResume =
  'No unfinished copy of the same sources, destination and rules was there to go on with; farscope transfer list shows what is not done.\n'

function copyOptions(args: Arguments) {
  const conflict = conflictRuleSchema.optional().parse(args.text('conflict'))
  return {
    parents: args.has('parents'),
    followLinks: args.has('follow'),
    resume: args.has('resume'),
    ...(conflict && { conflict })
  }
}

/** What every command that moves bytes takes. `usage` when one of them is no such value. */
export function transferOptions(args: Arguments) {
  const limit = args.text('limit')
  const jobs = args.whole('jobs', 1, 512)
  return {
    verify: args.has('verify'),
    ...(limit !== undefined && { limit: parseRate(limit) }),
    ...(jobs !== undefined && { jobs })
  }
}

/** A path of this computer as the engine understands it, which has its own working folder; a trailing slash stays. */
export function fromHere(place: Place): Place {
  if (place.kind !== 'local' || isAnchored(place.path)) return place
  const here = process.cwd()
  return { kind: 'local', path: `${here.endsWith('/') ? here : `${here}/`}${place.path}` }
}

/** With --progress the document is the last of several lines. */
export function withType({ args, out }: CommandContext, document: object): object {
  return out.json && args.has('progress') ? { type: 'result', ...document } : document
}

/** Between two places elsewhere the person is told which way the bytes went, as they may pay for it. */
function routeText({ route, notices }: Transfer): string {
  // A notice may be of single files that did go through here.
  const nothing = notices.length === 0 ? '; nothing went through this computer' : ''
  return `${routeTexts[route]}${route === 'here' ? '' : nothing}.\n${notices.map(text => `${safeText(text)}\n`).join('')}`
}

const routeTexts: Readonly<Record<Transfer['route'], string>> = {
  here: 'The bytes went through this computer',
  'on-host': 'Copied on the host itself',
  direct: 'Copied from host to host'
}
