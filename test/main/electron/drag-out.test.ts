import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { decodeName } from '@domain/bytes-name'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { electron, FakeContents } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)

const frame = { ours: true }
const warn = vi.fn()
let folder: string
let sender: FakeContents

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-drag-'))
  for (const name of ['a.mrc', 'b c.mrc']) await writeFile(join(folder, name), name)
  const { serveDragOut } = await import('../../../src/main/electron/drag-out')
  // The fake sends a frame of its own kind; only its identity is looked at here.
  serveDragOut(sent => (sent as unknown) === frame, { ...silentLog, warn })
})
beforeEach(() => {
  sender = new FakeContents()
  warn.mockClear()
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))

const drag = (paths: unknown, senderFrame: object | null = frame): boolean =>
  electron.ipcMain.emit('farscope:drag-out', { sender, senderFrame }, paths)

describe('a drag out of the window', () => {
  it('hands files of this computer to the system, with a picture', () => {
    const files = [join(folder, 'a.mrc'), join(folder, 'b c.mrc')]
    drag(files)
    expect(sender.startDrag).toHaveBeenCalledExactlyOnceWith({
      file: files[0],
      files,
      icon: { width: 48, height: 48 }
    })
  })

  it('leaves out what is not there, and does not begin with nothing', () => {
    const there = join(folder, 'a.mrc')
    drag([join(folder, 'gone'), there, join(folder, decodeName(Buffer.from([0xff])))])
    expect(sender.startDrag.mock.calls.map(([{ files }]) => files)).toEqual([[there]])
    drag([join(folder, 'gone')])
    expect(sender.startDrag).toHaveBeenCalledOnce()
  })

  it.each<[string, () => boolean]>([
    ['another frame', () => drag([join(folder, 'a.mrc')], {})],
    ['a frame that is gone', () => drag([join(folder, 'a.mrc')], null)],
    ['a relative path', () => drag([relative(process.cwd(), join(folder, 'a.mrc'))])],
    ['no list', () => drag(join(folder, 'a.mrc'))],
    ['an empty list', () => drag([])],
    ['what is no text', () => drag([7])]
  ])('is refused to %s', (_what, make) => {
    make()
    expect(sender.startDrag).not.toHaveBeenCalled()
    expect(warn).toHaveBeenCalledOnce()
  })
})
