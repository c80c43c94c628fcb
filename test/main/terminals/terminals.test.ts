import { expect, it } from 'vitest'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import { openLocalShell } from '../../../src/main/terminals/local-shell'
import { createTerminals } from '../../../src/main/terminals/terminals'

// Of the platform, a local shell uses no more than this.
const platform = {
  clock: systemClock,
  log: silentLog,
  homeFolder: '/',
  dataFolder: '/there/is/none',
  environment: { PATH: process.env.PATH, SHELL: '/bin/sh', FARSCOPE_SECRET: 'x' }
} as unknown as Platform
const access = { connection: () => Promise.reject(new Error('no site here')) }
const size = { place: { kind: 'local' as const }, cols: 80, rows: 24 }

it('runs a local shell to its end, hands over all output and tells its status', async () => {
  const terminals = createTerminals({ platform, access })
  await terminals.open({ id: 'terminal-1', ...size }, undefined)
  await terminals.input('terminal-1', 'echo "s=[$FARSCOPE_SECRET]"; seq 1 30000; exit 3\n')
  let text = ''
  let end: unknown
  for await (const item of terminals.watch('terminal-1', undefined)) {
    if (item.type === 'exit') end = item.code
    else if (item.type === 'data') {
      expect(item.offset).toBe(text.length)
      text += item.data
      terminals.ack('terminal-1', text.length)
    }
  }
  expect(text).toContain('s=[]')
  expect(text).toContain('30000')
  expect(end).toBe(3)
  expect(terminals.openCount()).toBe(0)
  await terminals.close()
})

it('lets a second watcher take over and shows it what was printed before', async () => {
  const terminals = createTerminals({ platform, access })
  await terminals.open({ id: 'terminal-2', ...size }, undefined)
  await terminals.input('terminal-2', 'echo ma""rk\n')
  const readMark = async (): Promise<boolean> => {
    let text = ''
    for await (const item of terminals.watch('terminal-2', undefined)) {
      if (item.type === 'data') text += item.data
      if (text.includes('mark')) return true
    }
    return false
  }
  expect(await readMark()).toBe(true)
  expect(await readMark()).toBe(true)
  await terminals.close()
})

it('loses nothing of a shell that ends while its output is paused', async () => {
  let text = ''
  const onText = (piece: string): void => {
    text += piece
  }
  const { source: shell } = await openLocalShell(platform, { cols: 80, rows: 24, onText })
  shell.pause()
  await shell.write('printf "%s" la st; exit 4\n')
  expect(await shell.ended).toMatchObject({ code: 4 })
  expect(text.endsWith('last')).toBe(true)
})

it('says that a folder is missing instead of opening elsewhere', async () => {
  const terminals = createTerminals({ platform, access })
  const folder = '/there/is/none'
  await expect(terminals.open({ id: 'terminal-4', ...size, folder }, undefined)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(folder)
  })
  await terminals.close()
})
