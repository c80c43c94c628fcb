import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFindLooker } from '../../../src/main/collection/find-looker'
import { localShell } from '../../../src/main/collection/host-shell'
import type { Looker } from '../../../src/main/collection/looker'
import { eventually } from './watch-rig'

const runs = (script: string): boolean => {
  try {
    execFileSync('/bin/sh', ['-c', script], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const hasFind = runs("find /dev/null -prune -printf ''")
const hasInotify = hasFind && runs('command -v inotifywait')

let root: string
let stop: AbortController

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'find-'))
  stop = new AbortController()
})

afterEach(async () => {
  stop.abort()
  await rm(root, { recursive: true, force: true, maxRetries: 5 })
})

async function open(): Promise<Looker> {
  const shell = localShell()
  const looker = shell && (await createFindLooker(shell, root, 'here', stop.signal))
  if (!looker) throw new Error('there is no find')
  return looker
}

describe.skipIf(!hasFind)('a look by the find of this computer', { timeout: 120_000 }, () => {
  it('tells names as they are, and follows no link', async () => {
    const names = ['a b', 'tab\there', 'line\nbreak', "'quoted' $(x)", '-rf']
    for (const name of names) await writeFile(join(root, name), 'x')
    await symlink('a b', join(root, 'link'))
    await mkdir(join(root, 'sub'))
    const looker = await open()
    const look = await looker.look(null, '', stop.signal)
    expect(look.files.map(({ path }) => path).sort()).toEqual([...names].sort())
    expect([look.folders, look.complete, look.trouble]).toEqual([['sub'], true, null])
    const seen = await looker.lookAt([...names, 'gone', 'link'], stop.signal)
    expect(seen.map(({ path }) => path).sort()).toEqual([...names].sort())
  })

  it('tells only what changed since, by a time that a rename changes too', async () => {
    await mkdir(join(root, 'sub'))
    for (const name of ['sub/old', 'moved']) await writeFile(join(root, name), 'x')
    const looker = await open()
    const { newest } = await looker.look(null, '', stop.signal)
    const since = (newest ?? 0) + 1
    await eventually(() => expect(Date.now() / 1000).toBeGreaterThan(since + 0.1))
    await rename(join(root, 'moved'), join(root, 'sub/moved'))
    const look = await looker.look(since, '', stop.signal)
    expect([look.files.map(({ path }) => path), look.folders]).toEqual([['sub/moved'], ['sub']])
    expect((await looker.look(null, 'sub', stop.signal)).files.map(({ path }) => path).sort()).toEqual([
      'sub/moved',
      'sub/old'
    ])
  })

  it('tells what is directly in a folder, and times that change with what is in it', async () => {
    for (const folder of ['sub/deep', 'other']) await mkdir(join(root, folder), { recursive: true })
    for (const name of ['sub/one', 'sub/deep/two', 'other/three']) await writeFile(join(root, name), 'x')
    const looker = await open()
    const before = await looker.look(null, '', stop.signal)
    expect([...before.folderTimes.keys()].sort()).toEqual(['', 'other', 'sub', 'sub/deep'])
    await rename(join(root, 'other/three'), join(root, 'sub/three'))
    const look = await looker.lookInto('sub', stop.signal)
    expect(look.files.map(({ path }) => path).sort()).toEqual(['sub/one', 'sub/three'])
    expect(look.folders).toEqual(['sub/deep'])
    expect(look.folderTimes.get('sub')).not.toBe(before.folderTimes.get('sub'))
    expect(look.folderTimes.get('sub/deep')).toBe(before.folderTimes.get('sub/deep'))
    expect([...(await looker.lookInto('', stop.signal)).folders].sort()).toEqual(['other', 'sub'])
  })

  it('says when the folder is not there', async () => {
    const looker = await open()
    await rm(root, { recursive: true })
    await expect(looker.look(null, '', stop.signal)).rejects.toMatchObject({ code: 'not-found' })
  })

  it.skipIf(!hasInotify)('hears what is closed in all folders, new ones too, until it is told to stop', async () => {
    const looker = await open()
    const heard: string[] = []
    const ready = vi.fn()
    const listening = looker.listen({ ready, closed: path => void heard.push(path) }, stop.signal)
    await eventually(() => expect(ready).toHaveBeenCalled())
    await writeFile(join(root, 'a b'), 'x')
    await eventually(() => expect(heard).toEqual(['a b']))
    await mkdir(join(root, 'sub'))
    let tries = 0
    await eventually(async () => {
      await writeFile(join(root, 'sub', String(++tries)), 'x')
      expect(heard.some(path => path.startsWith('sub/'))).toBe(true)
    })
    stop.abort()
    await expect(listening).rejects.toMatchObject({ code: expect.anything() })
    await eventually(() => expect(runs(`pgrep -f '[i]notifywait.*${root}'`)).toBe(false))
  })
})
