import type { FarscopeClient } from '@contract/contract'
import type { TransferFile } from '@contract/transfers'
import { describe, expect, it, vi } from 'vitest'
import type { Pane } from '../../../../../src/renderer/features/files/pane/pane'
import { createQueueActs, errorLines } from '../../../../../src/renderer/features/files/queue/queue-acts'
import { transferRow } from '../../../../../src/renderer/features/files/queue/queue-row'
import type { Uploads } from '../../../../../src/renderer/features/files/queue/uploads'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

function setUp() {
  const calls = ['pause', 'resume', 'cancel', 'reorder', 'change', 'retryFailed', 'forget'] as const
  const engine = Object.fromEntries(calls.map(name => [name, vi.fn(async (_input: unknown) => undefined)]))
  const files = vi.fn(async ({ offset }: { offset: number }): Promise<{ total: number; files: TransferFile[] }> => {
    const page = Array.from({ length: Math.min(1000, 1500 - offset) }, (_, at) => fileOf(offset + at))
    return { total: 1500, files: page }
  })
  const pane = { set: vi.fn() }
  const writeClipboard = vi.fn(async (_text: string) => undefined)
  const acts = createQueueActs({
    // Only what these acts use of panes, uploads and engine.
    left: () => pane as unknown as Pane,
    right: () => pane as unknown as Pane,
    uploads: { forget: vi.fn() } as unknown as Uploads,
    transfers: { ...engine, files } as unknown as FarscopeClient['transfers'],
    writeClipboard
  })
  return { acts, engine, files, pane, writeClipboard }
}

function fileOf(at: number): TransferFile {
  const error = { code: 'permission', message: 'No write.' } as const
  return { source: `/a/${at}`, target: '', size: 1, state: 'failed', doneBytes: 0, error, checksum: null }
}

describe('the acts of the list of transfers', () => {
  it('ask the engine for one transfer or for all', () => {
    const { acts, engine } = setUp()
    const row = transferRow(running)
    acts.pause(row)
    acts.resume(undefined)
    acts.change(row, { limit: 1024 })
    acts.putBefore(row, null)
    expect(engine.pause).toHaveBeenCalledWith({ id: row.id })
    expect(engine.resume).toHaveBeenCalledWith({})
    expect(engine.change).toHaveBeenCalledWith({ id: row.id, limit: 1024 })
    expect(engine.reorder).toHaveBeenCalledWith({ id: row.id, before: null })
  })

  it('move a row that waits, and leave one that stands there already', () => {
    const { acts, engine } = setUp()
    const rows = ['a', 'b', 'c'].map(id => transferRow({ ...running, id, state: 'waiting' }))
    const [first, second] = rows
    if (!first || !second) throw new Error('There are three.')
    acts.move(rows, second, 'up')
    expect(engine.reorder).toHaveBeenCalledExactlyOnceWith({ id: 'b', before: 'a' })
    acts.move(rows, first, 'up')
    expect(engine.reorder).toHaveBeenCalledOnce()
  })

  it('copy all failed files, page by page, where the list has only the first', async () => {
    const { acts, files, writeClipboard } = setUp()
    const failed = [{ path: '/a/0', code: 'permission', message: 'No write.' } as const]
    acts.copyErrors(transferRow({ ...running, failed, failedCount: 1500 }))
    await vi.waitFor(() => expect(writeClipboard).toHaveBeenCalledOnce())
    expect(files).toHaveBeenCalledTimes(2)
    expect(writeClipboard.mock.calls[0]?.[0].split('\n')).toHaveLength(1501)
  })

  it('show in the pane why an act was refused', async () => {
    const { acts, engine, pane } = setUp()
    engine.cancel?.mockRejectedValue(new Error('gone'))
    acts.cancel(transferRow(running))
    await vi.waitFor(() => expect(pane.set).toHaveBeenCalledOnce())
  })
})

describe('the list of errors', () => {
  it('has one line a file, whatever its name holds', () => {
    expect(errorLines([{ path: '/a\nb', code: 'permission', message: 'No.' }])).toBe('/a␊b\tNo.\n')
  })
})
