/** Uploads of files that only the window holds: read in pieces here, written by the engine (`transfers.push…`). */
import type { FarscopeClient } from '@contract/contract'
import type { ErrorCode } from '@contract/errors'
import type { FailedFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { createRateMeter } from '@domain/transfers/rate-meter'
import { createStore, type StoreApi } from 'zustand'
import { placeAt, type Where } from '../where'
import type { PushFile, PushTree } from './dropped-files'

/** Bytes of one piece. */
export const pieceBytes = 1024 * 1024
/** Milliseconds between two pictures of the progress. */
const showEveryMs = 200

/** One upload as shown; counts in bytes and files. */
export interface Upload {
  readonly id: string
  readonly title: string
  /** Where it goes. */
  readonly where: Where
  /** Absolute folder there. */
  readonly folder: string
  readonly state: 'waiting' | 'running' | 'finished' | 'finished-with-errors' | 'failed' | 'cancelled'
  readonly totalFiles: number
  readonly totalBytes: number
  readonly doneFiles: number
  readonly doneBytes: number
  readonly skipped: number
  /** Bytes per second over the last seconds. */
  readonly rate: number
  readonly failed: readonly FailedFile[]
  /** ISO 8601. */
  readonly addedAt: string
  readonly endedAt: string | null
}

/** The uploads of this window; they end with it. */
export interface Uploads {
  readonly store: StoreApi<{ readonly list: readonly Upload[] }>
  add(where: Where, folder: string, tree: PushTree): void
  cancel(id: string): void
  /** Once more what failed. */
  retryFailed(id: string): void
  /** Takes an ended one off the list; without an id all of them. */
  forget(id?: string): void
}

/** The part of the engine that uploads use. */
export interface UploadEngine {
  readonly transfers: Pick<FarscopeClient['transfers'], 'pushBegin' | 'pushWrite' | 'pushEnd' | 'cancel'>
  readonly files: Pick<FarscopeClient['files'], 'makeDirectory'>
}

/** What comes in from outside: ids, and the clock in milliseconds. */
export interface UploadSurroundings {
  readonly newId: () => string
  readonly now: () => number
  /** Called when an upload ended, whatever way. */
  readonly onEnd?: (upload: Upload) => void
}

interface Work {
  readonly tree: PushTree
  readonly controller: AbortController
}

/** Codes after which the next file would fail in the same way. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unreachable',
  'timeout',
  'auth-failed',
  'answer-needed',
  'host-key-unknown',
  'host-key-changed',
  'host-key-mismatch',
  'disk-full',
  'quota',
  'no-sftp'
])

/** Whether nothing more will happen to it. */
export function uploadEnded({ state }: Pick<Upload, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running'
}

function newUpload(id: string, where: Where, folder: string, tree: PushTree, nowMs: number): Upload {
  const { files, emptyFolders } = tree
  const first = files[0]?.relativePath ?? emptyFolders[0] ?? ''
  const roots = new Set([...files.map(file => file.relativePath), ...emptyFolders].map(path => path.split('/')[0]))
  const [name = first] = first.split('/')
  return {
    id,
    where,
    folder,
    title: roots.size > 1 ? `${name} and ${roots.size - 1} more` : name,
    state: 'waiting',
    totalFiles: files.length,
    totalBytes: files.reduce((sum, { file }) => sum + file.size, 0),
    doneFiles: 0,
    doneBytes: 0,
    skipped: 0,
    rate: 0,
    failed: [],
    addedAt: new Date(nowMs).toISOString(),
    endedAt: null
  }
}

/** The state an upload ends in. */
function endState(upload: Upload, aborted: boolean): Upload['state'] {
  if (aborted) return 'cancelled'
  if (upload.failed.length === 0) return 'finished'
  return upload.doneFiles > 0 || upload.skipped > 0 ? 'finished-with-errors' : 'failed'
}

/** No uploads yet. They run one after the other. */
export function createUploads(engine: UploadEngine, { newId, now, onEnd }: UploadSurroundings): Uploads {
  const store = createStore<{ readonly list: readonly Upload[] }>(() => ({ list: [] }))
  const works = new Map<string, Work>()
  let running = false

  const find = (id: string): Upload | undefined => store.getState().list.find(upload => upload.id === id)
  const change = (id: string, by: (upload: Upload) => Partial<Upload>): void =>
    store.setState(({ list }) => ({
      list: list.map(upload => (upload.id === id ? { ...upload, ...by(upload) } : upload))
    }))

  async function runAll(): Promise<void> {
    if (running) return
    running = true
    for (;;) {
      const next = store.getState().list.find(upload => upload.state === 'waiting')
      const work = next && works.get(next.id)
      if (!next || !work) break
      change(next.id, () => ({ state: 'running' }))
      await runOne(next, work)
      change(next.id, upload => ({
        state: endState(upload, work.controller.signal.aborted),
        rate: 0,
        endedAt: new Date(now()).toISOString()
      }))
      const ended = find(next.id)
      if (ended) onEnd?.(ended)
    }
    running = false
  }

  async function runOne(upload: Upload, { tree, controller }: Work): Promise<void> {
    const progress = progressOf(upload.id)
    for (const [at, push] of tree.files.entries()) {
      if (controller.signal.aborted) return
      const failure = await tryPush(upload, push, controller.signal, progress)
      progress.show()
      if (!failure) continue
      const failedNow = hopeless.has(failure.code) ? tree.files.slice(at) : [push]
      const { code, message } = failure
      const failed = failedNow.map(({ relativePath }) => ({ path: relativePath, code, message }))
      change(upload.id, ({ failed: before }) => ({ failed: [...before, ...failed] }))
      if (failedNow.length > 1) return
    }
    for (const path of tree.emptyFolders) {
      if (controller.signal.aborted) return
      const failure = await makeFolder(upload, path, controller.signal)
      const { code, message } = failure ?? {}
      if (code && message) change(upload.id, ({ failed }) => ({ failed: [...failed, { path, code, message }] }))
    }
  }

  /** Adds up bytes, and shows them now and then: each piece would be too often. */
  function progressOf(id: string): { add(bytes: number): void; show(): void } {
    const meter = createRateMeter()
    let done = 0
    let shown = now()
    const show = (): void => {
      shown = now()
      change(id, () => ({ doneBytes: done, rate: meter.rate(shown) }))
    }
    return {
      add(bytes) {
        done += bytes
        if (bytes > 0) meter.add(bytes, now())
        if (now() - shown >= showEveryMs) show()
      },
      show
    }
  }

  /** The failure of one file, or undefined when it arrived, was skipped or was cancelled. */
  async function tryPush(
    upload: Upload,
    { relativePath, file }: PushFile,
    signal: AbortSignal,
    progress: { add(bytes: number): void }
  ): Promise<Failure | undefined> {
    const id = newId()
    let sent = 0
    try {
      const destination = placeAt(upload.where, upload.folder)
      const mtime = new Date(file.lastModified).toISOString()
      const { skip } = await engine.transfers.pushBegin(
        { id, batch: upload.id, destination, relativePath, size: file.size, mtime, conflict: 'ask' },
        { signal }
      )
      if (skip) {
        change(upload.id, ({ skipped }) => ({ skipped: skipped + 1 }))
        return undefined
      }
      for (; sent < file.size; sent += Math.min(pieceBytes, file.size - sent)) {
        const data = file.slice(sent, sent + pieceBytes)
        await engine.transfers.pushWrite({ id, offset: sent, data }, { signal })
        progress.add(data.size)
      }
      await engine.transfers.pushEnd({ id }, { signal })
      change(upload.id, ({ doneFiles }) => ({ doneFiles: doneFiles + 1 }))
      return undefined
    } catch (thrown) {
      // What arrived of this file is removed by the engine, so it does not count.
      progress.add(-sent)
      if (!signal.aborted) return Failure.from(thrown)
      await engine.transfers.cancel({ id }).catch(() => undefined)
      return undefined
    }
  }

  async function makeFolder(upload: Upload, path: string, signal: AbortSignal): Promise<Failure | undefined> {
    try {
      const place = placeAt(upload.where, joinPath(upload.folder, path))
      await engine.files.makeDirectory({ place, parents: true }, { signal })
      return undefined
    } catch (thrown) {
      return signal.aborted ? undefined : Failure.from(thrown)
    }
  }

  function add(where: Where, folder: string, tree: PushTree): void {
    if (tree.files.length === 0 && tree.emptyFolders.length === 0) return
    const upload = newUpload(newId(), where, folder, tree, now())
    works.set(upload.id, { tree, controller: new AbortController() })
    store.setState(({ list }) => ({ list: [...list, upload] }))
    void runAll()
  }

  return {
    store,
    add,
    cancel(id) {
      works.get(id)?.controller.abort()
      if (find(id)?.state === 'waiting')
        change(id, () => ({ state: 'cancelled', endedAt: new Date(now()).toISOString() }))
    },
    retryFailed(id) {
      const upload = find(id)
      const work = works.get(id)
      if (!upload || !work) return
      const again = new Set(upload.failed.map(({ path }) => path))
      change(id, () => ({ failed: [], ...(upload.state === 'finished-with-errors' && { state: 'finished' }) }))
      add(upload.where, upload.folder, {
        files: work.tree.files.filter(({ relativePath }) => again.has(relativePath)),
        emptyFolders: work.tree.emptyFolders.filter(path => again.has(path))
      })
    },
    forget(id) {
      const goes = (upload: Upload): boolean => uploadEnded(upload) && (id === undefined || upload.id === id)
      for (const upload of store.getState().list) if (goes(upload)) works.delete(upload.id)
      store.setState(({ list }) => ({ list: list.filter(upload => !goes(upload)) }))
    }
  }
}
