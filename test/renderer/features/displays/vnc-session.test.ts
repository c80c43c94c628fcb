import type { DisplayProgress, Launch } from '@contract/display'
import type { VncEvent } from '@contract/displays'
import { Failure } from '@domain/failure'
import { afterEach, describe, expect, it } from 'vitest'
import type { OpenSource } from '../../../../src/renderer/features/displays/open-task'
import { type LoadRfb, type SessionCalls, VncSession } from '../../../../src/renderer/features/displays/vnc/vnc-session'
import { usualSettings, vncSettings } from '../../../../src/renderer/features/displays/vnc/vnc-settings'

/** What noVNC is told, and what it could say. */
class FakeRfb extends EventTarget {
  static made: FakeRfb[] = []
  viewOnly = false
  scaleViewport = false
  clipViewport = false
  resizeSession = false
  qualityLevel = -1
  compressionLevel = -1
  background = ''
  readonly keys: string[] = []
  readonly pasted: string[] = []
  readonly answers: unknown[] = []
  disconnected = 0
  constructor(
    readonly target: unknown,
    readonly channel: { onclose: (() => void) | null },
    readonly options: { credentials?: { password?: string } }
  ) {
    super()
    channel.onclose = () => this.say('disconnect', { clean: true })
    FakeRfb.made.push(this)
  }
  say(type: string, detail: unknown = {}): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
  disconnect(): void {
    this.disconnected += 1
  }
  sendKey(keysym: number, code: string, down?: boolean): void {
    this.keys.push(`${code}${down === undefined ? '' : down ? ' down' : ' up'} ${keysym.toString(16)}`)
  }
  sendCredentials(answer: unknown): void {
    this.answers.push(answer)
  }
  clipboardPasteFrom(text: string): void {
    this.pasted.push(text)
  }
  sendCtrlAltDel(): void {}
  focus(): void {}
  blur(): void {}
}

// It has all that a session uses of the real one.
const load: LoadRfb = async () => FakeRfb as unknown as Awaited<ReturnType<LoadRfb>>

const display = { kind: 'vnc', site: 'cluster', host: 'main', id: ':2' } as const
const source: OpenSource = { by: 'display', display, name: 'Grid 3' }
const launchOf = (channel: string, right: Launch['right'] = 'control'): Launch => ({
  ...{
    kind: 'vnc',
    way: 'inside',
    host: '127.0.0.1',
    port: 5902,
    sessionId: ':2',
    right,
    url: null,
    channel,
    file: null
  }
})

interface Engine {
  calls: SessionCalls
  opened: number
  /** What the channel says next; it is open until an end. */
  say(event: VncEvent): void
}

function engine(open?: () => Promise<Launch>): Engine {
  let tell: ((event: VncEvent) => void) | undefined
  const state: Engine = { calls: {} as SessionCalls, opened: 0, say: event => tell?.(event) }
  async function* progress(): AsyncGenerator<DisplayProgress, void, void> {
    yield { type: 'step', text: 'Asking', attempt: 1, retrySeconds: null }
    state.opened += 1
    yield { type: 'launch', launch: await (open?.() ?? launchOf(`again-${state.opened}`)) }
  }
  async function* events(): AsyncGenerator<VncEvent, void, void> {
    for (;;) {
      const event = await new Promise<VncEvent>(resolve => {
        tell = resolve
      })
      yield event
    }
  }
  // Only what a session calls; the client's options are of no use here.
  state.calls = {
    open: async () => progress(),
    openBooked: async () => progress(),
    vncPassword: async ({ channel }: { channel: string }) => ({ password: `secret of ${channel}` }),
    vncWatch: async () => events(),
    vncAck: async () => undefined,
    vncSend: async () => undefined
  } as unknown as SessionCalls
  return state
}

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 10))
const sessions: VncSession[] = []

async function shown(rig: Engine, first: Launch | null, copied: string[] = []) {
  const session = new VncSession(rig.calls, source, first, load, text => copied.push(text))
  sessions.push(session)
  // The fake draws nowhere.
  session.attach({} as Element)
  await settled()
  const rfb = FakeRfb.made.at(-1)
  if (!rfb) throw new Error('noVNC was not made')
  return { session, rfb, phase: () => session.store.getState().phase }
}

afterEach(() => {
  for (const session of sessions.splice(0)) session.close()
  FakeRfb.made = []
  vncSettings.setState(usualSettings)
})

describe('an open display', () => {
  it('is drawn with the password of its channel, as the settings say', async () => {
    vncSettings.setState({ scaling: 'resize', quality: 3, compression: 6 })
    const { rfb, phase } = await shown(engine(), launchOf('c1'))
    expect(rfb.options.credentials?.password).toBe('secret of c1')
    rfb.say('connect')
    expect(phase().is).toBe('shown')
    expect(rfb).toMatchObject({ scaleViewport: false, resizeSession: true, qualityLevel: 3, compressionLevel: 6 })
    vncSettings.setState({ scaling: 'fit' })
    expect(rfb).toMatchObject({ scaleViewport: true, resizeSession: false })
  })

  it('takes no size while it is out of sight', async () => {
    vncSettings.setState({ scaling: 'resize' })
    const { session, rfb } = await shown(engine(), launchOf('c1'))
    session.show(false)
    expect(rfb.resizeSession).toBe(false)
    session.show(true)
    expect(rfb.resizeSession).toBe(true)
  })

  it('is only looked at where the booking says so, whatever is chosen', async () => {
    const { session, rfb } = await shown(engine(), launchOf('c1', 'view'))
    expect(rfb.viewOnly).toBe(true)
    vncSettings.setState({ viewOnly: false, clipboard: 'both' })
    expect(rfb.viewOnly).toBe(true)
    session.paste('text')
    expect(rfb.pasted).toEqual([])
  })

  it('lets texts pass as the setting says', async () => {
    const copied: string[] = []
    const { session, rfb } = await shown(engine(), launchOf('c1'), copied)
    session.paste('off')
    rfb.say('clipboard', { text: 'off' })
    vncSettings.setState({ clipboard: 'to' })
    session.paste('to')
    rfb.say('clipboard', { text: 'to' })
    vncSettings.setState({ clipboard: 'both' })
    session.paste('both')
    rfb.say('clipboard', { text: 'both' })
    expect(rfb.pasted).toEqual(['to', 'both'])
    expect(copied).toEqual(['both'])
  })

  it('holds keys until they are let go', async () => {
    const { session, rfb } = await shown(engine(), launchOf('c1'))
    session.hold(0xffe3, 'ControlLeft', true)
    expect(session.store.getState().held).toEqual(['ControlLeft'])
    session.hold(0xffe3, 'ControlLeft', false)
    expect(session.store.getState().held).toEqual([])
    expect(rfb.keys).toEqual(['ControlLeft down ffe3', 'ControlLeft up ffe3'])
  })

  it('says why it ended, and opens again with a channel and a password of its own', async () => {
    const rig = engine()
    const { session, rfb, phase } = await shown(rig, launchOf('c1'))
    rfb.say('connect')
    rig.say({ type: 'end', why: 'link', reason: 'The link to main was lost.' })
    await settled()
    expect(phase()).toEqual({ is: 'over', end: { why: 'link', reason: 'The link to main was lost.' } })
    await session.open()
    expect(FakeRfb.made).toHaveLength(2)
    expect(FakeRfb.made[1]?.options.credentials?.password).toBe('secret of again-1')
    FakeRfb.made[1]?.say('connect')
    expect(phase().is).toBe('shown')
  })

  it('asks for what the server wants and Farscope does not know', async () => {
    const { session, rfb, phase } = await shown(engine(), launchOf('c1'))
    rfb.say('credentialsrequired', { types: ['username', 'password'] })
    expect(phase()).toEqual({ is: 'asking', types: ['username', 'password'] })
    session.answer({ username: 'ana', password: 'x' })
    expect(rfb.answers).toEqual([{ username: 'ana', password: 'x' }])
  })

  it('fails by name where the password is refused, or it cannot be opened', async () => {
    const refused = await shown(engine(), launchOf('c1'))
    refused.rfb.say('securityfailure', { status: 1, reason: 'Too many failures' })
    refused.rfb.say('disconnect', { clean: false })
    expect(refused.phase()).toMatchObject({ is: 'failed', failure: { code: 'auth-failed' } })
    const gone = engine(() => Promise.reject(new Failure('not-found', 'Display :2 has ended.')))
    await refused.session.open()
    const session = new VncSession(gone.calls, source, null, load)
    sessions.push(session)
    session.attach({} as Element)
    await settled()
    expect(session.store.getState().phase).toMatchObject({
      is: 'failed',
      failure: { message: 'Display :2 has ended.' }
    })
  })
})
