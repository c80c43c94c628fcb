/** The loopback computer behind an instance: a folder for its disk, an SSH server, real processes. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { quote } from '@domain/shell'
import type { Children } from '../children'
import { type DemoKey, makeKey } from '../keys'
import type { Login } from '../login'
import { startServer } from '../server'
import { serveSession } from '../session'
import { InstanceProcesses, markVariable } from './instance-processes'
import { type Gpu, scheduledFile, toolsFolder, writeTools } from './instance-tools'

export interface Computer {
  /** Of its SSH server on 127.0.0.1. */
  readonly port: number
  readonly hostKey: DemoKey
  /** Starts it as cloud-init does where it begins with `#!`; resolves when it runs. */
  runUserData(data: Buffer): Promise<void>
  /** Exit status of that script, null after a signal; undefined: it runs, or there is none. */
  scriptEnd(): number | null | undefined
  /** Somebody called `shutdown` on it and the time has come. */
  shutdownDue(now: Date): boolean
  /** Somebody touched `spot-notice` in its root folder. */
  noticeWanted(): boolean
  /** Puts the notice where the metadata of a real instance would show it. */
  tellNotice(text: string): void
  /** Ends all its processes and logins. The disk stays. */
  close(): Promise<void>
}

/** Of the accounts that the images have; the first is that of any other name. */
const homes = ['home/ubuntu', 'home/ec2-user'] as const
const bash = existsSync('/bin/bash') ? '/bin/bash' : 'bash'

/** Login names of useradd(8); `root` may not log in on these images. */
const loginName = /^[a-z_][a-z0-9_-]{0,31}$/

export async function startComputer(options: {
  /** Its disk; made here. */
  root: string
  name: string
  gpu: Gpu | undefined
  vcpus: number
  /** Of a machine that was there before; left out: a new one. */
  hostKey: DemoKey | undefined
  children: Children
  log: (line: string) => void
}): Promise<Computer> {
  const { root, log } = options
  const noticeFile = join(root, 'spot-notice')
  // As a boot empties /run: no shutdown is planned, no notice is told.
  await rm(join(root, 'run'), { recursive: true, force: true })
  await rm(noticeFile, { force: true })
  const folders = [...homes, 'root', 'tmp', 'etc', 'run', 'usr/local/bin', 'var/log', 'var/lib/cloud/instance/scripts']
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true, mode: 0o755 })
  await chmod(root, 0o700)
  for (const home of homes) await chmod(join(root, home), 0o750)
  await writeTools(root, options)
  await writeShellFiles(root, options.name)
  const hostKey = options.hostKey ?? makeKey(`root@${options.name}`)
  const processes = new InstanceProcesses(options.children, root)
  const server = await startServer({
    ...{ hostKey, log },
    keysOf: user => (loginName.test(user) && user !== 'root' ? authorizedKeys(homeOf(root, user), log) : []),
    serve: (session, user) => serveSession(session, loginOf(root, user), processes)
  })
  let ended: number | null | undefined
  return {
    port: server.port,
    hostKey,
    runUserData: async data => {
      await runScript(root, data, processes, code => {
        ended = code
      })
    },
    scriptEnd: () => ended,
    shutdownDue: now => shutdownTime(root) <= now.getTime(),
    noticeWanted: () => existsSync(noticeFile),
    tellNotice: text => {
      const file = metadataFile(root)
      // By a rename: nobody reads half of it.
      void mkdir(dirname(file), { recursive: true })
        .then(() => writeFile(`${file}.new`, text))
        .then(() => rename(`${file}.new`, file))
        .catch((thrown: Error) => log(`demo cloud: the notice was not told: ${thrown.message}`))
    },
    close: async () => {
      await server.close()
      await processes.close()
    }
  }
}

/** What `spot/instance-action` of the instance metadata answers; missing as long as that is "404 Not Found". */
const metadataFile = (root: string): string => join(root, 'run', 'farscope-demo', 'instance-action')

/** The whole environment of a process on the instance; nothing of the outer one that could be a secret goes in. */
function environmentOf(root: string, user: string, home: string): Record<string, string> {
  const outer = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'
  return {
    PATH: [toolsFolder(root), join(root, 'usr/local/bin'), outer].join(':'),
    LANG: process.env.LANG || 'C.UTF-8',
    ...{ USER: user, LOGNAME: user, HOME: home, SHELL: bash, TMPDIR: join(root, 'tmp') },
    // Empty on a real machine: where the root of the file system is.
    FARSCOPE_ROOT: root,
    [markVariable]: root,
    // Read by every bash that is no shell of a person, but for the first of a link, which reads ~/.bashrc instead.
    BASH_ENV: pathFile(root),
    // Read in place of the metadata service, which is not there (or is that of the computer that plays this one).
    FARSCOPE_IMDS_FILE: metadataFile(root),
    AWS_EC2_METADATA_DISABLED: 'true'
  }
}

function homeOf(root: string, user: string): string {
  const own = join(root, 'home', user)
  return existsSync(own) ? own : join(root, homes[0])
}

function loginOf(root: string, user: string): Login {
  const home = homeOf(root, user)
  return {
    home,
    commandShell: bash,
    environment: extra => ({ ...environmentOf(root, user, home), ...extra }),
    shell: { file: bash, args: ['--rcfile', join(root, 'etc', 'bashrc'), '-i'], environment: {} }
  }
}

/** Puts our commands first again, where something has set PATH anew: else `shutdown` would be the real one. */
const pathFile = (root: string): string => join(root, 'etc', 'farscope-demo-path')

/** A login shell reads /etc/profile, which may set PATH anew. */
async function writeShellFiles(root: string, name: string): Promise<void> {
  const own = [toolsFolder(root), join(root, 'usr/local/bin')].map(quote).join(':')
  const path = `case $PATH in ${quote(toolsFolder(root))}:*) ;; *) PATH=${own}:$PATH ;; esac\n`
  await writeFile(pathFile(root), path)
  for (const home of [...homes, 'root'])
    for (const file of ['.bash_profile', '.profile', '.bashrc']) await writeFile(join(root, home, file), path)
  await writeFile(join(root, 'etc', 'bashrc'), `PS1='\\u@${name}:\\w\\$ '\nHISTFILE=\n${path}`)
}

const keyLine = /(?:^|\s)(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/

/** sshd(8), AUTHORIZED_KEYS FILE FORMAT; a file that others may write is refused (`StrictModes`). */
function authorizedKeys(home: string, log: (line: string) => void): Buffer[] {
  const folder = join(home, '.ssh')
  const file = join(folder, 'authorized_keys')
  try {
    const open = [home, folder, file].find(path => (statSync(path).mode & 0o022) !== 0)
    if (open !== undefined) {
      log(`demo cloud: sshd: Authentication refused: bad ownership or modes for ${open}`)
      return []
    }
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap(line => (line.startsWith('#') ? [] : (keyLine.exec(line)?.[1] ?? [])))
      .map(base64 => Buffer.from(base64, 'base64'))
  } catch {
    // Nobody has written it yet.
    return []
  }
}

/** As cloud-init's scripts-user: as root, in `/`, its output in /var/log/cloud-init-output.log. */
async function runScript(
  root: string,
  data: Buffer,
  processes: InstanceProcesses,
  ended: (code: number | null) => void
): Promise<void> {
  const place = join(root, 'var/lib/cloud/instance')
  await writeFile(join(place, 'user-data.txt'), data, { mode: 0o600 })
  if (data.subarray(0, 2).toString() !== '#!') return
  const script = join(place, 'scripts', 'part-001')
  await writeFile(script, data, { mode: 0o700 })
  const output = await open(join(root, 'var/log/cloud-init-output.log'), 'a', 0o640)
  try {
    const child = spawn(script, [], {
      ...{ cwd: root, env: environmentOf(root, 'root', join(root, 'root')), detached: true },
      stdio: ['ignore', output.fd, output.fd]
    })
    const { pid } = child
    if (pid !== undefined) processes.add(pid)
    child.on('error', () => ended(127))
    child.on('exit', code => {
      if (pid !== undefined) processes.remove(pid)
      ended(code)
    })
  } finally {
    await output.close()
  }
}

/** Milliseconds since 1970; infinite where none is planned. */
function shutdownTime(root: string): number {
  try {
    const [, micro] = /^USEC=(\d+)$/m.exec(readFileSync(scheduledFile(root), 'utf8')) ?? []
    return micro === undefined ? Number.POSITIVE_INFINITY : Number(micro) / 1000
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
