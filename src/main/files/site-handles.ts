/** Open files of a site on one SFTP channel, and whole small files in two round trips. */
import { Failure } from '@domain/failure'
import type { AttributeWish, ReadHandle, SmallRead, WriteHandle, WriteOptions } from '@domain/files/file-system'
import { orAborted } from '../ssh/errors'
import type { FileHandle } from '../ssh/sftp-types'
import { explained } from './site-errors'
import { changesOf, infoOf, type SiteLink } from './site-link'

export async function openSiteRead(
  { sftp }: SiteLink,
  path: string,
  signal: AbortSignal | undefined
): Promise<ReadHandle> {
  const handle = await sftp.open(path, { read: true }, undefined, { signal })
  return {
    info: async inner => infoOf(await sftp.fstat(handle, { signal: inner })),
    read: (offset, length, inner) => sftp.read(handle, offset, length, { signal: inner }),
    close: () => sftp.closeFile(handle)
  }
}

export async function openSiteWrite(
  link: SiteLink,
  path: string,
  { how, mode }: WriteOptions,
  signal: AbortSignal | undefined
): Promise<WriteHandle> {
  const { sftp } = link
  const flags = how === 'new' ? { write: true, create: true, exclusive: true } : { write: true }
  const handle = await explained(link, path, 'exists', signal, () =>
    sftp.open(path, flags, mode === undefined ? undefined : { mode }, { signal })
  )
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await sftp.closeFile(handle)
  }
  return {
    write: (offset, data, inner) =>
      explained(link, path, 'disk-full', inner, () => sftp.write(handle, offset, data, { signal: inner })),
    setAttributes: (wish, inner) => sftp.fsetstat(handle, changesOf(wish), { signal: inner }),
    // A server works on the requests of one channel in their order, so the close need not wait for the change.
    finish: (wish, inner, flush = false) =>
      allDone([
        ...(flush ? [flushed(link, handle, path, inner)] : []),
        sftp.fsetstat(handle, changesOf(wish), { signal: inner }),
        close()
      ]),
    close
  }
}

/** fsync@openssh.com, where the server has it. A disk may say only now that it is full. */
async function flushed(
  link: SiteLink,
  handle: FileHandle,
  path: string,
  signal: AbortSignal | undefined
): Promise<void> {
  try {
    await explained(link, path, 'disk-full', signal, () => link.sftp.fsync(handle, { signal }))
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'unsupported') throw thrown
  }
}

/** SSH_FXF_APPEND: the server writes to the end, whatever the offset says (draft-ietf-secsh-filexfer-02, 6.3). */
export async function appendAt(
  link: SiteLink,
  path: string,
  data: Uint8Array,
  mode: number,
  signal: AbortSignal | undefined
): Promise<void> {
  const { sftp } = link
  const flags = { write: true, append: true, create: true }
  const handle = await sftp.open(path, flags, { mode }, { signal })
  // Sent together: what is written to a lost channel is lost, or whole.
  const work = [sftp.write(handle, 0, data), sftp.closeFile(handle)]
  await explained(link, path, 'disk-full', signal, () => allDone(work))
}

/** What the requests and replies of one small file weigh besides its content. Bytes. */
const callBytes = 512
/** A small file that is read counts for at most this: its size is known only afterwards. */
const smallBytes = 16 * 1024

/** Waits for all, so that nothing is still on its way when the first error is thrown. */
async function allDone(work: readonly Promise<unknown>[]): Promise<void> {
  for (const done of await Promise.allSettled(work)) if (done.status === 'rejected') throw done.reason
}

/**
 * Opened, then looked at, read, looked at again and closed with four requests on the way together. undefined when it is
 * longer than `most`, no regular file, or the server gave it in pieces.
 */
export async function readSmallAt(
  { sftp, gates }: SiteLink,
  path: string,
  most: number,
  signal: AbortSignal | undefined
): Promise<SmallRead | undefined> {
  const handle = await sftp.open(path, { read: true }, undefined, { signal })
  const look = () =>
    Promise.allSettled([sftp.fstat(handle), sftp.read(handle, 0, most), sftp.fstat(handle), sftp.closeFile(handle)])
  const [first, bytes, second, end] = await (gates ? gates.down.runSmall(Math.min(most, smallBytes), look) : look())
  for (const done of [first, bytes, second, end]) if (done.status === 'rejected') throw done.reason
  // Said again for the compiler: none is rejected here.
  if (first.status === 'rejected' || bytes.status === 'rejected' || second.status === 'rejected') return undefined
  const [before, data, after] = [infoOf(first.value), bytes.value, infoOf(second.value)]
  if (before.type !== 'file' || before.size > most) return undefined
  const inPieces = data.length < before.size && after.stamp === before.stamp
  return inPieces ? undefined : { before, data, after }
}

/**
 * Opened, then written, given its attributes and closed with all requests on the way together. What could not be
 * finished, or is not wanted any more, is removed: the requests themselves are never given up, because a file that the
 * server makes after we looked away would stay.
 */
export function writeSmallAt(
  link: SiteLink,
  path: string,
  data: Uint8Array,
  wish: AttributeWish & { readonly mode: number },
  signal: AbortSignal | undefined
): Promise<void> {
  if (signal?.aborted) return Promise.reject(Failure.from(signal.reason))
  const { sftp } = link
  const remove = (): Promise<void> => sftp.remove(path).catch(() => undefined)
  const work = writeWhole(link, path, data, wish, remove)
  return orAborted(signal, work).catch((thrown: unknown) => {
    if (signal?.aborted) work.then(remove, () => undefined)
    throw thrown
  })
}

async function writeWhole(
  link: SiteLink,
  path: string,
  data: Uint8Array,
  wish: AttributeWish & { readonly mode: number },
  remove: () => Promise<void>
): Promise<void> {
  const { sftp, gates } = link
  const mode = { write: true, create: true, exclusive: true }
  const handle = await explained(link, path, 'exists', undefined, () => sftp.open(path, mode, { mode: wish.mode }))
  const send = (): Promise<void> => {
    const work: Promise<unknown>[] = []
    for (let at = 0; at < data.length; at += sftp.limits.maxWrite)
      work.push(sftp.write(handle, at, data.subarray(at, at + sftp.limits.maxWrite)))
    work.push(sftp.fsetstat(handle, changesOf(wish)), sftp.closeFile(handle))
    return allDone(work)
  }
  try {
    await explained(link, path, 'disk-full', undefined, () =>
      gates ? gates.up.runSmall(data.length + callBytes, send) : send()
    )
  } catch (thrown) {
    await remove()
    throw thrown
  }
}
