/**
 * What we use of noVNC's client: the package that we have brings it as its only entry, for which the published types
 * have another name. Meanings: docs/API.md of noVNC 1.7.
 */
declare module '@novnc/novnc' {
  /** What a channel must have to be used in a WebSocket's place. */
  export interface RawChannel {
    binaryType: string
    readonly protocol: string
    readonly readyState: number
    onopen: (() => void) | null
    onmessage: ((event: { data: ArrayBuffer }) => void) | null
    onclose: ((event: { code?: number; reason?: string }) => void) | null
    onerror: (() => void) | null
    send(bytes: Uint8Array): void
    close(): void
  }
  export interface Credentials {
    username?: string
    password?: string
    target?: string
  }
  interface Events {
    connect: CustomEvent<unknown>
    disconnect: CustomEvent<{ clean: boolean }>
    credentialsrequired: CustomEvent<{ types: (keyof Credentials)[] }>
    securityfailure: CustomEvent<{ status: number; reason?: string }>
    clipboard: CustomEvent<{ text: string }>
    desktopname: CustomEvent<{ name: string }>
  }
  // biome-ignore lint/style/noDefaultExport: the package has no other
  export default class RFB {
    constructor(target: Element, channel: RawChannel, options?: { shared?: boolean; credentials?: Credentials })
    viewOnly: boolean
    focusOnClick: boolean
    clipViewport: boolean
    scaleViewport: boolean
    resizeSession: boolean
    showDotCursor: boolean
    background: string
    qualityLevel: number
    compressionLevel: number
    addEventListener<T extends keyof Events>(type: T, listener: (event: Events[T]) => void): void
    disconnect(): void
    sendCredentials(credentials: Credentials): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    sendCtrlAltDel(): void
    focus(options?: FocusOptions): void
    blur(): void
    clipboardPasteFrom(text: string): void
  }
}
