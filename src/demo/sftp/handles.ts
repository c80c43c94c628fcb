/** What a client has open in one SFTP channel: files by descriptor, folders by what is left to list. */
import { type FileHandle, readdir } from 'node:fs/promises'
import { StatusError, statusCodes } from './status'

export interface OpenFolder {
  kind: 'folder'
  path: Buffer
  names: Buffer[]
}

export interface OpenFile {
  kind: 'file'
  file: FileHandle
}

/** OpenSSH allows about as many files as the process may open; this many is plenty and bounds a leaking client. */
const mostHandles = 1000

export class Handles {
  private readonly open = new Map<number, OpenFile | OpenFolder>()
  private next = 1

  addFile(file: FileHandle): Buffer {
    return this.add({ kind: 'file', file })
  }

  async addFolder(path: Buffer): Promise<Buffer> {
    const names = await readdir(path, { encoding: 'buffer' })
    return this.add({ kind: 'folder', path, names: [Buffer.from('.'), Buffer.from('..'), ...names] })
  }

  file(handle: Buffer): FileHandle {
    const found = this.find(handle)
    if (found.kind !== 'file') throw new StatusError(statusCodes.failure)
    return found.file
  }

  folder(handle: Buffer): OpenFolder {
    const found = this.find(handle)
    if (found.kind !== 'folder') throw new StatusError(statusCodes.failure)
    return found
  }

  async close(handle: Buffer): Promise<void> {
    const found = this.find(handle)
    this.open.delete(handle.readUInt32BE(0))
    if (found.kind === 'file') await found.file.close()
  }

  /** Closes everything the client left open. */
  async closeAll(): Promise<void> {
    const left = [...this.open.values()]
    this.open.clear()
    await Promise.allSettled(left.map(entry => (entry.kind === 'file' ? entry.file.close() : undefined)))
  }

  get full(): boolean {
    return this.open.size >= mostHandles
  }

  private add(entry: OpenFile | OpenFolder): Buffer {
    const id = this.next++
    this.open.set(id, entry)
    const handle = Buffer.allocUnsafe(4)
    handle.writeUInt32BE(id)
    return handle
  }

  private find(handle: Buffer): OpenFile | OpenFolder {
    const found = handle.length === 4 ? this.open.get(handle.readUInt32BE(0)) : undefined
    if (found === undefined) throw new StatusError(statusCodes.failure)
    return found
  }
}
