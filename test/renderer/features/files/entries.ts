import type { Entry } from '@contract/files'

/** An entry with plain facts; what matters to a test is given. */
export function entry(name: string, facts: Partial<Entry> = {}): Entry {
  const plain = {
    type: 'file',
    size: 0,
    mtime: '2026-11-17T20:16:00Z',
    mode: '0644',
    owner: 'marta',
    group: 'emusers'
  } as const
  return { name, ...plain, ...facts }
}
