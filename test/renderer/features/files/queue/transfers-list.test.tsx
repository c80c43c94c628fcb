import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { TransfersList } from '../../../../../src/renderer/features/files/queue/transfers-list'
import { createUploads, type Upload, type UploadEngine } from '../../../../../src/renderer/features/files/queue/uploads'

const acts = { cancel: vi.fn(), retryFailed: vi.fn(), forget: vi.fn(), showDestination: vi.fn() }

const upload: Upload = {
  id: 'upload-1',
  title: 'movies',
  site: 'alpha',
  folder: '/gpfs',
  state: 'finished-with-errors',
  totalFiles: 2,
  totalBytes: 4096,
  doneFiles: 1,
  doneBytes: 1024,
  skipped: 0,
  rate: 0,
  failed: [{ path: 'movies/<b>a.mrc', code: 'quota', message: 'The quota is used up.' }],
  addedAt: '2026-11-17T20:16:00Z',
  endedAt: '2026-11-17T20:17:00Z'
}

function drawn(list: readonly Upload[]): string {
  // Nothing is called while drawing.
  const uploads = createUploads({} as UploadEngine, { newId: () => '', now: () => 0 })
  uploads.store.setState({ list })
  // Drawn from the store's first state on a server, so the state now is put there.
  uploads.store.getInitialState = uploads.store.getState
  return renderToString(
    <TransfersList transfers={[]} uploads={uploads} acts={acts} nameOf={() => 'Alpha'} failure={undefined} />
  )
}

describe('the list of transfers', () => {
  it('says what would stand there while it is empty', () => {
    expect(drawn([])).toContain('Copies stand here.')
    expect(drawn([])).not.toContain('Clear finished')
  })

  it('shows a copy with failed files as such, with a way to try again and to take it off', () => {
    const html = drawn([upload])
    for (const words of ['Done, but 1 file failed', '1 failed', 'Try failed again', 'Clear finished', 'Alpha: /gpfs'])
      expect(html).toContain(words)
  })

  it('has a bar with its amount, the time left and a way to cancel what moves', () => {
    const html = drawn([{ ...upload, state: 'running', rate: 1024, failed: [] }])
    for (const words of ['role="progressbar"', '1.0 KiB of 4.0 KiB', '1.0 KiB/s', '3 s', 'Cancel movies'])
      expect(html).toContain(words)
  })
})
