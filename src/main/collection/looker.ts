/** How a watched folder is looked at: by its host's own command where it has one, else by listing it. */
import type { Place } from '@contract/files'
import type { Watch } from '@contract/watch'
import type { Look } from '@domain/collection/find-look'
import type { SeenFile } from '@domain/collection/observer'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import type { SiteAccess } from '../site-access'
import { createFindLooker } from './find-looker'
import { type HostShell, localShell, siteShell } from './host-shell'
import { createListingLooker } from './listing-looker'

export interface FolderLook extends Look {
  /** Why something could not be looked at. */
  readonly trouble: Failure | null
}

export interface Looker {
  readonly means: Exclude<NonNullable<Watch['means']>, 'inotify'>
  /** `since`: only what changed after it (seconds since 1970 UTC); null: everything. `below`: a folder in it. */
  look(since: number | null, below: string, signal: AbortSignal): Promise<FolderLook>
  /** What is directly in that folder. */
  lookInto(folder: string, signal: AbortSignal): Promise<FolderLook>
  /** Those of these paths that are there, as they are now. */
  lookAt(paths: readonly string[], signal: AbortSignal): Promise<SeenFile[]>
  /**
   * Tells each file that its writer closes, from `ready` on. Resolves when nothing more is heard: `never` where the host
   * cannot tell, `later` where it had to stop, for somebody who needs its channel, say. Rejects when the link is lost.
   */
  listen(parts: { ready(): void; closed(path: string): void }, signal: AbortSignal): Promise<'never' | 'later'>
}

/** Whether a look saw all that may be seen: what may not be read is told, and another look sees no more of it. */
export const sawAll = ({ trouble }: Pick<FolderLook, 'trouble'>): boolean =>
  trouble === null || trouble.code === 'permission'

export interface LookerParts {
  readonly fileSystems: FileSystems
  readonly access: Pick<SiteAccess, 'connection'>
}

/** `automatic`: nobody just asked, so no prompt (`answer-needed`). */
export async function openLooker(
  { fileSystems, access }: LookerParts,
  source: Place,
  signal: AbortSignal,
  options: { automatic: boolean }
): Promise<Looker> {
  const { files, shell } = await openSource({ fileSystems, access }, source, signal, options)
  const root = files.absolute(source.path)
  const byFind = shell && (await createFindLooker(shell, root, files.label, signal))
  return byFind ?? createListingLooker(files, root)
}

async function openSource(
  { fileSystems, access }: LookerParts,
  source: Place,
  signal: AbortSignal,
  options: { automatic: boolean }
): Promise<{ files: FileSystem; shell: HostShell | undefined }> {
  if (source.kind === 'local') return { files: fileSystems.local, shell: localShell() }
  if (source.kind === 's3') return { files: (await fileSystems.s3(source.profile)).exact, shell: undefined }
  // Transfers read from the host with this role; what it sees is what they will find.
  const connection = await access.connection(source.site, { role: 'transfer' }, signal, options)
  const files = await fileSystems.site(source.site, signal, options)
  const windows = files.windowsNames || /windows/i.test(connection.serverVersion)
  return { files, shell: windows ? undefined : siteShell(connection) }
}

/** What is told when the folder itself is not there (yet). */
export const noFolder = (root: string, label: string): Failure =>
  new Failure('not-found', `The watched folder ${root.toWellFormed()} (${label}) is not there.`, {
    hint: 'It is looked for again and again; check the path if it should be there.'
  })
