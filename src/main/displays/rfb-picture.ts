/** A small picture of a VNC display: one look through the protocol, drawn smaller, as PNG. */
import type { Duplex } from 'node:stream'
import { loggedIn, type RfbLogin } from './rfb-login'
import { createBreathe } from './rfb-reader'
import { readScreen } from './rfb-screen'
import { smallPng } from './small-png'

export interface PictureWish extends RfbLogin {
  /** Most pixels across. */
  readonly width: number
}

/** The stream is ended afterwards, whatever happens. `timeout`, `cancelled`, `protocol`, `auth-failed`. */
export async function takePicture(stream: Duplex, wish: PictureWish): Promise<Uint8Array> {
  const breathe = createBreathe()
  const screen = await loggedIn(stream, wish, reader => readScreen(stream, reader, breathe))
  return smallPng(screen, wish.width, breathe)
}
