/** The demo's microscope display: an RFB server on loopback, and a `vncserver` that lists it as the real one would. */
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { RfbClient } from './rfb-client'
import { quietInput, Scene, type SceneInput } from './rfb-scene'

export interface DemoDisplay {
  readonly port: number
  /** Ends it and everybody's view. */
  close(): Promise<void>
}

/** Number under which it is listed: `:1`. */
const demoDisplayNumber = 1
/** Milliseconds between two pictures. */
const frameMs = 120

/** What a key writes: Latin letters stand for themselves in X's numbers (keysymdef.h). */
function typedBy(typed: string, keysym: number): string {
  if (keysym === 0xff08) return typed.slice(0, -1)
  if (keysym === 0xff0d) return ''
  return keysym >= 0x20 && keysym < 0x7f ? (typed + String.fromCharCode(keysym)).slice(-64) : typed
}

/** As Debian's wrapper of TigerVNC prints its list; it makes and ends none. */
const wrapper = (pid: number, port: number): string => `#!/bin/sh
case $1 in
  -list)
    printf '\\nTigerVNC server sessions:\\n\\nX DISPLAY #\\tRFB PORT #\\tRFB UNIX PATH\\tPROCESS ID #\\tSERVER\\n'
    printf '${demoDisplayNumber}         \\t${port}      \\t             \\t${pid}      \\tXtigervnc\\n'
    exit 0 ;;
esac
echo 'The microscope of the demo facility has this one display, which goes on as long as the facility.' >&2
exit 1
`

/** Listens on 127.0.0.1, a free port. `bin`: where the facility's commands are. `refused` where it cannot listen. */
export async function startDemoDisplay(bin: string, name: string): Promise<DemoDisplay> {
  const scene = new Scene()
  const clients = new Map<Socket, RfbClient>()
  const started = performance.now()
  let input: SceneInput = quietInput
  let timer: NodeJS.Timeout | undefined

  const frame = (): void => {
    scene.draw((performance.now() - started) / 1000, new Date(), input)
    for (const client of clients.values()) void client.show(scene.pixels)
  }
  const acts = {
    key: (keysym: number, down: boolean): void => {
      if (down) input = { ...input, typed: typedBy(input.typed, keysym) }
    },
    pointer: (x: number, y: number, buttons: number): void => {
      const pressed = (buttons & 1) !== 0
      const clicked = pressed && !input.pointer.pressed
      input = { ...input, pointer: { x, y, pressed }, clicks: input.clicks + (clicked ? 1 : 0) }
    },
    paste: (text: string): void => {
      input = { ...input, pasted: text }
    }
  }
  const server = createServer(socket => {
    clients.set(socket, new RfbClient(socket, name, acts))
    // Nothing is drawn while nobody looks.
    timer ??= setInterval(frame, frameMs)
    socket.on('close', () => {
      clients.delete(socket)
      if (clients.size > 0) return
      clearInterval(timer)
      timer = undefined
    })
  })
  const port = await listen(server)
  const file = join(bin, 'vncserver')
  writeFileSync(file, wrapper(process.pid, port))
  chmodSync(file, 0o700)
  return {
    port,
    close: async () => {
      clearInterval(timer)
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of clients.keys()) socket.destroy()
      await closed
    }
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void =>
      reject(
        new Failure('refused', `The demo's display cannot listen on 127.0.0.1: ${error.message}.`, { cause: error })
      )
    server.once('error', refused)
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      server.off('error', refused)
      // A connection that fails while it comes in is that client's own.
      server.on('error', () => undefined)
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
    })
  })
}
