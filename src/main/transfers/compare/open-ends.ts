/** Opens the two folders of a comparison or a mirror. */
import type { Place } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { statIfThere } from '@domain/files/make-folders'
import { isWithin } from '@domain/files/path'
import type { ChecksumsOf } from '@domain/transfers/checksums'
import { type ComparePairs, createPairSums } from './compare-sums'
import type { ComparedEnd, TargetEnd } from './compare-trees'

export interface OpenEnds {
  readonly from: ComparedEnd
  readonly to: TargetEnd
  readonly comparePairs: ComparePairs
  close(): void
}

export interface EndParts {
  readonly fileSystems: FileSystems
  readonly checksumsOf: ChecksumsOf
}

interface OpenPlace {
  readonly files: FileSystem
  close(): void
}

/**
 * `not-found` or `not-a-directory` when the source is no folder; `not-a-directory` when the destination is something
 * else; `usage` when one of them is in the other. `automatic`: nobody just asked, so no prompt is raised.
 */
export async function openEnds(
  { fileSystems, checksumsOf }: EndParts,
  places: { readonly from: Place; readonly to: Place },
  signal: AbortSignal,
  options: { automatic?: boolean } = {}
): Promise<OpenEnds> {
  const opened: OpenPlace[] = []
  const close = (): void => {
    for (const place of opened) place.close()
  }
  const open = async (place: Place): Promise<FileSystem> => {
    const one = await openPlace(fileSystems, place, signal, options)
    opened.push(one)
    return one.files
  }
  try {
    const source = await open(places.from)
    const target = samePlace(places.from, places.to) ? source : await open(places.to)
    const from = { files: source, root: source.absolute(places.from.path) }
    const root = target.absolute(places.to.path)
    await requireFolder(from, signal)
    const there = await statIfThere(target, root, signal)
    if (there && there.type !== 'directory') throw notAFolder(target, root)
    const to = { files: target, root, missing: !there }
    if (source === target) await requireApart(from, to, signal)
    const sums = { from: { place: places.from, root: from.root }, to: { place: places.to, root } }
    return { from, to, close, comparePairs: createPairSums(checksumsOf, sums, options) }
  } catch (thrown) {
    close()
    throw thrown
  }
}

async function openPlace(
  fileSystems: FileSystems,
  place: Place,
  signal: AbortSignal,
  options: { automatic?: boolean }
): Promise<OpenPlace> {
  switch (place.kind) {
    case 'local':
      return { files: fileSystems.local, close: () => undefined }
    case 's3':
      return { files: await fileSystems.s3(place.profile), close: () => undefined }
    case 'site': {
      const files = await fileSystems.openSite(place.site, signal, options)
      return { files, close: () => files.close() }
    }
  }
}

function samePlace(one: Place, other: Place): boolean {
  if (one.kind === 'site') return other.kind === 'site' && one.site === other.site
  if (one.kind === 's3') return other.kind === 's3' && one.profile === other.profile
  return other.kind === 'local'
}

async function requireFolder({ files, root }: ComparedEnd, signal: AbortSignal): Promise<void> {
  if ((await files.stat(root, signal)).type !== 'directory') throw notAFolder(files, root)
}

function notAFolder(files: FileSystem, path: string): Failure {
  return new Failure('not-a-directory', `${displayName(path)} (${files.label}) is not a folder.`, {
    hint: 'Name two folders; what is in them is compared.'
  })
}

/** A folder within the other would be copied into itself, or deleted as extra. */
async function requireApart(from: ComparedEnd, to: TargetEnd, signal: AbortSignal): Promise<void> {
  const one = await from.files.realPath(from.root, signal)
  const other = to.missing ? to.root : await to.files.realPath(to.root, signal)
  if (isWithin(one, other) || isWithin(other, one))
    throw new Failure('usage', `${displayName(from.root)} and ${displayName(to.root)} are not two separate folders.`, {
      hint: 'Name two folders of which neither is in the other.'
    })
}
