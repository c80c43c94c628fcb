import { describe, expect, it } from 'vitest'
import {
  draftError,
  emptyDraft,
  type WatchDraft,
  watchOfDraft
} from '../../../../src/renderer/features/collection/watch-draft'

const draft = (change: Partial<WatchDraft> = {}): WatchDraft => ({
  ...emptyDraft({ where: 'site krios', path: '/data/run7/' }),
  destinations: [{ where: 'local', path: '/copies' }],
  ...change
})

describe('a folder to be watched, as it is typed', () => {
  it('is named as the folder, goes to every destination, and has its patterns one by one', () => {
    const typed = draft({
      destinations: [
        { where: 'local', path: ' /copies ' },
        { where: 's3', path: 'bucket/run7' }
      ],
      include: '*.eer  *.xml\n',
      sidecars: '*.eer=*.xml',
      stableSeconds: 30
    })
    expect(draftError(typed, [])).toBeNull()
    expect(watchOfDraft(typed)).toEqual({
      name: 'run7',
      source: { kind: 'site', site: 'krios', path: '/data/run7/' },
      destinations: [
        { kind: 'local', path: '/copies' },
        { kind: 's3', path: '/bucket/run7' }
      ],
      rules: {
        include: ['*.eer', '*.xml'],
        exclude: [],
        sidecars: [{ files: '*.eer', sidecar: '*.xml' }],
        stableSeconds: 30
      },
      limit: null
    })
  })

  it.each([
    ['source', { source: { where: 'local', path: ' ' } }],
    ['destination 0', { destinations: [{ where: 'local', path: '' }] }],
    ['name', { name: 'two words' }],
    ['name', { name: 'taken' }],
    ['include', { include: '*.{eer' }],
    ['exclude', { exclude: '[a' }],
    ['sidecars', { sidecars: '*.eer' }]
  ] as const)('says that its %s has to be mended', (field, change) => {
    expect(draftError(draft(change), ['taken'])).toMatchObject({ field })
  })
})
