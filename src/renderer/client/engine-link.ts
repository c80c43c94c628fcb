/** The window's link to the engine: a message port in Electron, a WebSocket in the host door. It comes back by itself. */
import type { FarscopeClient } from '@contract/contract'
import { Failure } from '@domain/failure'
import { createORPCClient } from '@orpc/client'
import { RPCLink as MessagePortLink } from '@orpc/client/message-port'
import { RPCLink as WebSocketLink } from '@orpc/client/websocket'
import { createStore, useStore } from 'zustand'

/** `generation` counts the links made; streams of an older one are gone and have to be opened again. */
export interface LinkState {
  state: 'connecting' | 'open' | 'lost'
  generation: number
}

export const linkStore = createStore<LinkState>(() => ({ state: 'connecting', generation: 0 }))
export const useLink = (): LinkState => useStore(linkStore)

/** What a link of any kind can do. */
type AnyLink = Pick<WebSocketLink<Record<never, never>>, 'call'>
let current: AnyLink | undefined

/** Milliseconds between tries to reach an engine of this same computer. */
const retryMs = 1_000

/** Calls and streams of the contract. While the link is lost, calls fail with `unreachable`. */
export const client: FarscopeClient = createORPCClient({
  call: (path, input, options) => {
    if (!current)
      throw new Failure('unreachable', 'The engine of Farscope does not answer.', {
        hint: 'It is tried again every second.'
      })
    return current.call(path, input, options)
  }
})

function opened(link: AnyLink): void {
  current = link
  linkStore.setState(({ generation }) => ({ state: 'open', generation: generation + 1 }))
}

function lost(): void {
  current = undefined
  linkStore.setState({ state: 'lost' })
}

function connectWebSocket(): void {
  const socket = new WebSocket(`ws://${location.host}/rpc`)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => opened(new WebSocketLink({ websocket: socket })))
  socket.addEventListener('close', () => {
    lost()
    setTimeout(connectWebSocket, retryMs)
  })
}

function awaitPort(): void {
  window.addEventListener('message', event => {
    const [port] = event.ports
    if (event.source !== window || event.data !== 'farscope:port' || !port) return
    port.start()
    port.addEventListener('close', lost)
    opened(new MessagePortLink({ port }))
  })
}

/** Called once, before the first paint. */
export function startLink(): void {
  if (location.protocol.startsWith('http')) connectWebSocket()
  else awaitPort()
}
