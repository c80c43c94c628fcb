/** Which way the bytes of a transfer go. */
import type { Transfer } from '@contract/transfers'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import type { CopyFile } from './copy-file'
import type { TransferRequest } from './transfer-request'

export interface OpenRoute {
  /** The way it goes after all, where what was chosen could not be had. */
  readonly kind?: Transfer['route']
  readonly from: FileSystem
  readonly to: FileSystem
  /** How this way copies a file; unset: its bytes are read and written here. */
  readonly copyFile?: CopyFile
  close(): void
}

export interface Route {
  readonly kind: Transfer['route']
  /** `automatic`: nobody just asked, so no prompt (`answer-needed`). */
  open(signal: AbortSignal, options: { automatic: boolean }): Promise<OpenRoute>
}

/** Picks the way before each attempt; rejects as opening an end does. */
export type ChooseRoute = (
  request: TransferRequest,
  signal: AbortSignal,
  options: { automatic: boolean }
) => Promise<Route>

/** Through this computer, which always works. */
export function createRouteHere(fileSystems: FileSystems, { from, to }: Pick<TransferRequest, 'from' | 'to'>): Route {
  return {
    kind: 'here',
    async open(signal, options) {
      const source = await openEnd(fileSystems, from, signal, { ...options, exact: true })
      // Two of one site would take its channels from each other, and some have only one.
      if (from.kind === 'site' && to.kind === 'site' && from.site === to.site)
        return { from: source.files, to: source.files, close: source.close }
      try {
        const target = await openEnd(fileSystems, to, signal, options)
        return {
          from: source.files,
          to: target.files,
          close: () => {
            source.close()
            target.close()
          }
        }
      } catch (thrown) {
        source.close()
        throw thrown
      }
    }
  }
}

/** `exact`: the times in listings are the files' own, as the journal is to have them. */
async function openEnd(
  fileSystems: FileSystems,
  end: TransferRequest['from'],
  signal: AbortSignal,
  { exact = false, ...options }: { automatic: boolean; exact?: boolean }
): Promise<{ files: FileSystem; close(): void }> {
  if (end.kind === 'local') return { files: fileSystems.local, close: () => undefined }
  if (end.kind === 's3') {
    const files = await fileSystems.s3(end.profile)
    return { files: exact ? files.exact : files, close: () => undefined }
  }
  const files = await fileSystems.openSite(end.site, signal, options)
  return { files, close: () => files.close() }
}
