/** What cryoSPARC Live has exported of a session: found beside its movies or in a project's jobs, read when it changes. */
import { displayName } from '@domain/bytes-name'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { Finding } from '@domain/quality/joined'
import { liveExposureReader, liveExposuresName } from '@domain/quality/live-exposures'
import { mostNpyHeader, readNpyHeader } from '@domain/quality/npy'
import { readRange } from './grown-table'
import { namesIn } from './result-folders'

/** Folders that may be a project, newest jobs of it that are looked into; bytes that are read, of a longer file the last. */
const most = { below: 40, jobs: 8, bytes: 32 * 1024 * 1024, rows: 100_000 } as const
const pieceBytes = 1024 * 1024

type Signal = AbortSignal | undefined

/** A table of exposures. */
interface Export {
  /** Paths in it begin here. */
  readonly project: string
  readonly folder: string
  readonly path: string
}

export interface LiveResults extends Pick<Export, 'project' | 'folder'> {
  /** In the order of the file. */
  readonly findings: readonly Finding[]
}

export interface LiveResultsReader {
  /** Null: there is no export. `corrupt` and `unsupported` tell what is wrong with one; errors of the file system. */
  read(
    files: FileSystem,
    roots: readonly string[],
    skip: readonly string[],
    signal: Signal
  ): Promise<LiveResults | null>
}

/** What one export writes lies so close together. Seconds. */
const together = 600

/** The newest; of those that it was written with the one with all exposures, so that the bad ones are seen. */
function newestOf(found: readonly NamedFileInfo[]): NamedFileInfo | undefined {
  const [newest] = [...found].sort((a, b) => b.mtime - a.mtime)
  const name = newest?.name.replace(liveExposuresName, whole => whole.replace('accepted', 'all'))
  return newest && (found.find(one => one.name === name && one.mtime >= newest.mtime - together) ?? newest)
}

const isExport = ({ name, type }: NamedFileInfo): boolean => type === 'file' && liveExposuresName.test(name)

/** Directly in `project`, or in one of its newest jobs (`J12`). `entries`: what is in it. */
async function exportIn(
  files: FileSystem,
  project: string,
  entries: readonly NamedFileInfo[],
  signal: Signal
): Promise<Export | null> {
  const own = newestOf(entries.filter(isExport))
  if (own) return { project, folder: project, path: joinPath(project, own.name) }
  const jobs = entries.filter(({ name, type }) => type === 'directory' && /^J\d+$/.test(name))
  const newest = jobs.sort((a, b) => b.mtime - a.mtime || Number(b.name.slice(1)) - Number(a.name.slice(1)))
  for (const { name } of newest.slice(0, most.jobs)) {
    const folder = joinPath(project, name)
    const found = newestOf((await namesIn(files, folder, signal)).filter(isExport))
    if (found) return { project, folder, path: joinPath(folder, found.name) }
  }
  return null
}

async function findExport(
  files: FileSystem,
  roots: readonly string[],
  skip: readonly string[],
  signal: Signal
): Promise<Export | null> {
  const below: string[] = []
  for (const root of new Set(roots)) {
    const entries = await namesIn(files, root, signal)
    const found = await exportIn(files, root, entries, signal)
    if (found) return found
    for (const { name, type } of entries) {
      const path = joinPath(root, name)
      const may = type === 'directory' && !name.startsWith('.') && !/^J\d+$/.test(name)
      if (may && !skip.includes(path)) below.push(path)
    }
  }
  for (const path of below.slice(0, most.below)) {
    const found = await exportIn(files, path, await namesIn(files, path, signal), signal)
    if (found) return found
  }
  return null
}

/** `searchMs`: where an export may appear is looked through so often while there is none. */
export function createLiveResults(now: () => number, searchMs: number): LiveResultsReader {
  let searched: { key: string; at: number; project: string | null } | undefined
  let known: { path: string; size: number; stamp: string; findings: readonly Finding[] } | undefined

  /** Where there was one, only that project is looked into for a newer one. */
  async function find(files: FileSystem, roots: readonly string[], skip: readonly string[], signal: Signal) {
    const key = JSON.stringify([files.label, roots])
    const same = searched?.key === key ? searched : undefined
    if (!same) known = undefined
    if (same && same.project === null && now() - same.at <= searchMs) return null
    const before = same?.project ? await findExport(files, [same.project], skip, signal) : null
    const found = before ?? (await findExport(files, roots, skip, signal))
    searched = { key, at: now(), project: found?.project ?? null }
    return found
  }

  async function findingsOf(files: FileSystem, path: string, signal: Signal): Promise<readonly Finding[]> {
    const handle = await files.openRead(path, signal)
    try {
      const { size, stamp } = await handle.info(signal)
      if (known?.path === path && known.size === size && known.stamp === stamp) return known.findings
      const head = await readRange(handle, 0, Math.min(size, mostNpyHeader), signal)
      const table = readNpyHeader(head, size, displayName(path))
      const read = liveExposureReader(table, displayName(path))
      const findings: Finding[] = []
      const rows = Math.min(table.rows, most.rows, Math.floor(most.bytes / table.rowBytes))
      const end = table.start + table.rows * table.rowBytes
      const step = Math.max(1, Math.floor(pieceBytes / table.rowBytes)) * table.rowBytes
      for (let at = end - rows * table.rowBytes; at < end; at += step)
        for (const one of read(await readRange(handle, at, Math.min(step, end - at), signal))) findings.push(one)
      known = { path, size, stamp, findings }
      return findings
    } finally {
      await handle.close()
    }
  }

  return {
    async read(files, roots, skip, signal) {
      const found = await find(files, roots, skip, signal)
      if (!found) return null
      const { project, folder, path } = found
      return { project, folder, findings: await findingsOf(files, path, signal) }
    }
  }
}
