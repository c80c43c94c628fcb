import type { Transfer } from '@contract/transfers'
import { renderToString } from 'react-dom/server'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { transferFeed } from '../../../../../src/renderer/client/transfer-feed'
import type { QueueActs } from '../../../../../src/renderer/features/files/queue/queue-acts'
import { TransfersList } from '../../../../../src/renderer/features/files/queue/transfers-list'
import { createUploads, type Upload, type UploadEngine } from '../../../../../src/renderer/features/files/queue/uploads'
import { createQueue } from '../../../../../src/renderer/features/files/queue/use-queue'
import { sampleTransfer as running } from '../../../../contract/sample-transfer'

const acts: QueueActs = {
  pause: vi.fn(),
  resume: vi.fn(),
  cancel: vi.fn(),
  move: vi.fn(),
  putBefore: vi.fn(),
  change: vi.fn(),
  retryFailed: vi.fn(),
  forget: vi.fn(),
  showDestination: vi.fn(),
  copyErrors: vi.fn()
}

const upload: Upload = {
  id: 'upload-1',
  title: 'movies',
  where: { kind: 'site', site: 'alpha' },
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

function drawn(list: readonly Upload[], transfers: readonly Transfer[] = []): string {
  // Nothing is called while drawing.
  const uploads = createUploads({} as UploadEngine, { newId: () => '', now: () => 0 })
  uploads.store.setState({ list })
  transferFeed.setState({ transfers })
  return renderToString(<TransfersList queue={createQueue(uploads, acts)} nameOf={() => 'Alpha'} visible />)
}

beforeEach(() => transferFeed.setState({ transfers: [], failure: undefined }))

describe('the list of transfers', () => {
  it('says what would stand there while it is empty', () => {
    expect(drawn([])).toContain('Copies stand here.')
    expect(drawn([])).not.toContain('Clear finished')
  })

  it('shows a copy with failed files as such, with a way to try again and to take it off', () => {
    const html = drawn([upload])
    for (const words of ['Done, but 1 file failed', 'Try failed again', 'Clear finished', 'From Alpha to Alpha: /gpfs'])
      expect(html).toContain(words)
    expect(html).not.toContain('Pause all')
  })

  it('has a bar with its percentage, the amount, the time left, and ways to pause and cancel what moves', () => {
    const html = drawn([], [running])
    for (const words of [
      'role="progressbar"',
      '25 %',
      'Uploading',
      '1.0 KiB of 4.0 KiB',
      '1.0 KiB/s',
      '3 s',
      'Pause movies',
      'Cancel movies',
      'Pause all'
    ])
      expect(html).toContain(words)
  })

  it('adds up all that has not ended', () => {
    const html = drawn([], [running, { ...running, id: 'other', state: 'waiting', doneBytes: 0, doneFiles: 0 }])
    for (const words of ['1.0 KiB of 8.0 KiB', '1 of 8 files', '7 s left']) expect(html).toContain(words)
  })

  it('offers to sign in where a transfer waits for a person, and says when it is out of date', () => {
    const held = drawn([], [{ ...running, hold: 'sign-in' }])
    for (const words of ['Needs your sign-in', 'Resume movies', 'Resume all']) expect(held).toContain(words)
    transferFeed.setState({ failure: 'The engine does not answer.' })
    expect(drawn([])).toContain('may be out of date')
  })

  it('writes a destination whole and isolated: it gives way at its beginning, not at its useful end', () => {
    const destination = '/gpfs/projects/lindqvist/2026-11-17_GABAA-nd/Images-Disc1'
    expect(drawn([], [{ ...running, destination }])).toContain(`<bdi dir="ltr">${destination}</bdi>`)
  })
})
