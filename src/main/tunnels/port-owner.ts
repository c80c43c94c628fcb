/** Which program has a port of this computer, as far as the system tells an ordinary user. */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'

/** Longest the system may take to say. Milliseconds. */
const limitMs = 2_000

/** `name (process 123)`; undefined when it is another user's, or the system does not tell. Never fails. */
export async function portOwner(port: number): Promise<string | undefined> {
  const pid = await ownerOf(port).catch(() => undefined)
  if (pid === undefined) return undefined
  if (pid === process.pid) return 'Farscope itself (another tunnel)'
  const name = await programOf(pid).catch(() => undefined)
  return name ? `${name} (process ${pid})` : `process ${pid}`
}

function ownerOf(port: number): Promise<number | undefined> {
  if (process.platform === 'linux') return linuxOwner(port)
  if (process.platform === 'darwin') return askLsof(port)
  return Promise.resolve(undefined)
}

async function programOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
  return (await output('ps', ['-o', 'comm=', '-p', String(pid)])).trim().split('/').at(-1)
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: limitMs }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })
}

/** lsof(8): `-Fp` prints a line `pPID` for each process. */
async function askLsof(port: number): Promise<number | undefined> {
  const text = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'])
  const found = /^p(\d+)$/m.exec(text)
  return found ? Number(found[1]) : undefined
}

/** proc(5): the socket's inode stands in /proc/net/tcp (state 0A listens), and behind a link in /proc/PID/fd. */
async function linuxOwner(port: number): Promise<number | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map(name => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')))
  const inodes = tables.flatMap(table => listenersIn(table, port))
  if (inodes.length === 0) return undefined
  const wanted = new Set(inodes.map(inode => `socket:[${inode}]`))
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const open = await readdir(`/proc/${pid}/fd`).catch((): string[] => [])
    const links = await Promise.all(open.map(fd => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
    if (links.some(link => wanted.has(link))) return Number(pid)
  }
  return undefined
}

/** The inodes of the sockets that listen at this port, whatever their address. */
export function listenersIn(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return table.split('\n').flatMap(line => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return local?.endsWith(`:${hex}`) && state === '0A' && inode !== undefined ? [inode] : []
  })
}
