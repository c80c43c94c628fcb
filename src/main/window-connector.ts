/** How the port of a window reaches the engine: straight, or through the local socket of another process. */
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { ForeignEngine, OwnedEngine } from './attach'
import { engineSocketPath } from './local/socket-path'
import { createSocketPort } from './local/socket-port'
import type { WireMessage, WirePort } from './wire-port'

export function windowConnector(opened: OwnedEngine | ForeignEngine, dataFolder: string): (port: WirePort) => void {
  if (opened.owned) return port => opened.engine.attach(port, { clientId: randomUUID() })
  return port => bridge(port, engineSocketPath(dataFolder))
}

/** Hands messages on in both directions; when one side ends, so does the other. */
function bridge(window: WirePort, path: string): void {
  const socket = connect(path)
  const engine = createSocketPort(socket)
  window.addEventListener('message', ({ data }: { data: WireMessage }) => engine.send(data))
  window.addEventListener('close', () => socket.destroy())
  engine.addEventListener('message', ({ data }) => window.send(data))
  engine.addEventListener('close', () => window.close?.())
}
