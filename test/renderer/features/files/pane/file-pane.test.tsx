import type { ListEvent } from '@contract/files'
import { Failure } from '@domain/failure'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { FilePane } from '../../../../../src/renderer/features/files/pane/file-pane'
import { createPane, type Pane, type PaneEngine } from '../../../../../src/renderer/features/files/pane/pane'
import { createPaneActs } from '../../../../../src/renderer/features/files/pane/pane-acts'
import { createPaneTabs } from '../../../../../src/renderer/features/files/pane/pane-tabs'
import { entry } from '../entries'

/** A pane of a site after its folder was read, or could not be. */
async function paneAfter(list: () => AsyncGenerator<ListEvent, void, void>): Promise<Pane> {
  const space = async () => ({ freeBytes: null, totalBytes: null })
  // The fake has the calls a pane uses; the client's type carries more that no pane touches.
  const pane = createPane({ files: { list: async () => list(), space }, connections: {} } as unknown as PaneEngine)
  pane.show({ kind: 'site', site: 'alpha' }, '/gpfs')
  await vi.waitFor(() => expect(pane.store.getState().status).not.toBe('loading'))
  return pane
}

function drawn(pane: Pane): string {
  const acts = createPaneActs({
    pane,
    other: pane,
    tabs: createPaneTabs(
      () => pane,
      () => 'tab'
    ),
    verify: true,
    homeFolder: '/home',
    setHidden: vi.fn(),
    toggleBookmark: vi.fn(),
    transfers: { start: vi.fn() },
    newId: () => '',
    showDialog: vi.fn(),
    writeClipboard: vi.fn(),
    openTerminal: vi.fn(),
    look: vi.fn(),
    chooseUpload: vi.fn()
  })
  // Drawn from the store's first state on a server, so the state read is put there.
  pane.store.getInitialState = pane.store.getState
  const room = {
    homeFolder: '/home',
    lists: { bookmarks: [], recent: [], nameOf: () => 'alpha' },
    held: { current: null },
    onOtherPane: vi.fn(),
    onFocus: vi.fn(),
    onDesktopDrop: vi.fn()
  }
  return renderToString(<FilePane acts={acts} side='left' sites={[]} {...room} />)
}

describe('a pane', () => {
  it('without a site says what would stand there', () => {
    expect(drawn(createPane({} as PaneEngine))).toContain('The files of a place stand here')
  })

  it('explains an unknown host key in place of the rows, and offers to connect', async () => {
    const pane = await paneAfter(async function* () {
      throw new Failure('host-key-unknown', 'The key of alpha is not known.')
      // biome-ignore lint/correctness/noUnreachable: makes it a generator of the right kind
      yield { type: 'end', total: 0 }
    })
    const html = drawn(pane)
    for (const words of ['The key of alpha is not known.', 'whether to trust it', 'Connect', 'Try again'])
      expect(html).toContain(words)
  })

  it('draws names as text, marks broken links and says where links lead', async () => {
    const pane = await paneAfter(async function* () {
      const entries = [
        entry('<img src=x onerror=alert(1)>'),
        entry('new\nline'),
        entry('gone', { type: 'link', linkTarget: 'nowhere', linkType: null })
      ]
      yield { type: 'entries', entries }
      yield { type: 'end', total: entries.length }
    })
    const html = drawn(pane)
    expect(html).not.toContain('<img')
    expect(html).toContain('new␊line')
    for (const words of ['nowhere', 'broken', '3 items', 'free space unknown']) expect(html).toContain(words)
  })

  it('says that a folder is empty, and that all of it is hidden, each with what helps', async () => {
    const empty = await paneAfter(async function* () {
      yield { type: 'end', total: 0 }
    })
    expect(drawn(empty)).toContain('This folder is empty.')
    const hidden = await paneAfter(async function* () {
      yield { type: 'entries', entries: [entry('.profile')] }
      yield { type: 'end', total: 1 }
    })
    expect(drawn(hidden)).toContain('Show hidden files')
  })
})
