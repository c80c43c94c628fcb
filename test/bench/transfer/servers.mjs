import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { end, run, sleep, start } from './process.mjs'

// Two far ends with OpenSSH's own limits (MaxSessions 10): one on loopback, one in a network namespace behind a wire of
// 25 ms each way and 1 Gbit/s. Each has a port whose log-in needs no prompt and one that asks for a password, as a
// second factor would: there Farscope must do with one log-in.

const namespace = 'farscope-bench'
const near = '10.213.77.1'
const far = '10.213.77.2'
const device = 'fsbench'
export const facility = process.env.FACILITY_DIR ?? join(tmpdir(), 'farscope-facility')
/** Ports of the servers here, by whether the log-in asks for something. */
export const ports = { free: 2260, asked: 2261 }
/** The wire, for the table: milliseconds of round trip, Mbit/s. */
export const wire = { roundTripMs: 50, mbit: 1000, queueMs: 50 }
export const addresses = { loop: '127.0.0.1', path: far }

const quiet = words => run(words).catch(() => undefined)

/** The users, keys and passwords are those of the test facility. */
export async function facilityUp() {
  const script = resolve(import.meta.dirname, '..', '..', 'facility', 'up.sh')
  // SLURM is not needed, so a facility without it (status 1) will do.
  await quiet(['bash', script])
  const status = JSON.parse(readFileSync(join(facility, 'status.json'), 'utf8'))
  if (!status.ssh) throw new Error(`the test facility has no SSH servers: ${status.reason}`)
  return { key: join(facility, 'ssh', 'id_cryo'), password: readFileSync(join(facility, 'ssh', 'password'), 'utf8') }
}

function sshdConfig(address) {
  return `Port ${ports.free}
Port ${ports.asked}
ListenAddress ${address}
HostKey ${join(facility, 'ssh', 'facility.ed25519')}
PidFile none
AllowUsers cryo
UsePAM yes
UseDNS no
MaxStartups 100:30:200
Subsystem sftp internal-sftp
Match LocalPort ${ports.asked}
  AuthenticationMethods keyboard-interactive
`
}

async function startSshd(folder, name, prefix) {
  mkdirSync('/run/sshd', { recursive: true })
  const file = join(folder, `sshd-${name}.conf`)
  writeFileSync(file, sshdConfig(addresses[name]))
  const { stdout } = await run(['sh', '-c', 'command -v sshd || echo /usr/sbin/sshd'])
  // -e: its log is our pipe; its first line says that it listens.
  const words = [...prefix, stdout.trim(), '-D', '-e', '-f', file]
  const { child } = await start(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...words])
  return child
}

/** @returns {Promise<() => Promise<void>>} the end of it */
export async function loopUp(folder) {
  const child = await startSshd(folder, 'loop', [])
  return () => end(child)
}

/** @returns {Promise<() => Promise<void>>} the end of it; throws where the machine has no TUN or no namespaces */
export async function pathUp(folder) {
  await quiet(['ip', 'netns', 'del', namespace])
  const program = join(folder, 'wire')
  await run(['gcc', '-O2', '-o', program, join(import.meta.dirname, 'wire.c')])
  await run(['sh', '-c', '[ -c /dev/net/tun ] || { mkdir -p /dev/net; mknod /dev/net/tun c 10 200; }'])
  const [a, b] = [`${device}0`, `${device}1`]
  const settings = [wire.roundTripMs / 2, wire.mbit, wire.queueMs].map(String)
  const { child: cable } = await start([program, a, b, ...settings])
  const children = [cable]
  const down = async () => {
    // Sessions there might never hear of the end of their link, as the wire goes with all that is on it.
    await quiet(['sh', '-c', 'for id in $(ip netns pids "$1"); do kill "$id"; done', 'sh', namespace])
    for (const child of children.toReversed()) await end(child)
    await quiet(['ip', 'netns', 'del', namespace])
  }
  try {
    await run(['ip', 'netns', 'add', namespace])
    await run(['ip', 'link', 'set', b, 'netns', namespace])
    await run(['ip', 'addr', 'add', `${near}/24`, 'dev', a])
    await run(['ip', 'link', 'set', a, 'mtu', '1500', 'txqueuelen', '10000', 'up'])
    await run(['ip', '-n', namespace, 'addr', 'add', `${far}/24`, 'dev', b])
    await run(['ip', '-n', namespace, 'link', 'set', b, 'mtu', '1500', 'txqueuelen', '10000', 'up'])
    await run(['ip', '-n', namespace, 'link', 'set', 'lo', 'up'])
    children.push(await startSshd(folder, 'path', ['ip', 'netns', 'exec', namespace]))
    return down
  } catch (error) {
    await down()
    throw error
  }
}

/** Seconds that one TCP connection takes for so many bytes over the wire. */
export async function rawTcpSeconds(bytes, direction) {
  const { child } = await start(['ip', 'netns', 'exec', namespace, 'iperf3', '-s', '-1', '-B', far, '--forceflush'])
  try {
    await sleep(200)
    const reverse = direction === 'down' ? ['-R'] : []
    const { stdout } = await run(['iperf3', '-c', far, '-n', String(bytes), '-J', ...reverse], { limitMs: 60_000 })
    const { sum_received: received } = JSON.parse(stdout).end
    return (received.seconds * bytes) / received.bytes
  } finally {
    await end(child)
  }
}

/** An ssh configuration for the peers: hosts `loop` and `path`, and the same with `-one` over a master connection. */
export async function peerConfig(folder, key) {
  const file = join(folder, 'ssh_config')
  const host = name => `Host ${name} ${name}-one
  HostName ${addresses[name]}
Host ${name}-one
  ControlPath ${join(folder, `master-${name}`)}
`
  writeFileSync(
    file,
    `${host('loop')}${host('path')}Host *
  Port ${ports.free}
  User cryo
  IdentityFile ${key}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  GlobalKnownHostsFile /dev/null
  LogLevel ERROR
  Compression no
  Ciphers aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com
`
  )
  chmodSync(file, 0o600)
  return file
}

/** Opens the one log-in that `NAME-one` uses. @returns its end */
export async function masterUp(config, name) {
  await run(['ssh', '-F', config, '-M', '-N', '-f', `${name}-one`], { limitMs: 20_000 })
  return () => quiet(['ssh', '-F', config, '-O', 'exit', `${name}-one`])
}
