/**
 * Who looks at a display, from the log of its server: TigerVNC writes `Connections: accepted: ADDRESS::PORT` and
 * `closed:`, with the path of a socket file for all who come by that, and before them the time in ctime(3)'s form, of the host's own clock and without a zone (seen with 1.12).
 */

export interface VncClient {
  /** `127.0.0.1`, the host itself, for whoever comes through a tunnel or by a socket file. */
  readonly address: string
  /** Milliseconds since 1970; null where the log has no time. */
  readonly since: number | null
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time of ctime(3) as if it were in UTC; undefined for another line. */
function clock(line: string): number | undefined {
  const [, month = '', day, hour, minute, second, year] =
    /^\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\s*$/.exec(line.trim()) ?? []
  const index = months.indexOf(month)
  if (index < 0) return undefined
  return Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second))
}

/** Those who are connected. The last line, `now TIME SECONDS`, tells what the host's clock is apart from UTC. */
export function parseVncClients(text: string): VncClient[] {
  const lines = text.split('\n')
  const [, told = '', seconds] = /^now (.*) (\d+)$/.exec(lines.find(line => line.startsWith('now ')) ?? '') ?? []
  const local = clock(told)
  const zone = local === undefined || seconds === undefined ? undefined : Number(seconds) * 1000 - local
  const here: (VncClient & { readonly who: string })[] = []
  let at: number | null = null
  for (const line of lines) {
    const time = clock(line)
    if (time !== undefined) at = zone === undefined ? null : time + zone
    const [, what, who = ''] = /Connections: (accepted|closed): (\S+)/.exec(line) ?? []
    const address = who.startsWith('/') ? '127.0.0.1' : who.replace(/::\d+$/, '')
    if (what === 'accepted') here.push({ who, address, since: at })
    const left = what === 'closed' ? here.findIndex(one => one.who === who) : -1
    if (left >= 0) here.splice(left, 1)
  }
  return here.map(({ address, since }) => ({ address, since }))
}
