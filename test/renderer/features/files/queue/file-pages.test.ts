import type { FarscopeClient } from '@contract/contract'
import type { TransferFile } from '@contract/transfers'
import { describe, expect, it, vi } from 'vitest'
import { createFilePages, fileAt, pageFiles } from '../../../../../src/renderer/features/files/queue/file-pages'

const total = 100_000
const file = (at: number): TransferFile => ({
  source: `/a/${at}`,
  target: `/b/${at}`,
  size: 1,
  state: 'copied',
  doneBytes: 1,
  error: null,
  checksum: null
})

function setUp(filter: 'all' | 'failed' = 'all') {
  const files = vi.fn(async ({ offset = 0, limit = 200 }: { offset?: number; limit?: number }) => ({
    total,
    files: Array.from({ length: Math.min(limit, total - offset) }, (_, at) => file(offset + at))
  }))
  // The client's call carries more than its parameters and its promise.
  const call = files as unknown as FarscopeClient['transfers']['files']
  const pages = createFilePages(call, 'transfer-1', filter)
  return { pages, files, at: (row: number) => fileAt(pages.store.getState(), row)?.source }
}

describe('the files of a transfer', () => {
  it('are fetched only where they come into sight, each page once', async () => {
    const { pages, files, at } = setUp()
    pages.see(0, 30)
    pages.see(0, 40)
    await vi.waitFor(() => expect(at(0)).toBe('/a/0'))
    expect(files).toHaveBeenCalledOnce()
    expect(pages.store.getState().total).toBe(total)
    pages.see(99_790, 99_820)
    await vi.waitFor(() => expect(at(99_820)).toBe('/a/99820'))
    expect(files).toHaveBeenCalledTimes(3)
    pages.see(99_700, 99_900)
    expect(files, 'what is there is not asked for again').toHaveBeenCalledTimes(3)
    expect(at(5000)).toBeUndefined()
  })

  it('are read again where they are in sight, and forgotten elsewhere', async () => {
    const { pages, files, at } = setUp()
    pages.see(0, 1)
    pages.see(pageFiles, pageFiles + 1)
    await vi.waitFor(() => expect(at(pageFiles)).toBeDefined())
    pages.refresh()
    expect(at(0)).toBeUndefined()
    expect(at(pageFiles), 'the old page stands until the new one is there').toBeDefined()
    await vi.waitFor(() => expect(files).toHaveBeenCalledTimes(3))
  })

  it('are asked for by the states of the choice', () => {
    const { pages, files } = setUp('failed')
    pages.see(0, 0)
    expect(files.mock.calls[0]?.[0]).toMatchObject({ id: 'transfer-1', states: ['failed', 'mismatch'] })
  })

  it('say why they cannot be read', async () => {
    const { pages, files } = setUp()
    files.mockRejectedValueOnce(new Error('gone'))
    pages.see(0, 0)
    await vi.waitFor(() => expect(pages.store.getState().failure).toBeDefined())
    pages.refresh()
    await vi.waitFor(() => expect(pages.store.getState().failure).toBeUndefined())
  })
})
