import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import { createUploads, pieceBytes, type UploadEngine } from '../../../../../src/renderer/features/files/queue/uploads'

const file = (relativePath: string, size: number) => ({
  relativePath,
  file: new File([new Uint8Array(size)], relativePath, { lastModified: 1_700_000_000_000 })
})

function setUp(
  calls: Partial<Record<'pushBegin' | 'pushWrite' | 'pushEnd' | 'cancel', (...args: never[]) => unknown>>
) {
  const transfers = {
    pushBegin: vi.fn(async () => ({ skip: false })),
    pushWrite: vi.fn(async () => undefined),
    pushEnd: vi.fn(async () => undefined),
    cancel: vi.fn(async () => undefined),
    ...calls
  }
  const makeDirectory = vi.fn(async () => ({ path: '' }))
  let count = 0
  // The fake has the calls that uploads use; the client's type carries more.
  const engine = { transfers, files: { makeDirectory } } as unknown as UploadEngine
  const uploads = createUploads(engine, { newId: () => `upload-${count++}`, now: () => 0 })
  const state = () => uploads.store.getState().list.map(upload => upload.state)
  return { uploads, transfers, makeDirectory, state, list: () => uploads.store.getState().list }
}

const alpha = { kind: 'site', site: 'alpha' } as const

describe('uploads from the window', () => {
  it('send a file in pieces of 1 MiB in order and then name it', async () => {
    const { uploads, transfers, state, list } = setUp({})
    uploads.add(alpha, '/gpfs', { files: [file('a.mrc', pieceBytes + 10)], emptyFolders: [] })
    await vi.waitFor(() => expect(state()).toEqual(['finished']))
    const written = vi.mocked(transfers.pushWrite).mock.calls.map((call: readonly unknown[]) => call[0])
    expect(written).toMatchObject([{ offset: 0 }, { offset: pieceBytes }])
    expect(transfers.pushEnd).toHaveBeenCalledOnce()
    expect(list()[0]).toMatchObject({ doneFiles: 1, doneBytes: pieceBytes + 10, totalBytes: pieceBytes + 10 })
  })

  it('go on after a file that failed, and send only that one again', async () => {
    const pushBegin = vi.fn(async (input: { relativePath: string }) => {
      if (input.relativePath === 'd/bad') throw new Failure('permission', 'No write.')
      return { skip: false }
    })
    const { uploads, state, list } = setUp({ pushBegin })
    uploads.add(alpha, '/gpfs', { files: [file('d/bad', 3), file('d/good', 3)], emptyFolders: [] })
    await vi.waitFor(() => expect(state()).toEqual(['finished-with-errors']))
    expect(list()[0]?.failed).toEqual([{ path: 'd/bad', code: 'permission', message: 'No write.' }])
    uploads.retryFailed('upload-0')
    await vi.waitFor(() => expect(state().at(-1)).toBe('failed'))
    expect(list().at(-1)?.totalFiles).toBe(1)
  })

  it('stop at once when the site is out of reach, and keep all the rest as failed', async () => {
    const pushBegin = vi.fn(async () => {
      throw new Failure('unreachable', 'alpha does not answer.')
    })
    const { uploads, state, list } = setUp({ pushBegin })
    uploads.add(alpha, '/gpfs', { files: [file('a', 1), file('b', 1), file('c', 1)], emptyFolders: [] })
    await vi.waitFor(() => expect(state()).toEqual(['failed']))
    expect(pushBegin).toHaveBeenCalledOnce()
    expect(list()[0]?.failed.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
  })

  it('are cancelled in the middle of a file, and the engine drops what came', async () => {
    const pushWrite = (_input: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const { uploads, transfers, state } = setUp({ pushWrite })
    uploads.add(alpha, '/gpfs', { files: [file('a', 10), file('b', 10)], emptyFolders: [] })
    await vi.waitFor(() => expect(transfers.pushBegin).toHaveBeenCalledOnce())
    uploads.cancel('upload-0')
    await vi.waitFor(() => expect(state()).toEqual(['cancelled']))
    expect(transfers.cancel).toHaveBeenCalledWith({ id: 'upload-1' })
    expect(transfers.pushBegin).toHaveBeenCalledOnce()
  })

  it('make empty folders, count what was skipped, and go off the list only when they ended', async () => {
    const { uploads, makeDirectory, state, list } = setUp({ pushBegin: async () => ({ skip: true }) })
    uploads.add(alpha, '/gpfs', { files: [file('a', 1)], emptyFolders: ['d/e'] })
    uploads.forget()
    expect(list()).toHaveLength(1)
    await vi.waitFor(() => expect(state()).toEqual(['finished']))
    expect(makeDirectory).toHaveBeenCalledWith(
      { place: { kind: 'site', site: 'alpha', path: '/gpfs/d/e' }, parents: true },
      expect.anything()
    )
    expect(list()[0]).toMatchObject({ skipped: 1, doneFiles: 0 })
    uploads.forget()
    expect(list()).toHaveLength(0)
  })
})
