/**
 * `connection.yml`, by which a batch job tells where its VNC server is: keys and form are Open OnDemand's
 * (ood_core, batch_connect/templates/vnc.rb), one `key: value` a line.
 */

export interface VncConnection {
  /** The node. */
  readonly host: string
  readonly port: number
  readonly display: number | null
  /** Empty: the server asks for none. */
  readonly password: string
  /** The one that only lets look; null: there is none. */
  readonly viewPassword: string | null
}

/** A value of YAML as plain as these files have it: bare, or in one pair of quotes. */
function plainValue(text: string): string {
  const value = text.trim()
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/.exec(value) ?? []
  if (double !== undefined) return double.replace(/\\(["\\])/g, '$1')
  return single === undefined ? value : single.replaceAll("''", "'")
}

/** Host names as DNS and SLURM have them, and addresses; nothing that could be an option or a path. */
const hostName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}$/

/** Null where it is not whole yet or not such a file: a job may be writing it. */
export function parseConnectionFile(text: string): VncConnection | null {
  const values = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^([a-z]+):(?:\s(.*))?$/.exec(line) ?? []
    if (key !== undefined) values.set(key, plainValue(value ?? ''))
  }
  const host = values.get('host') ?? ''
  const port = Number(values.get('port'))
  if (!hostName.test(host) || !Number.isInteger(port) || port < 1 || port > 65535) return null
  const display = Number(values.get('display')?.replace(/^:/, '') || Number.NaN)
  const password = values.get('password')
  if (password === undefined) return null
  return {
    ...{ host, port, password },
    display: Number.isInteger(display) ? display : null,
    viewPassword: values.get('spassword') || null
  }
}
