/** Tunnels in the words of the window. */
import type { Tunnel } from '@contract/tunnel'
import type { TunnelView } from '@contract/tunnels'
import { isLoopback, listenText, placeText } from '@domain/tunnels/tunnel-text'
import { countOf, formatBytes } from '../../../ui/format'
import type { State } from '../../../ui/state-mark'

export const kindWords: Readonly<Record<Tunnel['kind'], { readonly title: string; readonly hint: string }>> = {
  local: {
    title: 'A port here that leads to a place behind the site',
    hint: 'A notebook, a web page or a database that only the facility reaches (ssh -L).'
  },
  remote: {
    title: 'A port at the site that leads to a place here',
    hint: 'Programs there reach one on this computer (ssh -R).'
  },
  dynamic: {
    title: 'A proxy here that leads anywhere behind the site',
    hint: 'For a browser: SOCKS 5, names are looked up at the site (ssh -D).'
  }
}

export const tunnelMarks: Readonly<Record<TunnelView['state'], { readonly mark: State; readonly words: string }>> = {
  stopped: { mark: 'paused', words: 'stopped' },
  starting: { mark: 'starting', words: 'starting' },
  listening: { mark: 'running', words: 'open' },
  waiting: { mark: 'waiting', words: 'waits for the link' },
  failed: { mark: 'failed', words: 'failed' }
}

/** From where to where: `127.0.0.1:8888 → gpu01:8888`. */
export function tunnelWay({ tunnel, listening }: TunnelView): string {
  const from = listenText(tunnel, listening)
  if (tunnel.kind === 'dynamic') return `${from} → anywhere behind the site`
  return tunnel.kind === 'local' ? `${from} → ${placeText(tunnel.to)}` : `site ${from} → ${placeText(tunnel.to)} here`
}

/** What goes through it; empty before anything did. */
export function trafficText({ open, total, bytesIn, bytesOut }: TunnelView): string {
  if (total === 0) return ''
  return `${countOf(open, 'connection')} now, ${total} in all · ${formatBytes(bytesIn)} in, ${formatBytes(bytesOut)} out`
}

/** Who else reaches it; empty when only its own computer does. */
export function openToText({ kind, listen }: Tunnel): string {
  if (isLoopback(listen.address)) return ''
  return kind === 'remote' ? 'open to the site’s network, if its server allows' : 'open to this computer’s network'
}

/** What to paste into a program: an address of a web page's kind, or of a proxy. */
export function copyText({ tunnel, listening }: TunnelView): string {
  const { address, port } = listening ?? tunnel.listen
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
  const place = placeText({ host, port })
  return tunnel.kind === 'dynamic' ? `socks5h://${place}` : place
}
