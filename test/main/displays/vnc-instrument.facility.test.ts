/** The display of an instrument, whose VNC server belongs to another account than those who open it. */
import type { ResourceDisplay } from '@contract/resources'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createVncRig, until, untilGone, type VncRig } from './vnc-rig'

const password = 'consolpw'

/** The number of the server's display, which is one that was free; what follows of it. */
let number: number
let port: number
let facility: ResourceDisplay
let id: string

const endServer = `pid=$(cat "$HOME/instrument-vnc/pid"); kill "$pid" 2>/dev/null; ${untilGone}`
let owner: VncRig
let other: VncRig
beforeEach(async () => {
  owner = await createVncRig('cryo')
  other = await createVncRig('tcshell')
  await owner.run(
    `umask 077; mkdir -p "$HOME/instrument-vnc"; cd "$HOME/instrument-vnc"
    printf '%s\\n' "$1" | vncpasswd -f >passwd
    nohup Xvnc -displayfd 3 -localhost -rfbauth passwd -securitytypes VncAuth -geometry 640x480 \\
      </dev/null >log 2>&1 3>number &
    echo $! >pid`,
    password
  )
  const told = await until(
    'its number',
    async () => /^\d+(?=\n)/.exec(await owner.run('cat "$HOME/instrument-vnc/number" 2>/dev/null; true'))?.[0]
  )
  number = Number(told)
  port = 5900 + number
  facility = { kind: 'vnc', host: 'main', port }
  id = `port ${port}`
  await until('the server listens', async () => {
    const link = await other.connection()
    const stream = await link.forwardOut('127.0.0.1', port).catch(() => undefined)
    stream?.destroy()
    return stream
  })
})
afterEach(async () => {
  await owner.run(`${endServer}; rm -rf "$HOME/instrument-vnc"; true`)
  await other.close()
  await owner.close()
})

/** What a client says until it sees the screen, and what the server answers. */
async function screenOf(rig: VncRig, channel: string): Promise<Buffer> {
  const watching = rig.channels.watch(channel, AbortSignal.timeout(90_000))
  let seen = Buffer.alloc(0)
  const upTo = async (length: number): Promise<void> => {
    while (seen.length < length) {
      const { value } = await watching.next()
      if (value?.type !== 'bytes') throw new Error(`ended: ${JSON.stringify(value)}`)
      seen = Buffer.concat([seen, Buffer.from(value.base64, 'base64')])
    }
  }
  const say = (bytes: Buffer): Promise<void> => rig.channels.send(channel, bytes.toString('base64'))
  await upTo(12)
  await say(Buffer.from('RFB 003.008\n'))
  await upTo(14)
  await say(Buffer.from([1]))
  await upTo(18)
  await say(Buffer.from([0]))
  await upTo(22)
  await watching.return()
  return seen.subarray(18, 22)
}

const answering =
  (answer: string, remember = false): (() => Promise<{ kind: 'credentials'; answers: string[]; remember: boolean }>) =>
  async () => ({ kind: 'credentials', answers: [answer], remember })

describeFacility('The VNC display of an instrument of another account', 'ssh', () => {
  it('is opened at the port that the facility names, with the password that is asked for and never handed on', async () => {
    expect(other.adapter.idOf?.(facility)).toBe(id)
    other.ask.mockImplementation(answering(password))
    const opened = await other.open(id, 'control', facility)
    expect(opened.launch).toMatchObject({ way: 'inside', host: '127.0.0.1', port, right: 'control' })
    expect(other.ask).toHaveBeenCalledOnce()
    const channel = opened.launch.channel ?? ''
    expect(other.channels.password(channel)).toBeNull()
    // 640 by 480.
    expect((await screenOf(other, channel)).toString('hex')).toBe('028001e0')
    await opened.ended
    expect(await other.secrets.get(`vnc:facility/main/127.0.0.1:${port}`)).toBeNull()
  })

  it('asks again after a wrong password, and not at all where the right one was to be kept', async () => {
    other.ask.mockImplementationOnce(answering('wrongone', true)).mockImplementationOnce(answering(password, true))
    await (await other.open(id, 'view', facility)).close()
    expect(other.ask).toHaveBeenCalledTimes(2)
    await (await other.open(id, 'view', facility)).close()
    expect(other.ask).toHaveBeenCalledTimes(2)
  })

  it('is refused without the password', async () => {
    await expect(other.open(id, 'control', facility)).rejects.toMatchObject({ code: 'answer-needed' })
    other.ask.mockRejectedValue(new Failure('cancelled', 'The question was withdrawn.'))
    await expect(other.open(id, 'control', facility)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('lets who may only look see it, and type nothing there', async () => {
    other.ask.mockImplementation(answering(password))
    /** Where it is when the server has read a pointer's movement to there and what was asked behind it. */
    const pointTo = async (right: 'control' | 'view', x: number, y: number): Promise<string> => {
      const opened = await other.open(id, right, facility)
      const channel = opened.launch.channel ?? ''
      const watching = other.channels.watch(channel, AbortSignal.timeout(90_000))
      await watching.next()
      const pictureOf16by16 = [3, 0, 0, 0, 0, 0, 0, 16, 0, 16]
      const words = Buffer.from([1, 0, 5, 0, 0, x, 0, y, ...pictureOf16by16])
      await other.channels.send(channel, Buffer.concat([Buffer.from('RFB 003.008\n'), words]).toString('base64'))
      for (let bytes = 0; bytes < 16 * 16 * 4; ) {
        const { value } = await watching.next()
        if (value?.type !== 'bytes') throw new Error(`ended: ${JSON.stringify(value)}`)
        bytes += Buffer.from(value.base64, 'base64').length
      }
      const at = await owner.run(`DISPLAY=:${number} xdotool getmouselocation`)
      await watching.return()
      await opened.ended
      return at
    }
    expect(await pointTo('view', 17, 19)).not.toContain('x:17 y:19')
    expect(await pointTo('control', 33, 44)).toContain('x:33 y:44')
  })

  it('is pictured and checked with the password that was kept, and ended by its own account alone', async () => {
    const place = { ...other.place, facility }
    const check = async (): Promise<unknown> =>
      other.adapter.check({ place, id }).session?.(AbortSignal.timeout(90_000))
    const seen = `It listens at 127.0.0.1:${port}`
    expect(await check()).toMatchObject({
      ...{ state: 'pass', text: `${seen}; whether it lets you in was not seen.` },
      hint: 'Its password is asked for when you open it.'
    })
    await expect(other.adapter.thumbnail?.(place, id, 160, undefined)).rejects.toMatchObject({ code: 'auth-failed' })
    other.ask.mockImplementation(answering(password, true))
    await (await other.open(id, 'view', facility)).close()
    expect(await check()).toEqual({ state: 'pass', text: `${seen} and lets you in.`, hint: '' })
    const picture = Buffer.from((await other.adapter.thumbnail?.(place, id, 160, undefined)) ?? [])
    // PNG (ISO/IEC 15948): its width stands at byte 16.
    expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16)]).toEqual(['PNG', 160])
    const refused = { code: 'unsupported', message: expect.stringContaining('another account') }
    await expect(other.adapter.close(place, id, undefined)).rejects.toMatchObject(refused)
    await expect(other.adapter.people?.(place, id, undefined)).rejects.toMatchObject(refused)
    expect(other.ask).toHaveBeenCalledOnce()
  })

  it('is told as ended when nobody listens there any more', async () => {
    await owner.run(endServer)
    await expect(other.open(id, 'control', facility)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(String(port))
    })
  })
})
