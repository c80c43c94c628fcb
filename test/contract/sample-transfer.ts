/** A transfer to make others of. */
import type { Transfer } from '@contract/transfers'

/** 1 of 4 KiB to a site, at 1 KiB/s. */
export const sampleTransfer: Transfer = {
  id: 'transfer-1',
  from: { kind: 'local' },
  to: { kind: 'site', site: 'alpha' },
  route: 'here',
  title: 'movies',
  sources: 3,
  destination: '/gpfs',
  state: 'running',
  hold: null,
  priority: 'normal',
  limit: null,
  verify: true,
  addedAt: '2026-11-17T20:16:00Z',
  endedAt: null,
  totalFiles: 4,
  totalBytes: 4096,
  scanning: false,
  doneFiles: 1,
  doneBytes: 1024,
  skipped: 0,
  verified: 0,
  sizeOnly: 0,
  verifying: 0,
  sentBytes: 1024,
  resumedBytes: 0,
  rate: 1024,
  currentFile: null,
  failed: [],
  failedCount: 0,
  notices: []
}
