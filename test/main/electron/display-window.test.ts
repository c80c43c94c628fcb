import { beforeEach, describe, expect, it, vi } from 'vitest'
import { electron, FakeWindow } from './fake-electron'

vi.mock('electron', async () => (await import('./fake-electron')).electron)

const page = 'http://127.0.0.1:41234/once-only'

async function opened() {
  const { openDisplayWindow } = await import('../../../src/main/electron/display-window')
  const started = await openDisplayWindow(page, 'krios (viz)')
  const window = FakeWindow.all.at(-1)
  if (!window) throw new Error('No window was opened.')
  return { started, window }
}
beforeEach(() => {
  FakeWindow.all = []
  electron.session.fromPartition.mockClear()
})

describe('The window of a remote display', () => {
  it('is sandboxed, without a preload, in a session that is kept nowhere', async () => {
    const { window } = await opened()
    const { webPreferences = {}, title } = window.options
    expect(webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(webPreferences).not.toHaveProperty('preload')
    expect(title).toBe('krios (viz)')
    expect(electron.session.fromPartition.mock.calls[0]?.[0]).toMatch(/^display-/)
    expect(window.webContents.session).not.toBe(electron.session.defaultSession)
    expect(window.loadURL).toHaveBeenCalledWith(page)
  })

  it('asks and opens nothing but its own forward', async () => {
    const { window } = await opened()
    const calls = window.webContents.session.webRequest.onBeforeRequest.mock.calls
    // The form without a filter is the one that is used.
    const handler = calls[0]?.[0] as unknown as (details: { url: string }, decide: (answer: object) => void) => void
    const cancelled = (url: string): unknown => {
      let answer: unknown
      handler({ url }, given => {
        answer = given
      })
      return answer
    }
    expect(cancelled('http://127.0.0.1:41234/x.js')).toEqual({ cancel: false })
    expect(cancelled('ws://127.0.0.1:41234/ws')).toEqual({ cancel: false })
    expect(cancelled('http://127.0.0.1:41235/')).toEqual({ cancel: true })
    expect(cancelled('https://example.org/')).toEqual({ cancel: true })
    expect(window.webContents.openHandler?.({ url: 'https://example.org' } as never)).toEqual({ action: 'deny' })
    const event = { preventDefault: vi.fn() }
    window.webContents.emit('will-navigate', event, 'https://example.org/')
    expect(event.preventDefault).toHaveBeenCalledOnce()
  })

  it('gets full screen and the pointer, but neither microphone nor camera', async () => {
    const { window } = await opened()
    const check = window.webContents.session.setPermissionCheckHandler.mock.calls[0]?.[0]
    type Permission = Parameters<NonNullable<typeof check>>[1]
    const may = (permission: Permission): unknown => check?.(null, permission, '', {} as never)
    expect([may('fullscreen'), may('pointerLock'), may('media'), may('geolocation')]).toEqual([
      true,
      true,
      false,
      false
    ])
  })

  it('has ended when it is closed, by the person or by its booking', async () => {
    const { started, window } = await opened()
    started.end()
    expect(window.destroy).toHaveBeenCalledOnce()
    expect(await started.ended).toEqual({ code: null })
  })
})
