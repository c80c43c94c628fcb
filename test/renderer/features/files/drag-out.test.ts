import type { Place } from '@contract/files'
import { contentPlace } from '@domain/files/content-address'
import { describe, expect, it, vi } from 'vitest'
import { type DragDoor, downloadAddress, offerDragOut } from '../../../../src/renderer/features/files/drag-out'
import type { Where } from '../../../../src/renderer/features/files/where'
import { entry } from './entries'

const browser = (): DragDoor => ({ origin: 'http://127.0.0.1:4711', post: vi.fn() })
const electron = (): DragDoor => ({ origin: 'farscope://app', post: vi.fn() })
const local: Where = { kind: 'local' }

function begin(altKey = false) {
  const data = new Map<string, string>()
  const dataTransfer = { setData: (type: string, text: string) => void data.set(type, text) }
  return { data, event: { altKey, dataTransfer, preventDefault: vi.fn() } }
}

describe('a drag in a browser', () => {
  it.each<[Where, Place]>([
    [local, { kind: 'local', path: '/data/a:b.mrc' }],
    [
      { kind: 'site', site: 'alpha' },
      { kind: 'site', site: 'alpha', path: '/data/a:b.mrc' }
    ],
    [
      { kind: 's3', profile: 'lab' },
      { kind: 's3', profile: 'lab', path: '/data/a:b.mrc' }
    ]
  ])('of one file carries where the browser fetches it: %j', (where, place) => {
    const { event, data } = begin()
    const door = browser()
    expect(offerDragOut(event, { where, path: '/data', entries: [entry('a:b.mrc')] }, door)).toBe(false)
    // Chromium cuts it at the first two colons: type, name, address.
    const [, type, name, address] = /^([^:]*):([^:]*):(.*)$/.exec(data.get('DownloadURL') ?? '') ?? []
    expect([type, name]).toEqual(['application/octet-stream', 'a_b.mrc'])
    const url = new URL(address ?? '')
    expect(url.origin).toBe(door.origin)
    expect(contentPlace(url.searchParams.get('place'))).toEqual(place)
    expect(event.preventDefault).not.toHaveBeenCalled()
  })

  it('of a link to a file carries it too', () => {
    const link = entry('link', { type: 'link', linkTarget: 'x', linkType: 'file' })
    expect(downloadAddress({ where: local, path: '/', entries: [link] }, browser())).toBeDefined()
  })

  it.each([
    ['a folder', [entry('folder', { type: 'directory' })]],
    ['a link to a folder', [entry('link', { type: 'link', linkTarget: 'x', linkType: 'directory' })]],
    ['a broken link', [entry('link', { type: 'link', linkTarget: 'x', linkType: null })]],
    ['several files', [entry('a'), entry('b')]],
    ['nothing', []]
  ])('of %s stays in the window', (_what, entries) => {
    const { event, data } = begin(true)
    const door = browser()
    expect(offerDragOut(event, { where: local, path: '/', entries }, door)).toBe(false)
    expect(data.size).toBe(0)
    expect(event.preventDefault).not.toHaveBeenCalled()
    expect(door.post).not.toHaveBeenCalled()
  })
})

describe('a drag in the desktop app', () => {
  const entries = [entry('a.mrc'), entry('folder', { type: 'directory' })]

  it('with Alt becomes one of the system, with the paths of all that is dragged', () => {
    const { event, data } = begin(true)
    const door = electron()
    expect(offerDragOut(event, { where: local, path: '/data', entries }, door)).toBe(true)
    expect(event.preventDefault).toHaveBeenCalledOnce()
    expect(door.post).toHaveBeenCalledWith({ type: 'farscope:drag-out', paths: ['/data/a.mrc', '/data/folder'] })
    expect(data.size).toBe(0)
  })

  it.each<[string, boolean, Where]>([
    ['without Alt', false, local],
    ['from a site', true, { kind: 'site', site: 'alpha' }]
  ])('%s stays in the window', (_what, alt, where) => {
    const { event, data } = begin(alt)
    const door = electron()
    expect(offerDragOut(event, { where, path: '/data', entries: [entry('a.mrc')] }, door)).toBe(false)
    expect(event.preventDefault).not.toHaveBeenCalled()
    expect(door.post).not.toHaveBeenCalled()
    expect(data.size).toBe(0)
  })
})
