/** The watch of a session's movies, taken back and begun again: the steps of sessions with a real collection. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { graceMs } from '@domain/collection/last-files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSessionWatches } from '../../../src/main/collection/session-watches'
import { slot } from '../../domain/sessions/session-fixture'
import { at, createWatchRig, eventually, type WatchRig } from '../collection/watch-rig'
import { type SessionRig, sessionRig, stepOf, untilBegun } from './session-rig'

let watches: WatchRig
let rig: SessionRig
beforeEach(async () => {
  watches = await createWatchRig()
  rig = sessionRig('2026-11-21T10:00:00Z', [at.local(watches.first)])
})
afterEach(async () => {
  await rig.close()
  await watches.end()
})

const one = () => ({ store: rig.store, uid: slot().uid })

/** As the engine has them, but a file is finished after a second. */
function quickWatches() {
  const { collection } = watches
  return createSessionWatches({
    add: (watch, signal, options) =>
      collection.add({ ...watch, rules: { ...watch.rules, stableSeconds: 1 } }, signal, options),
    finish: name => collection.finish(name),
    get: name => collection.get(name),
    remove: name => collection.remove(name)
  })
}

const movie = (name: string): void => {
  const movies = join(rig.data, 'krios1/apoferritin/movies')
  mkdirSync(movies, { recursive: true })
  writeFileSync(join(movies, name), name)
}
const state = (): string | undefined => watches.collection.list()[0]?.state

describe('the watch of a session', { timeout: 120_000 }, () => {
  it('is gone when it is taken back, what it copied stays, and begun again it goes on', async () => {
    const { sessions } = rig.computer('mlindq', 'laptop', quickWatches())
    await untilBegun(sessions)
    movie('a.eer')
    await watches.verified(1)
    const undone = await sessions.undo({ ...one(), step: 'watch' }, undefined)
    expect(stepOf(undone, 'watch')).toMatchObject({ state: 'undone', undoable: false })
    expect(undone.movies).toBeNull()
    expect(watches.collection.list()).toEqual([])
    expect(readdirSync(watches.first)).toEqual(['a.eer'])
    movie('b.eer')
    rig.setClock('2026-11-21T10:01:00Z')
    const begun = await sessions.start(one(), undefined)
    expect(stepOf(begun, 'watch')).toMatchObject({ state: 'done', undoable: true })
    await watches.verified(2)
    expect(readdirSync(watches.first).sort()).toEqual(['a.eer', 'b.eer'])
    expect(rig.disk.log.map(({ act, text }) => (act === 'undo' ? `undo ${text}` : act)).slice(-2)).toEqual([
      'undo watch',
      'watch'
    ])
  })

  it('ends at the computer that began it when another takes it back, and stays where it is begun again', async () => {
    const { sessions } = rig.computer('mlindq', 'laptop', quickWatches())
    await untilBegun(sessions)
    await eventually(() => expect(state()).toBe('watching'))
    const desktop = rig.computer('mlindq', 'desktop').sessions
    await desktop.undo({ ...one(), step: 'watch' }, undefined)
    // Later than a log that was read at ten is kept.
    rig.setClock('2026-11-21T10:01:00Z')
    await eventually(() => expect(watches.collection.list()).toEqual([]))
    rig.setClock('2026-11-21T10:02:00Z')
    await sessions.start(one(), undefined)
    rig.setClock('2026-11-21T10:03:00Z')
    await eventually(() => expect(state()).toBe('watching'))
  })

  it('that was ended before its time is begun anew', async () => {
    const quick = quickWatches()
    const { sessions } = rig.computer('mlindq', 'laptop', quick)
    await untilBegun(sessions)
    const name = watches.collection.list()[0]?.name ?? ''
    movie('a.eer')
    quick.finish(name)
    await watches.verified(1)
    watches.ahead = graceMs
    await eventually(() => expect(state()).toBe('ended'))
    await quick.begin({ name, source: at.local(watches.source), destinations: [], session: one() })
    expect(watches.collection.list()).toMatchObject([{ name, source: { path: watches.source } }])
    expect(state()).not.toBe('ended')
  })

  it('is left to its end where the session is over', async () => {
    const { sessions } = rig.computer('mlindq', 'laptop', quickWatches())
    await untilBegun(sessions)
    rig.setClock('2026-11-21T18:00:00Z')
    await expect(sessions.undo({ ...one(), step: 'watch' }, undefined)).rejects.toMatchObject({ code: 'usage' })
    expect(watches.collection.list()).toHaveLength(1)
  })
})
