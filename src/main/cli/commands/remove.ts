/** `farscope rm`: counts first, asks, then removes. */
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { failureLines } from '../copy-result'
import { exitStatusOf } from '../exit-status'
import { parseFarPlace } from '../place'
import { siteNames } from '../site-names'
import { safeText, sizeText } from '../text'

type Measured = Awaited<ReturnType<FarscopeClient['files']['measure']>>

export const removeFiles: CommandRun = async context => {
  const { args, signal, out } = context
  const client = await context.client()
  const names = await siteNames(client, signal)
  const places = args.positionals.map(argument => parseFarPlace(argument, names))
  for (const place of places) refuseRoots(place.path)
  const expected = args.whole('expect', 0, Number.MAX_SAFE_INTEGER)
  const recursive = args.has('recursive')
  // What is not even a removal needs no question; and a missing answer is known before any login.
  if (!context.yes && !context.interactive)
    await context.confirm(`Removing ${args.positionals.map(safeText).join(', ')}:`)
  await checkCount(context, await client.files.measure({ places }, { signal }), recursive, expected)
  const { removed, failed } = await client.files.remove({ places, recursive }, { signal })
  const document = { removed, failed: failed.map(shownFailure) }
  // What failed is on standard error.
  const others = failed.length > 0 ? `; ${failed.length} failed` : ''
  await out.result(document, () => (removed === 0 && failed.length > 0 ? '' : `Removed ${removed}${others}.\n`))
  const failure = removeFailure(removed, failed)
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

/** What nobody means to remove: the root, the home itself. */
function refuseRoots(path: string): void {
  const bare = path.replace(/\/+$/, '')
  if (bare === '' || bare === '~' || bare === '.' || bare === '..' || bare.endsWith('/..') || bare.endsWith('/.'))
    throw new Failure('usage', `${path.toWellFormed()} cannot be removed.`, { hint: 'Name what is in it.' })
}

async function checkCount(
  context: CommandContext,
  measured: Measured,
  recursive: boolean,
  expected: number | undefined
): Promise<void> {
  const { files, directories, bytes, complete } = measured
  if (directories > 0 && !recursive)
    throw new Failure('is-a-directory', 'A folder is among them.', {
      hint: 'Add -r to remove folders and what is in them; nothing was removed.'
    })
  const count = files + directories
  const size = `${complete ? '' : 'at least '}${files} files and ${directories} folders, ${sizeText(bytes)}`
  if (expected !== undefined && !complete)
    throw new Failure('confirmation-required', `What would be removed cannot be counted in full: ${size}.`, {
      hint: 'Some of it cannot be read; look at it with farscope ls. Nothing was removed.'
    })
  if (expected !== undefined && expected !== count)
    throw new Failure('confirmation-required', `${count} would be removed, not ${expected}: ${size}.`, {
      hint: 'Look at what is there (farscope ls); nothing was removed.'
    })
  if (count > 1 && expected === undefined && !context.interactive)
    throw new Failure('confirmation-required', `${count} would be removed: ${size}.`, {
      hint: `Add --expect ${count} if that is what you want; nothing was removed.`
    })
  await context.confirm(`Remove ${size}?`)
}

function shownFailure({ path, code, message }: { path: string; code: string; message: string }): object {
  const pathBase64 = exactNameBase64(path)
  return {
    path: displayName(path),
    ...(pathBase64 !== undefined && { pathBase64 }),
    code,
    message: displayName(message)
  }
}

function removeFailure(
  removed: number,
  failed: readonly { path: string; code: string; message: string }[]
): Failure | undefined {
  const [first] = failed
  if (!first) return undefined
  const detail = failed.length > 1 ? { detail: failureLines(failed) } : {}
  const text = `${failed.length} could not be removed. First: ${first.message}`
  if (removed > 0) return new Failure('partial', text, detail)
  const hint = first.code === 'is-a-directory' ? 'Add -r to remove folders.' : ''
  return Failure.from({ code: first.code, message: first.message, hint, ...detail })
}
