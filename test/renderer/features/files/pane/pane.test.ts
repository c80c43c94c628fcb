import type { Entry, ListEvent } from '@contract/files'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import { createPane, type PaneEngine } from '../../../../../src/renderer/features/files/pane/pane'
import { entry } from '../entries'

type Listing = (path: string, signal: AbortSignal | undefined) => AsyncGenerator<ListEvent, void, void>

/** An engine that lists what the test says. */
function engine(list: Listing, connect = vi.fn()): PaneEngine {
  // The fake has the calls a pane uses; the client's type carries more that no pane touches.
  return {
    files: {
      list: async (input: { place: { path: string } }, options?: { signal?: AbortSignal }) =>
        list(input.place.path, options?.signal),
      space: async () => ({ freeBytes: 7, totalBytes: 9 })
    },
    connections: { connect }
  } as unknown as PaneEngine
}

async function* listing(path: string, entries: readonly Entry[]): AsyncGenerator<ListEvent, void, void> {
  yield { type: 'opened', path }
  yield { type: 'entries', entries: [...entries] }
  yield { type: 'end', total: entries.length }
}

const local = { kind: 'local' } as const
const site = { kind: 'site', site: 'alpha' } as const

describe('a pane', () => {
  it('shows a folder with its absolute path and free space', async () => {
    const { store, show } = createPane(engine(() => listing('/home/marta', [entry('a')])))
    show(local, '~')
    await vi.waitFor(() => expect(store.getState().freeBytes).toBe(7))
    expect(store.getState()).toMatchObject({ path: '/home/marta', status: 'ready', entries: [{ name: 'a' }] })
  })

  it('finds the nearest folder above that is there when the one shown is gone', async () => {
    const pane = createPane(
      engine(path => {
        if (path !== '/data') throw new Failure('not-found', `${path} is gone.`)
        return listing(path, [entry('a')])
      })
    )
    pane.show(local, '/data/grid/deep')
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('failed'))
    pane.upToThere()
    await vi.waitFor(() => expect(pane.store.getState()).toMatchObject({ status: 'ready', path: '/data' }))
  })

  it('chooses an entry that is asked for, and says so where it is not there', async () => {
    const pane = createPane(engine(() => listing('/data', [entry('a'), entry('.b')])))
    const state = pane.store.getState
    pane.show(site, '/data', { seek: 'a' })
    await vi.waitFor(() => expect(state().selection.cursor).toBe('a'))
    expect(state()).toMatchObject({ problem: null, hidden: false })
    pane.show(site, '/data', { seek: '.b' })
    await vi.waitFor(() => expect(state()).toMatchObject({ selection: { cursor: '.b' }, hidden: true }))
    pane.show(site, '/data', { seek: 'gone.mrc' })
    await vi.waitFor(() => expect(state().problem).toMatchObject({ code: 'not-found' }))
    expect(state().problem?.message).toBe('/data/gone.mrc is not there.')
    expect(state()).toMatchObject({ status: 'ready', entries: [{ name: 'a' }, { name: '.b' }] })
  })

  it('goes up with the folder it came from chosen, and back', async () => {
    const pane = createPane(engine(path => listing(path, [entry('data', { type: 'directory' })])))
    pane.show(local, '/home/data')
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    pane.up()
    await vi.waitFor(() => expect(pane.store.getState().selection.cursor).toBe('data'))
    expect(pane.store.getState().path).toBe('/home')
    pane.back()
    await vi.waitFor(() =>
      expect(pane.store.getState()).toMatchObject({ path: '/home/data', status: 'ready', past: [] })
    )
  })

  it('goes forward again after it went back, until somewhere else was gone to', async () => {
    const pane = createPane(engine(path => listing(path, [])))
    const at = (path: string) =>
      vi.waitFor(() => expect(pane.store.getState()).toMatchObject({ path, status: 'ready' }))
    pane.show(local, '/home')
    await at('/home')
    pane.go('/home/data')
    await at('/home/data')
    pane.back()
    await at('/home')
    pane.forward()
    await at('/home/data')
    pane.back()
    await at('/home')
    pane.go('/tmp')
    await at('/tmp')
    expect(pane.store.getState().future).toEqual([])
    pane.back()
    await at('/home')
  })

  it('tells which folder was opened, and not that one was read again', async () => {
    const onOpened = vi.fn()
    const pane = createPane(
      engine(() => listing('/home/marta', [entry('a')])),
      { onOpened }
    )
    pane.show(site, '~')
    await vi.waitFor(() => expect(pane.store.getState().freeBytes).toBe(7))
    pane.refresh()
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    expect(onOpened.mock.calls).toEqual([[{ where: site, path: '/home/marta' }]])
  })

  it('keeps the rows read before when reading again fails', async () => {
    let fails = false
    async function* list(path: string): AsyncGenerator<ListEvent, void, void> {
      if (fails) throw new Failure('unreachable', 'alpha does not answer.')
      yield* listing(path, [entry('a')])
    }
    const pane = createPane(engine(list))
    pane.show(site, '/gpfs')
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    fails = true
    pane.refresh()
    await vi.waitFor(() => expect(pane.store.getState().failure?.code).toBe('unreachable'))
    expect(pane.store.getState()).toMatchObject({ status: 'failed', entries: [{ name: 'a' }] })
  })

  it('stops with what came so far', async () => {
    async function* endless(path: string, signal: AbortSignal | undefined): AsyncGenerator<ListEvent, void, void> {
      yield { type: 'opened', path }
      yield { type: 'entries', entries: [entry('a'), entry('b')] }
      yield { type: 'entries', entries: [entry('c')] }
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    }
    const pane = createPane(engine(endless))
    pane.show(site, '/gpfs')
    await vi.waitFor(() => expect(pane.store.getState().entries).toHaveLength(2))
    await new Promise(resolve => setTimeout(resolve, 5))
    pane.stop()
    expect(pane.store.getState().status).toBe('stopped')
    expect(pane.store.getState().entries.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('does not mix a slow folder into the one asked for after it', async () => {
    let open = (): void => undefined
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    async function* list(path: string): AsyncGenerator<ListEvent, void, void> {
      if (path === '/slow') await gate
      yield* listing(path, [entry(path === '/slow' ? 'old' : 'new')])
    }
    const pane = createPane(engine(list))
    pane.show(local, '/slow')
    pane.go('/fast')
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    open()
    await new Promise(resolve => setTimeout(resolve, 5))
    expect(pane.store.getState()).toMatchObject({ path: '/fast', entries: [{ name: 'new' }] })
  })

  it('connects before it reads when it is told to', async () => {
    const connect = vi.fn(async () => undefined)
    const pane = createPane(engine(path => listing(path, []), connect))
    pane.show(site, '/gpfs')
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    expect(connect).not.toHaveBeenCalled()
    pane.connect()
    await vi.waitFor(() => expect(pane.store.getState().status).toBe('ready'))
    expect(connect).toHaveBeenCalledWith({ site: 'alpha' }, expect.anything())
  })
})
