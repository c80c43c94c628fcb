/** Tunnels in words. */
import type { Tunnel } from '@contract/tunnel'

interface Place {
  readonly host: string
  readonly port: number
}

/** `host:port`; an IPv6 address in brackets. */
export function placeText({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Only programs of the same computer reach it: 127.0.0.0/8, ::1, `localhost`. */
export function isLoopback(address: string): boolean {
  return /^(localhost|::1|127(\.\d{1,3}){3})$/i.test(address)
}

/** Where it listens, with the real port where 0 was asked for. */
export function listenText(tunnel: Tunnel, listening: { address: string; port: number } | null): string {
  const { address, port } = listening ?? tunnel.listen
  return port === 0
    ? placeText({ host: address, port }).replace(/0$/, 'any free port')
    : placeText({ host: address, port })
}

/** `127.0.0.1:8080 here → db:5432 behind em`: from whom to where. */
export function tunnelText(site: string, tunnel: Tunnel, listening: { address: string; port: number } | null): string {
  const from = listenText(tunnel, listening)
  if (tunnel.kind === 'dynamic') return `${from} here → anywhere behind ${site} (SOCKS)`
  const to = placeText(tunnel.to)
  return tunnel.kind === 'local' ? `${from} here → ${to} behind ${site}` : `${from} on ${site} → ${to} here`
}
