/**
 * What the `vncserver` wrappers say. TigerVNC up to 1.10 and TurboVNC list `:1<tabs>pid`; Debian's wrapper of TigerVNC
 * lists `1  5901  (unix path)  pid  Xtigervnc`, with `----` for no port, and 1.11 one more way, with the port between
 * (each seen in public transcripts, or its own source).
 */

/** A display of this account, as the wrapper lists it. */
export interface ListedServer {
  readonly display: number
  /** Null where it listens on a socket only. */
  readonly port: number | null
  /** Path of the socket on which it listens; null: none is told. */
  readonly socket: string | null
  /** Null where the wrapper found no process: a stale entry. */
  readonly pid: number | null
}

/** TCP port of display 0 (RFC 6143, 5.1 leaves it to the server; all of these count from here). */
const firstPort = 5900
const firstPortOfDisplays = (display: number): number => firstPort + display

/** What `vncserver -list` printed; lines that are none of its rows are passed over. */
export function parseVncserverList(text: string): ListedServer[] {
  const found = new Map<number, ListedServer>()
  for (const line of text.split(/\r?\n/)) {
    const [, digits, rest] = /^\s*:?(\d{1,5})\s+(.*)$/.exec(line) ?? []
    if (digits === undefined || rest === undefined) continue
    const display = Number(digits)
    // A port stands before the process where there is one, and the path of a socket between them.
    const words = rest.trim().split(/\s+/)
    const socket = words.find(word => word.startsWith('/')) ?? null
    const numbers = words.flatMap(word => (/^\d+$/.test(word) ? [Number(word)] : []))
    const port = numbers.length > 1 ? numbers[0] : undefined
    const pid = numbers.length > 1 ? numbers[1] : numbers[0]
    found.set(display, {
      display,
      port: port ?? (words[0] === '----' ? null : firstPortOfDisplays(display)),
      ...{ socket, pid: pid === undefined || /\(stale\)/.test(rest) ? null : pid }
    })
  }
  return [...found.values()]
}

/**
 * The display that a start announced: `New 'host:6 (user)' desktop is host:6`, `Desktop 'TurboVNC: host:1 (user)'
 * started on display host:1`, `New Xtigervnc server 'host:1 (user)' on port 5901 for display :1.`; null where none did.
 */
export function startedDisplay(text: string): { display: number; port: number } | null {
  for (const line of text.split(/\r?\n/)) {
    if (!/^\s*(New|Desktop)\b/.test(line)) continue
    const display = / (?:desktop is|on display|for display|desktop at) \S*:(\d{1,5})\b/.exec(line)?.[1]
    if (display === undefined) continue
    const port = / on port (\d{1,5}) /.exec(line)?.[1]
    return { display: Number(display), port: port === undefined ? firstPortOfDisplays(Number(display)) : Number(port) }
  }
  return null
}

/** What a VNC server said when it did not start, as one sentence; null where it said nothing known. */
export function startTrouble(log: string): string | null {
  const known: readonly [RegExp, string][] = [
    [/Server is already active for display|Cannot establish any listening sockets/, 'the display is taken'],
    [/Address already in use|unable to bind|Failed to bind/i, 'its port is taken'],
    [/could not open default font|failed to set default font path/i, 'the fonts of X are not installed'],
    [/XKB: (Couldn't|Failed to)|Failed to (activate|compile) (virtual core )?(keyboard|keymap)/, 'xkbcomp is missing'],
    [/No space left on device|Disk quota exceeded/, 'the disk is full'],
    [/You will require a password/, 'it has no password yet']
  ]
  return known.find(([words]) => words.test(log))?.[1] ?? null
}
