/** The results of one run in its bucket: the list of them, their bytes, and their end. */

import type { Run } from '@contract/cloud-runs'
import {
  claimName,
  type LogName,
  logNames,
  machineFolder,
  manifestName,
  partName,
  runResultsFolder
} from '@domain/cloud/results/results-folder'
import { parseManifest, type ResultsManifest } from '@domain/cloud/results/results-manifest'
import type { ReadArchive } from '@domain/cloud/results/tar-entries'
import { Failure } from '@domain/failure'
import type { BucketFileSystem, NamedFileInfo, ReadHandle } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { RunBucket } from './ports'

/** A line of 100 signs for each of a few million files. Bytes. */
const longestManifest = 512 * 1024 ** 2

export interface FoundResults {
  readonly manifest: ResultsManifest
  /** Of the machine whose they are. */
  readonly folder: string
  /** When the store took the last of it. Seconds since 1970. */
  readonly at: number
  /** Of all parts. */
  readonly bytes: number
}

/** Null: nothing whole is there. What cannot be asked rejects. */
export async function findResults(
  { files, to }: RunBucket,
  run: Run,
  signal: AbortSignal
): Promise<FoundResults | null> {
  const folder = machineFolder(run, to)
  const path = joinPath(folder, manifestName)
  const read = await ifThere(() => files.readSmall(path, longestManifest, signal))
  if (read === undefined) return null
  const manifest = parseManifest(read.data)
  if (manifest.run !== run.id)
    throw new Failure('conflict', `What waits in s3:/${folder} is of another run.`, { hint: 'It was left alone.' })
  const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0)
  return { manifest, folder, at: read.before.mtime, bytes }
}

async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

/** Its parts as one archive; one of them is open at a time. */
export function openArchive(files: BucketFileSystem, { folder, manifest }: FoundResults, signal: AbortSignal) {
  const starts: number[] = []
  let total = 0
  for (const { bytes } of manifest.parts) {
    starts.push(total)
    total += bytes
  }
  let open: { readonly part: number; readonly handle: ReadHandle } | undefined
  const handleOf = async (part: number): Promise<ReadHandle> => {
    if (open?.part === part) return open.handle
    await open?.handle.close()
    open = undefined
    const handle = await files.openRead(joinPath(folder, partName(part + 1)), signal)
    open = { part, handle }
    return handle
  }
  const read: ReadArchive = async (at, length) => {
    const whole = Buffer.alloc(length)
    for (let done = 0; done < length; ) {
      const part = starts.findLastIndex(start => start <= at + done)
      const piece =
        part < 0 || at + done >= total
          ? new Uint8Array()
          : await (await handleOf(part)).read(
              at + done - (starts[part] ?? 0),
              Math.min(length - done, (manifest.parts[part]?.bytes ?? 0) - (at + done - (starts[part] ?? 0))),
              signal
            )
      if (piece.length === 0) throw tooShort(folder)
      whole.set(piece, done)
      done += piece.length
    }
    return whole
  }
  return { read, close: async () => open?.handle.close() }
}

const tooShort = (folder: string): Failure =>
  new Failure('corrupt', `What waits in s3:/${folder} is shorter than its list says.`, {
    hint: 'Nothing was deleted. Fetch again, or look at the bucket.'
  })

/** As the machine itself would read its logs. */
export const deliveredLogs = (files: BucketFileSystem, { folder, manifest }: FoundResults, signal: AbortSignal) => ({
  async readOwn(name: LogName, from: number, length: number): Promise<Uint8Array> {
    const log = manifest.logs.find(one => one.name === name)
    if (!log || from >= log.bytes) return new Uint8Array()
    const handle = await files.openRead(joinPath(folder, name), signal)
    try {
      return await handle.read(from, length, signal)
    } finally {
      await handle.close()
    }
  }
})

const isOurs = (name: string): boolean =>
  name === manifestName || logNames.some(log => log === name) || /^part-\d{5,}$/.test(name)

/** By folder of a machine: what of ours there is. None where there is no such folder. */
export async function* deliveredFiles(
  files: BucketFileSystem,
  runFolder: string,
  signal: AbortSignal | undefined
): AsyncGenerator<{ readonly path: string; readonly info: NamedFileInfo }, void, void> {
  for await (const machine of listed(files, runFolder, signal))
    if (machine.type === 'directory' && /^machine-\d+$/.test(machine.name))
      for await (const info of listed(files, joinPath(runFolder, machine.name), signal))
        if (info.type === 'file' && isOurs(info.name))
          yield { path: joinPath(joinPath(runFolder, machine.name), info.name), info }
}

/** The entries of a folder of a bucket; none where it is not there. */
export async function* listed(
  files: BucketFileSystem,
  path: string,
  signal: AbortSignal | undefined
): AsyncGenerator<NamedFileInfo, void, void> {
  try {
    for await (const batch of files.readDirectory(path, signal)) yield* batch
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'not-found') throw thrown
  }
}

/** Only names that we give, in the folder of that run; the claim last. What is gone already is no failure. */
export async function removeResults(
  files: BucketFileSystem,
  runFolder: string,
  signal: AbortSignal | undefined
): Promise<void> {
  const paths: string[] = []
  for await (const { path } of deliveredFiles(files, runFolder, signal)) paths.push(path)
  for (const path of [...paths, joinPath(runFolder, claimName)]) await ifThere(() => files.removeFile(path, signal))
}

export const folderOfRun = ({ to }: RunBucket, { id }: Pick<Run, 'id'>): string => runResultsFolder(to, id)
