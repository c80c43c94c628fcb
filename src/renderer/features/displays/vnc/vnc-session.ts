/** One open display: from the question to the engine to the picture, and back to it after the link was lost. */
import type { Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import type RFB from '@novnc/novnc'
import type { Credentials } from '@novnc/novnc'
import { createStore, type StoreApi } from 'zustand'
import { type OpenCalls, type OpenSource, type OpenStep, openDisplay } from '../open-task'
import { type ChannelEnd, type VncCalls, VncChannel } from './vnc-channel'
import { type VncSettings, vncSettings } from './vnc-settings'

export type VncPhase =
  | { readonly is: 'opening'; readonly step: OpenStep | null }
  | { readonly is: 'shown' }
  /** The server asks for what Farscope does not know. */
  | { readonly is: 'asking'; readonly types: readonly (keyof Credentials)[] }
  | { readonly is: 'over'; readonly end: ChannelEnd }
  | { readonly is: 'failed'; readonly failure: Failure }

export interface VncState {
  readonly phase: VncPhase
  readonly launch: Launch | null
  /** What the display calls itself. */
  readonly desktopName: string
  /** The last text that was copied in it, while that may come here. */
  readonly copied: string
  /** Keys that are held down for it. */
  readonly held: readonly string[]
}

/** Password once; only what a display needs of the contract. */
export type SessionCalls = OpenCalls &
  VncCalls & { vncPassword(input: { channel: string }): Promise<{ password: string | null }> }

/** Loads noVNC, which a window without a display never does. */
export type LoadRfb = () => Promise<typeof RFB>

const loadNovnc: LoadRfb = async () => (await import('@novnc/novnc')).default

export class VncSession {
  readonly store: StoreApi<VncState>
  private rfb: RFB | undefined
  private attempt: AbortController | undefined
  private target: Element | undefined
  private visible = true
  private readonly unsubscribe: () => void

  /** `launch`: it was opened just now; else it is opened when it is given its place. */
  constructor(
    private readonly calls: SessionCalls,
    readonly source: OpenSource,
    private first: Launch | null,
    private readonly load: LoadRfb = loadNovnc,
    private readonly onCopied: (text: string) => void = () => undefined
  ) {
    this.store = createStore<VncState>(() => ({
      ...{ phase: { is: 'opening', step: null }, launch: first, desktopName: '', copied: '', held: [] }
    }))
    this.unsubscribe = vncSettings.subscribe(settings => this.apply(settings))
  }

  /** Draws into this element from now on. */
  attach(target: Element): void {
    this.target = target
    void this.open()
  }

  /** Once more from the beginning. */
  async open(): Promise<void> {
    const { target } = this
    if (!target) return
    this.drop()
    const attempt = new AbortController()
    this.attempt = attempt
    const { signal } = attempt
    this.store.setState({ phase: { is: 'opening', step: null }, held: [] })
    try {
      const launch = this.first ?? (await this.askFor(signal))
      this.first = null
      const { channel } = launch
      if (channel === null) throw new Failure('unsupported', `${this.source.name} is not shown inside Farscope.`)
      const [Client, { password }] = await Promise.all([this.load(), this.calls.vncPassword({ channel })])
      if (signal.aborted) return
      this.store.setState({ launch })
      this.draw(Client, target, channel, password)
    } catch (thrown) {
      if (!signal.aborted) this.store.setState({ phase: { is: 'failed', failure: Failure.from(thrown) } })
    }
  }

  /** Out of sight it has no size, which the display must not take. */
  show(visible: boolean): void {
    this.visible = visible
    this.apply(vncSettings.getState())
  }

  /** What the person typed where the server asked. */
  answer(credentials: Credentials): void {
    this.store.setState({ phase: { is: 'opening', step: null } })
    this.rfb?.sendCredentials(credentials)
  }

  /** Only for looking on: by the booking, or because the person wants it. */
  get viewOnly(): boolean {
    return this.store.getState().launch?.right === 'view' || vncSettings.getState().viewOnly
  }

  sendKey(keysym: number, code: string): void {
    this.rfb?.sendKey(keysym, code)
  }

  sendCtrlAltDel(): void {
    this.rfb?.sendCtrlAltDel()
  }

  /** Keeps a key down until it is let go. */
  hold(keysym: number, code: string, down: boolean): void {
    this.rfb?.sendKey(keysym, code, down)
    this.store.setState(({ held }) => ({ held: down ? [...held, code] : held.filter(one => one !== code) }))
    this.rfb?.focus({ preventScroll: true })
  }

  /** One movement of a key, without a note that it is held. */
  key({ keysym, code }: { keysym: number; code: string }, down: boolean): void {
    this.rfb?.sendKey(keysym, code, down)
  }

  /** Makes the text what is pasted there. Nothing goes where the person chose so. */
  paste(text: string): void {
    if (vncSettings.getState().clipboard !== 'off' && !this.viewOnly) this.rfb?.clipboardPasteFrom(text)
  }

  focus(): void {
    this.rfb?.focus({ preventScroll: true })
  }

  blur(): void {
    this.rfb?.blur()
  }

  /** Nothing of it is left. */
  close(): void {
    this.unsubscribe()
    this.drop()
  }

  private askFor(signal: AbortSignal): Promise<Launch> {
    const onStep = (step: OpenStep): void => {
      if (!signal.aborted) this.store.setState({ phase: { is: 'opening', step } })
    }
    return openDisplay(this.calls, this.source, 'inside', onStep, signal)
  }

  private draw(Client: typeof RFB, target: Element, channel: string, password: string | null): void {
    const { store } = this
    const bytes = new VncChannel(this.calls, channel, end => store.setState({ phase: { is: 'over', end }, held: [] }))
    const rfb = new Client(target, bytes, { shared: true, ...(password !== null && { credentials: { password } }) })
    this.rfb = rfb
    rfb.background = 'var(--sunk)'
    rfb.addEventListener('connect', () => {
      store.setState({ phase: { is: 'shown' } })
      this.apply(vncSettings.getState())
    })
    rfb.addEventListener('credentialsrequired', ({ detail }) =>
      store.setState({ phase: { is: 'asking', types: detail.types } })
    )
    rfb.addEventListener('securityfailure', ({ detail }) => {
      const reason = detail.reason ? `: ${detail.reason}` : ''
      const failure = new Failure('auth-failed', `The VNC server refused the password${reason}.`, {
        hint: 'Open it again: another computer may have opened it meanwhile, which changes its password.'
      })
      store.setState({ phase: { is: 'failed', failure } })
    })
    rfb.addEventListener('desktopname', ({ detail }) => store.setState({ desktopName: detail.name }))
    rfb.addEventListener('clipboard', ({ detail }) => this.copied(detail.text))
    rfb.addEventListener('disconnect', () => {
      const { phase } = store.getState()
      if (this.rfb !== rfb) return
      this.rfb = undefined
      // The end of the channel, a refused password: they were told with their reason.
      if (phase.is === 'over' || phase.is === 'failed') return
      const failure = new Failure('protocol', 'The display sent what Farscope cannot read.', { hint: 'Open it again.' })
      store.setState({ phase: { is: 'failed', failure } })
    })
    this.apply(vncSettings.getState())
    bytes.start()
  }

  private copied(text: string): void {
    if (vncSettings.getState().clipboard !== 'both') return
    this.store.setState({ copied: text })
    this.onCopied(text)
  }

  private apply({ scaling, quality, compression }: VncSettings): void {
    const { rfb } = this
    if (!rfb) return
    rfb.viewOnly = this.viewOnly
    rfb.scaleViewport = scaling === 'fit'
    rfb.clipViewport = false
    rfb.resizeSession = scaling === 'resize' && !this.viewOnly && this.visible
    rfb.qualityLevel = quality
    rfb.compressionLevel = compression
  }

  private drop(): void {
    this.attempt?.abort()
    const { rfb } = this
    this.rfb = undefined
    rfb?.disconnect()
  }
}
