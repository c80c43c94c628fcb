/** `farscope ls|mkdir`. */
import { posix } from 'node:path'
import type { Entry, Place } from '@contract/files'
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { hasTime } from '@domain/files/entry'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { parseAnyPlace, parseFarPlace } from '../place'
import type { ListedFile } from '../schema-documents'
import { siteNames } from '../site-names'
import { safeText, sizeText, table } from '../text'

export const listFiles: CommandRun = async context => {
  const client = await context.client()
  const names = await siteNames(client, context.signal)
  const place = parseAnyPlace(context.args.positional(0), names)
  const entries = (await readEntries(client, place, context.signal)).toSorted((one, other) =>
    one.name < other.name ? -1 : 1
  )
  await context.out.result(entries.map(listedFile), () => listing(entries))
  return 0
}

async function readEntries(client: FarscopeClient, place: Place, signal: AbortSignal): Promise<Entry[]> {
  try {
    const entries: Entry[] = []
    for await (const event of await client.files.list({ place }, { signal }))
      if (event.type === 'entries') entries.push(...event.entries)
    return entries
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code !== 'not-a-directory' || place.path.endsWith('/')) throw failure
    return [(await client.files.stat({ place }, { signal })).entry]
  }
}

/** The object of COMMAND's `ls`: U+FFFD in `name`, the exact bytes beside it. */
export function listedFile(entry: Entry): ListedFile {
  const { name, type, size, mtime, mode, owner, group, linkTarget } = entry
  const nameBase64 = exactNameBase64(name)
  return {
    name: displayName(name),
    ...(nameBase64 !== undefined && { nameBase64 }),
    type,
    size,
    mtime,
    mode,
    owner,
    group,
    ...(linkTarget !== undefined && { linkTarget: displayName(linkTarget) })
  }
}

const typeMarks = { file: '-', directory: 'd', link: 'l', other: '?' } as const

function listing(entries: readonly Entry[]): string {
  if (entries.length === 0) return ''
  return table(entries, [
    { title: 'MODE', cell: entry => `${typeMarks[entry.type]} ${entry.mode}` },
    { title: 'OWNER', cell: entry => entry.owner },
    { title: 'GROUP', cell: entry => entry.group },
    { title: 'SIZE', right: true, cell: entry => (entry.type === 'directory' ? '-' : sizeText(entry.size)) },
    { title: 'MODIFIED', cell: entry => (hasTime(entry) ? entry.mtime.replace(/\.\d+Z$/, 'Z') : '-') },
    {
      title: 'NAME',
      cell: ({ name, type, linkTarget }) =>
        type === 'directory' ? `${name}/` : linkTarget === undefined ? name : `${name} -> ${linkTarget}`
    }
  ])
}

export const makeFolders: CommandRun = async context => {
  const client = await context.client()
  const names = await siteNames(client, context.signal)
  const places = context.args.positionals.map(argument => parseFarPlace(argument, names))
  const made = await makeEach(context, client, places)
  await context.out.result(made, () => made.map(({ path }) => `Made ${safeText(path)}\n`).join(''))
  return 0
}

/** One after the other, as a folder may stand in the one before it; those made before a failure are told. */
async function makeEach(
  context: CommandContext,
  client: FarscopeClient,
  places: readonly Place[]
): Promise<{ path: string }[]> {
  const made: { path: string }[] = []
  for (const place of places) {
    try {
      const { path } = await client.files.makeDirectory(
        { place, parents: context.args.has('parents') },
        { signal: context.signal }
      )
      made.push({ path: displayName(posix.normalize(path)) })
    } catch (thrown) {
      if (made.length === 0) throw thrown
      await context.out.result(made, () => made.map(({ path }) => `Made ${safeText(path)}\n`).join(''))
      throw new Failure(
        'partial',
        `${made.length} of ${places.length} folders were made. ${Failure.from(thrown).message}`
      )
    }
  }
  return made
}
