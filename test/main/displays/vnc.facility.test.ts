import type { VncEvent } from '@contract/displays'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { vncWatchMs } from '../../../src/main/displays/vnc-create'
import type { Connection } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { createVncRig, until, type VncRig } from './vnc-rig'

let rig: VncRig
beforeEach(async () => {
  rig = await createVncRig()
})
afterEach(() => rig.close())

/** Reads a channel until it ends. */
function follow(channel: string, acknowledge = true) {
  const events: VncEvent[] = []
  let bytes = Buffer.alloc(0)
  const over = new AbortController()
  const done = (async () => {
    for await (const event of rig.channels.watch(channel, over.signal)) {
      events.push(event)
      if (event.type !== 'bytes') continue
      bytes = Buffer.concat([bytes, Buffer.from(event.base64, 'base64')])
      if (acknowledge) rig.channels.ack(channel, bytes.length)
    }
  })()
  return {
    events,
    bytes: () => bytes,
    end: async () => {
      over.abort()
      await done
    },
    done
  }
}

const channelOf = ({ launch }: { launch: { channel: string | null } }): string => {
  if (launch.channel === null) throw new Error('no channel')
  return launch.channel
}

describeFacility('VNC on a real host', 'ssh', () => {
  it('is made, listed with its owner, size and clients, and closed', async () => {
    const { display, steps } = await rig.create({ name: 'Grid atlas', size: '1024x768', command: 'exec openbox' })
    expect(display).toMatchObject({
      ...{ kind: 'vnc', name: 'Grid atlas', owner: 'cryo', size: '1024x768', state: 'ready', clients: 0, job: null }
    })
    expect(display.id).toMatch(/^:\d+$/)
    // Nobody else of the host can even connect to it.
    expect(display).toMatchObject({ listens: null, socket: expect.stringMatching(/^\/tmp\/farscope\.\w+\/rfb$/) })
    const folder = (display.socket ?? '').replace(/\/rfb$/, '')
    expect(await rig.run('stat -c "%a %F" "$1" "$1/rfb"', folder)).toBe('700 directory\n600 socket\n')
    expect(Math.abs(Date.parse(display.idleSince ?? '') - Date.now())).toBeLessThan(60_000)
    expect(steps.length).toBeGreaterThan(1)
    await rig.adapter.close(rig.place, display.id, undefined)
    const after = await rig.adapter.list(rig.place, undefined)
    expect(after?.some(({ id }) => id === display.id)).toBe(false)
    expect(await rig.run('ls -d "$1" 2>/dev/null | wc -l', folder)).toBe('0\n')
  })

  it('listens on a port of loopback where the SSH server forbids sockets, and its desktop begins once', async () => {
    const link = await rig.connection()
    const forbidden = async (): Promise<never> => {
      throw new Failure('refused', 'open failed')
    }
    const narrow: Connection = Object.create(link, { forwardOutSocket: { value: forbidden } })
    const place = { ...rig.place, connection: async () => narrow }
    const command = 'echo begun >>"$HOME/begun"; exec openbox'
    try {
      for (const _ of ['found out', 'known']) {
        const { display } = await rig.create({ command }, { place })
        expect(display).toMatchObject({ state: 'ready', listens: { host: '127.0.0.1' } })
        expect(display.socket).toBeUndefined()
        // The desktop begins a moment after its server is up.
        const begun = await until(
          'the desktop',
          async () => (await rig.run('cat "$HOME/begun" 2>/dev/null; true')) || undefined
        )
        expect(begun).toBe('begun\n')
        await rig.run('rm -f "$HOME/begun"')
      }
    } finally {
      await rig.run('rm -f "$HOME/begun"')
    }
  })

  it('lets nobody else of the host see its secrets, and has none in an argument list', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const opened = await rig.open(display.id)
    const password = rig.channels.password(channelOf(opened)) ?? ''
    expect(password).toHaveLength(8)
    const folder = '$HOME/.local/share/farscope/displays'
    expect(await rig.run(`find ${folder} -perm /077 -name '*' | wc -l`)).toBe('0\n')
    // The pattern comes in a file: as an argument it would find itself.
    const look = `t=$(mktemp); cat >"$t"
      cat /proc/*/cmdline /proc/*/environ 2>/dev/null | grep -acF -f "$t"
      grep -rlF -f "$t" ${folder} 2>/dev/null | wc -l
      rm -f "$t"`
    const link = await rig.connection()
    const { stdout } = await link.run(look, { stdin: Buffer.from(password) })
    expect(stdout.toString()).toBe('0\n0\n')
  })

  it('brings the bytes of the server over a channel, and tells who looks', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const opened = await rig.open(display.id)
    const channel = channelOf(opened)
    const watched = follow(channel)
    await until('the greeting', () => watched.bytes().length >= 12 || undefined)
    expect(watched.bytes().toString('latin1', 0, 12)).toBe('RFB 003.008\n')
    await rig.channels.send(channel, Buffer.from('RFB 003.008\n').toString('base64'))
    await until('the kinds of security', () => watched.bytes().length >= 14 || undefined)
    expect([...watched.bytes().subarray(12)]).toEqual([1, 2])
    const people = await rig.adapter.people?.(rig.place, display.id, undefined)
    expect(people).toMatchObject([{ user: 'cryo', address: '127.0.0.1' }])
    expect(Math.abs(Date.parse(people?.[0]?.since ?? '') - Date.now())).toBeLessThan(60_000)
    await watched.end()
    await opened.ended
    await until('nobody looks any more', async () => {
      const list = await rig.adapter.list(rig.place, undefined)
      return list?.find(({ id }) => id === display.id)?.clients === 0 || undefined
    })
  })

  it('tells by name that its server was killed during a view', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const watched = follow(channelOf(await rig.open(display.id)))
    await until('the greeting', () => watched.bytes().length >= 12 || undefined)
    await rig.run('kill -9 $(cat "$HOME/.local/share/farscope/displays/$(uname -n)$1/pid")', display.id)
    await watched.done
    expect(watched.events.at(-1)).toMatchObject({ type: 'end', why: 'display' })
    await expect(rig.open(display.id)).rejects.toMatchObject({ code: 'not-found' })
    // X leaves the lock of a server that was killed: its number would be taken until the host starts anew.
    await until('its number is free', async () => {
      const left = await rig.run('ls "/tmp/.X$1-lock" "/tmp/.X11-unix/X$1" 2>/dev/null | wc -l', display.id.slice(1))
      return left === '0\n' || undefined
    })
  })

  it('fails with its own words when what it shows ends at once', async () => {
    const patient = await createVncRig('cryo', vncWatchMs)
    try {
      const making = patient.create({ command: 'echo no licence for the desktop; exit 3' })
      await expect(making).rejects.toMatchObject({
        code: 'remote-error',
        detail: expect.stringContaining('no licence for the desktop')
      })
    } finally {
      await patient.close()
    }
  })

  it('gives a small picture of what it shows', async () => {
    const { display } = await rig.create({ size: '640x480', command: 'xsetroot -solid "#c02040"; exec openbox' })
    const picture = await until('the picture is red', async () => {
      const png = await rig.adapter.thumbnail?.(rig.place, display.id, 160, undefined)
      return png && png.length > 100 ? png : undefined
    })
    expect(Buffer.from(picture).subarray(1, 4).toString()).toBe('PNG')
    expect(Buffer.from(picture).readUInt32BE(16)).toBe(160)
    expect(Buffer.from(picture).readUInt32BE(20)).toBe(120)
  })

  it('goes on when the link that made it ends, and is found and opened from another computer', async () => {
    const { display } = await rig.create({ command: 'exec openbox' })
    const control = rig.channels.password(channelOf(await rig.open(display.id)))
    const view = rig.channels.password(channelOf(await rig.open(display.id, 'view')))
    expect(view).not.toBe(control)
    ;(await rig.connection()).close()
    const other = await createVncRig()
    try {
      const list = await other.adapter.list(other.place, undefined)
      expect(list?.find(({ id }) => id === display.id)).toMatchObject({ state: 'ready' })
      const there = await other.adapter.thumbnail?.(other.place, display.id, 64, undefined)
      expect(there?.length).toBeGreaterThan(50)
      // A picture only reads the password: neither computer locks the other out.
      const here = await rig.adapter.thumbnail?.(rig.place, display.id, 64, undefined)
      expect(here?.length).toBeGreaterThan(50)
    } finally {
      await other.close()
    }
  })

  it('lists and ends what vncserver of the host started, whose password is not known', async () => {
    const theirs = await createVncRig('banner')
    let id = ''
    try {
      const said = await theirs.run(
        `umask 077; mkdir -p "$HOME/.vnc"; printf 'theirpw1\\n' | vncpasswd -f >"$HOME/.vnc/passwd"
        printf '#!/bin/sh\\nexec openbox\\n' >"$HOME/.vnc/xstartup"; chmod 700 "$HOME/.vnc/xstartup"
        vncserver -localhost yes -geometry 640x480 </dev/null 2>&1`
      )
      id = /'[^':]*(:\d+) \(banner\)'/.exec(said)?.[1] ?? said
      const found = await until('it is listed', async () => {
        const list = await theirs.adapter.list(theirs.place, undefined)
        return list?.find(display => display.id === id && display.state === 'ready')
      })
      expect(found).toMatchObject({ owner: 'banner', listens: { host: '127.0.0.1', port: 5900 + Number(id.slice(1)) } })
      const opened = await theirs.open(id)
      expect(theirs.channels.password(channelOf(opened))).toBeNull()
      await opened.close()
      await expect(theirs.adapter.thumbnail?.(theirs.place, id, 64, undefined)).rejects.toMatchObject({
        code: 'auth-failed'
      })
      await theirs.adapter.close(theirs.place, id, undefined)
      const after = await theirs.adapter.list(theirs.place, undefined)
      expect(after?.some(display => display.id === id)).toBe(false)
    } finally {
      await theirs.run('vncserver -kill "$1" >/dev/null 2>&1; rm -rf "$HOME/.vnc"; true', id)
      await theirs.close()
    }
  })
})
