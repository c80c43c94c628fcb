import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecretFiles } from '../../../src/main/displays/connection-file'
import { passwordFile } from '../../../src/main/displays/vnc-secrets'
import type { VncTarget } from '../../../src/main/displays/vnc-target'
import { createVncViewers, vncViewerPlaces } from '../../../src/main/displays/vnc-viewer'
import type { StartedProgram } from '../../../src/main/platform'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-viewer-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A computer with a viewer, and a display that echoes. */
function computer(viewer = true) {
  const started: { program: string; args: readonly string[] }[] = []
  let leave = (): void => {}
  const platform = {
    environment: { PATH: '/opt/bin:/usr/bin' },
    ...{ homeFolder: '/home/ana', dataFolder: folder },
    start: async (program: string, args: readonly string[]): Promise<StartedProgram> => {
      started.push({ program, args })
      const ended = new Promise<{ code: number | null }>(resolve => {
        leave = () => resolve({ code: 0 })
      })
      return { ended, end: () => leave() }
    }
  }
  const viewers = createVncViewers({
    platform,
    secretFiles: createSecretFiles(join(folder, 'viewers')),
    exists: path => viewer && path === '/usr/bin/vncviewer'
  })
  const connection = { forwardOut: async () => new PassThrough() }
  // Of the link only the way to the display is used.
  const at = { host: '127.0.0.1', port: 5902 }
  const target = { at, password: 'Ab3dEf9h', connection } as unknown as VncTarget
  return { viewers, target, started, leave: () => leave() }
}

const launch = {
  ...({ kind: 'vnc', way: 'external', host: '127.0.0.1', port: 5902, sessionId: ':2', right: 'control' } as const),
  ...{ url: null, channel: null, file: null }
}
const place = {
  ...{ site: 'cluster', host: 'main', automatic: false, facility: undefined },
  connection: () => Promise.reject(new Error('not used')),
  login: () => Promise.reject(new Error('not used'))
}

const echoed = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('RFB'))
    socket.once('data', data => {
      resolve(data.toString())
      socket.destroy()
    })
    socket.once('error', reject)
  })

describe('a VNC viewer of this computer', () => {
  it('is led to the display by a port of loopback, with the password in a file of this user alone', async () => {
    const { viewers, target, started, leave } = computer()
    const opened = await viewers.open({ place, id: ':2', target, print: false, launch }, undefined)
    expect(opened.launch).toMatchObject({ way: 'external', host: '127.0.0.1' })
    expect(started).toHaveLength(1)
    const [{ program, args } = { program: '', args: [] }] = started
    expect(program).toBe('/usr/bin/vncviewer')
    expect(args.join(' ')).not.toContain('Ab3dEf9h')
    const [option, file = '', address] = args
    expect([option, address]).toEqual(['-passwd', `127.0.0.1::${opened.launch.port}`])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file)).toEqual(passwordFile({ control: 'Ab3dEf9h', view: '' }).subarray(0, 8))
    expect(await echoed(opened.launch.port)).toBe('RFB')
    leave()
    await opened.ended
    expect(await readdir(join(folder, 'viewers'))).toEqual([])
    await expect(echoed(opened.launch.port)).rejects.toThrow('ECONNREFUSED')
  })

  it('is not there: the failure says what else can be done; to print, none is needed', async () => {
    const { viewers, target, started } = computer(false)
    const request = { place, id: ':2', target, launch }
    await expect(viewers.open({ ...request, print: false }, undefined)).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('inside Farscope')
    })
    const opened = await viewers.open({ ...request, print: true }, undefined)
    expect(await echoed(opened.launch.port)).toBe('RFB')
    expect(started).toEqual([])
    await opened.close()
    await opened.ended
  })

  it('is looked for where each system has it', () => {
    const home = { environment: {}, homeFolder: '/Users/ana' }
    expect(vncViewerPlaces({ ...home, system: 'darwin' })[0]).toMatch(/^\/Applications\/TigerVNC/)
    const windows = { ...home, environment: { PROGRAMFILES: 'C:\\Program Files' } }
    expect(vncViewerPlaces({ ...windows, system: 'win32' })).toContain('C:\\Program Files\\TigerVNC\\vncviewer.exe')
  })
})
