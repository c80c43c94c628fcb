import { settingsSchema } from '@contract/app'
import { overallProgress } from '@domain/transfers/overall-progress'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OwnedEngine } from '../../../src/main/attach'
import { silentLog } from '../../../src/main/platform'
import { sampleTransfer } from '../../contract/sample-transfer'
import { electron, FakeWindow } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)
const { closingQuestion, guardClosing } = await import('../../../src/main/electron/closing')
const { app, dialog } = electron
const platform = process.platform

interface Case {
  work?: string[]
  confirmQuit?: boolean
  owned?: boolean
  moving?: boolean
}

function setUp({ work = ['1 transfer not finished'], confirmQuit = true, owned = true, moving = true }: Case = {}) {
  const settings = settingsSchema.parse({ confirmQuit })
  const close = vi.fn(async () => undefined)
  const showWindow = vi.fn()
  const goOnInTray = vi.fn()
  const all = overallProgress(moving ? [sampleTransfer] : [])
  // Only what the question reads of an engine.
  const opened = { owned, engine: { busy: () => work }, client: { app: { settings: async () => settings } }, close }
  const guard = guardClosing({
    opened: opened as unknown as OwnedEngine,
    log: silentLog,
    followed: () => ({ transfers: [], all, settings }),
    showWindow,
    goOnInTray
  })
  const window = new FakeWindow({})
  // The fake has the window's events and acts that the door uses.
  guard(window as unknown as Parameters<typeof guard>[0])
  const closeWindow = (): boolean => {
    const preventDefault = vi.fn()
    window.emit('close', { preventDefault })
    return preventDefault.mock.calls.length === 0
  }
  return { window, closeWindow, close, showWindow, goOnInTray }
}

const answerWith = (response: number): void => void dialog.showMessageBox.mockResolvedValue({ response })
const asked = () => vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce())

beforeEach(() => {
  app.removeAllListeners()
  FakeWindow.all = []
  app.quit.mockClear()
  dialog.showMessageBox.mockReset().mockResolvedValue({ response: 2 })
  Object.defineProperty(process, 'platform', { value: 'linux' })
})
afterEach(() => Object.defineProperty(process, 'platform', { value: platform }))

describe('closing the window', () => {
  it('is asked first while something moves, and goes on in the tray when told so', async () => {
    const { closeWindow, goOnInTray, close } = setUp()
    answerWith(0)
    expect(closeWindow()).toBe(false)
    await vi.waitFor(() => expect(goOnInTray).toHaveBeenCalledOnce())
    expect(dialog.showMessageBox.mock.calls[0]?.[0]).toMatchObject({
      detail: expect.stringContaining('1 transfer not finished'),
      cancelId: 2
    })
    expect(close).not.toHaveBeenCalled()
  })

  it('ends the engine and then the program when told so', async () => {
    const { closeWindow, close } = setUp()
    answerWith(1)
    closeWindow()
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce())
    expect(close).toHaveBeenCalledOnce()
    expect(closeWindow(), 'now nothing holds it').toBe(true)
  })

  it('leaves all as it is when told so, and asks once for two clicks', async () => {
    const { closeWindow, close, goOnInTray, showWindow } = setUp()
    expect(closeWindow()).toBe(false)
    expect(closeWindow()).toBe(false)
    await asked()
    for (const act of [close, goOnInTray, showWindow]) expect(act).not.toHaveBeenCalled()
  })

  it('offers no tray where only a shell is open', async () => {
    const { closeWindow } = setUp({ work: ['1 shell open'], moving: false })
    closeWindow()
    await asked()
    expect(dialog.showMessageBox.mock.calls[0]?.[0].buttons).toEqual(['Quit', 'Go on'])
  })

  it.each<[string, Case]>([
    ['nothing is at work', { work: [] }],
    ['the person does not want to be asked', { confirmQuit: false }],
    ['the engine is that of another process', { owned: false }]
  ])('is not asked when %s', (_why, given) => {
    const { closeWindow } = setUp(given)
    expect(closeWindow()).toBe(true)
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
  })

  it('puts the window away on a Mac, where programs go on without one', () => {
    Object.defineProperty(process, 'platform', { value: 'darwin' })
    const { closeWindow, window } = setUp()
    expect(closeWindow()).toBe(false)
    expect(window.hide).toHaveBeenCalledOnce()
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
  })
})

describe('quitting out of the tray', () => {
  it('stays there when told so: no window comes up', async () => {
    const { showWindow, close } = setUp()
    answerWith(1)
    app.emit('before-quit', { preventDefault: () => {} })
    await asked()
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(showWindow).not.toHaveBeenCalled()
    expect(close).not.toHaveBeenCalled()
  })
})

describe('the question', () => {
  it('ends with the answer that changes nothing', () => {
    for (const tray of [true, false]) expect(closingQuestion(['x'], tray).answers.at(-1)).toBe('stay')
  })

  it('says that machines of the cloud run on and cost, where there is one', () => {
    for (const tray of [true, false]) {
      expect(closingQuestion(['1 cloud run going on'], tray).detail).toContain('run on and cost')
      expect(closingQuestion(['1 shell open'], tray).detail).not.toContain('cost')
    }
  })
})
