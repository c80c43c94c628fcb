/** The newest pictures of a folder, small: what came in while one was away. */
import type { Montage, Preview } from '@contract/previews'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { LookWish } from './looked-at'

export interface NewestWish {
  /** Pictures, at most. */
  readonly most: number
  /** Pixels of the longer side of each. */
  readonly size: number
}

/** Names of files that become pictures; browsers' own pictures do not. */
const pictureNames = /\.(mrcs?|map|rec|st|tiff?|dm[34])$/i
/** Those of movies that make no picture, but have come: they stand behind the pictures. */
const movieNames = /\.eer$/i
/** Entries of a folder that are looked through, and pictures that are read at a time. */
const mostEntries = 200_000
const atOnce = 3
/** Bytes of rows that are read of each. */
const budgetBytes = 3 * 1024 * 1024

/** One that cannot be shown is told with the reason. */
export async function newestPictures(
  files: FileSystem,
  folder: string,
  { most, size }: NewestWish,
  signal: AbortSignal,
  look: (path: string, wish: LookWish) => Promise<Preview>
): Promise<Montage> {
  const { newest, total } = await newestOf(files, folder, most, signal)
  const pictures: Montage['pictures'] = []
  let bytesRead = 0
  await eachAtOnce([...newest.entries()], atOnce, async ([at, info]) => {
    const about = { name: info.name, size: info.size, mtime: instantOf(info.mtime) }
    try {
      const preview = await look(joinPath(folder, info.name), { size, spectrum: false, budgetBytes })
      bytesRead += preview.bytesRead
      const { content } = preview
      pictures[at] =
        content.type === 'picture'
          ? { ...about, width: content.width, height: content.height, png: content.png, why: '' }
          : { ...about, width: 0, height: 0, png: null, why: withoutPicture(preview) }
    } catch (thrown) {
      signal.throwIfAborted()
      pictures[at] = { ...about, width: 0, height: 0, png: null, why: Failure.from(thrown).message }
    }
  })
  return { path: folder, pictures, total, bytesRead }
}

/** `EER movie of 4096 × 4096 pixels, 1190 frames.` */
function withoutPicture({ kind, facts }: Preview): string {
  const told = (name: string): string | undefined => facts.find(fact => fact.name === name)?.value
  const [pixels, frames] = [told('Pixels'), told('Frames')]
  if (pixels === undefined) return `${kind}: nothing to be shown.`
  return `${kind} of ${pixels} pixels${frames === undefined ? '' : `, ${frames} frames`}.`
}

const isMovie = ({ name }: NamedFileInfo): boolean => movieNames.test(name)

async function newestOf(
  files: FileSystem,
  folder: string,
  most: number,
  signal: AbortSignal
): Promise<{ newest: NamedFileInfo[]; total: number }> {
  let newest: NamedFileInfo[] = []
  let total = 0
  let seen = 0
  for await (const batch of files.readDirectory(folder, signal)) {
    const fitting = batch.filter(
      ({ name, type }) => type === 'file' && (pictureNames.test(name) || movieNames.test(name))
    )
    total += fitting.length
    seen += batch.length
    // Names of frames have their time in them, so they decide within one second.
    newest = [...newest, ...fitting]
      .sort((a, b) => Number(isMovie(a)) - Number(isMovie(b)) || b.mtime - a.mtime || (b.name < a.name ? -1 : 1))
      .slice(0, most)
    if (seen >= mostEntries) break
  }
  return { newest, total }
}
