import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { TOTP_STEP_SECONDS, totpAt, totpStep } from './totp'

const run = promisify(execFile)

/** Where the facility's state is; FACILITY_DIR moves it. */
export const facilityFolder: string = process.env.FACILITY_DIR ?? join(tmpdir(), 'farscope-facility')

const ssh = (name: string): string => join(facilityFolder, 'ssh', name)

/**
 * The servers on 127.0.0.1, by what is special about each:
 * - `facility`: key, password and keyboard-interactive; users cryo, tcshell, fishy, banner, restricted
 * - `bastion`: user jump, forwarding only, no shell
 * - `mfa`: user cryo; a key AND the password prompt, or the prompt alone
 * - `otp`: user cryo; a password prompt, then a time-based code
 * - `nosftp`: user cryo; no SFTP subsystem
 * - `onechannel`: user cryo; MaxSessions 1
 * - `silent`: accepts TCP and never says a word
 * - `limited`: user jump only (a second hop), two attempts at authentication; cryo is always refused
 * - `shellsftp`: users as `facility`; SFTP runs through the login shell, so a banner breaks it
 * - `threechannels`: user cryo; MaxSessions 3
 */
export const ports = {
  facility: 2222,
  bastion: 2223,
  mfa: 2224,
  otp: 2225,
  nosftp: 2226,
  onechannel: 2227,
  silent: 2228,
  limited: 2229,
  shellsftp: 2230,
  threechannels: 2231
} as const

/** The name of one of the facility's servers. */
export type FacilityServer = keyof typeof ports

/** The users: plain bash; bastion only; tcsh; fish; a .bashrc that prints on both streams; a restricted bash. */
export type FacilityUser = 'cryo' | 'jump' | 'tcshell' | 'fishy' | 'banner' | 'restricted'

/** What the tests need to know about the facility. Paths are of this computer unless they say remote. */
export const facility = {
  host: '127.0.0.1',
  ports,
  keys: {
    /** ed25519, no passphrase; opens every user. */
    cryo: ssh('id_cryo'),
    /** ed25519 with {@link facility.passphrase}; opens every user. */
    encrypted: ssh('id_cryo_enc'),
    /** RSA in the old PEM format; opens every user. */
    rsa: ssh('id_cryo_rsa'),
    /** ed25519; opens only jump. */
    jump: ssh('id_jump'),
    /** ed25519; opens nobody. */
    stranger: ssh('stranger')
  },
  passphrase: 'key-pass',
  /** The host keys of all servers, in known_hosts format. */
  knownHosts: ssh('known_hosts'),
  /** Remote: a folder on a file system of 1 MiB, writable by all; only there if `status().fullDisk`. */
  fullDisk: join(facilityFolder, 'full'),
  /** Where the S3 store answers; it asks for no right keys, except while {@link enforceKeys} runs. */
  get s3(): string {
    return `http://127.0.0.1:${readFileSync(join(facilityFolder, 's3', 'port'), 'utf8').trim()}`
  },
  /** Every user's password. Made at random for each state folder. */
  get password(): string {
    return readFileSync(ssh('password'), 'utf8')
  }
}

/** What works on this machine, and the reason for what does not. */
export interface FacilityStatus {
  readonly ssh: boolean
  readonly slurm: boolean
  readonly s3: boolean
  readonly fullDisk: boolean
  readonly reason: string
}

/** Reads what the start of the facility wrote down; everything is false, with the reason, where it never started. */
export function status(): FacilityStatus {
  try {
    // Written by up.sh in exactly this shape.
    return JSON.parse(readFileSync(join(facilityFolder, 'status.json'), 'utf8')) as FacilityStatus
  } catch {
    return { ssh: false, slurm: false, s3: false, fullDisk: false, reason: 'the test facility is not up' }
  }
}

/** Runs one of the facility's scripts as root: as the caller if that is root, else through passwordless sudo. */
export async function facilityScript(name: string, ...args: string[]): Promise<string> {
  const bash = ['bash', resolve(import.meta.dirname, name), ...args]
  const asRoot =
    process.getuid?.() === 0
      ? bash
      : ['sudo', '-n', 'env', `FACILITY_DIR=${facilityFolder}`, `PATH=${process.env.PATH}`, ...bash]
  const [program = 'bash', ...rest] = asRoot
  const { stdout } = await run(program, rest, {
    env: { ...process.env, FACILITY_DIR: facilityFolder },
    timeout: 240_000,
    maxBuffer: 16 * 1024 * 1024
  })
  return stdout.trimEnd()
}

/** Makes a fresh remote folder in the user's home, owned by the user, and returns its path. */
export function scratch(user: FacilityUser = 'cryo'): Promise<string> {
  return facilityScript('control.sh', 'scratch', user)
}

/** Cuts every session of a server at once; it goes on listening. */
export async function dropConnections(server: FacilityServer): Promise<void> {
  await facilityScript('control.sh', 'drop', server)
}

/** Ends a server with its sessions and starts it again. */
export async function restartSshd(server: FacilityServer): Promise<void> {
  await stopSshd(server)
  await startSshd(server)
}

/** Ends a server and its sessions: connections are refused until {@link startSshd}. */
export async function stopSshd(server: FacilityServer): Promise<void> {
  await facilityScript('control.sh', 'stop', server)
}

/** Starts a server that was stopped. */
export async function startSshd(server: FacilityServer): Promise<void> {
  await facilityScript('control.sh', 'start', server)
}

/** Freezes a server and its sessions: the link is there and says nothing. Wake it with {@link resumeSshd}. */
export async function pauseSshd(server: FacilityServer): Promise<void> {
  await facilityScript('control.sh', 'pause', server)
}

/** Wakes a server frozen by {@link pauseSshd}. */
export async function resumeSshd(server: FacilityServer): Promise<void> {
  await facilityScript('control.sh', 'resume', server)
}

/** Stops SLURM's controller or its accounting; commands then fail (after about 9 s) until it is started. */
export async function stopSlurm(daemon: 'slurmctld' | 'slurmdbd'): Promise<void> {
  await facilityScript('control.sh', 'slurm-stop', daemon)
}

/** Starts what {@link stopSlurm} stopped and waits until it answers. */
export async function startSlurm(daemon: 'slurmctld' | 'slurmdbd'): Promise<void> {
  await facilityScript('control.sh', 'slurm-start', daemon)
}

/** Ends jobs of a test, by id; one that is over already is passed over. */
export async function cancelJobs(ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await run('scancel', ['--quiet', ...ids], { timeout: 60_000 }).catch(() => undefined)
}

/** While `work` runs the S3 store refuses keys that it did not give out, which are all. */
export async function enforceKeys(work: () => Promise<void>): Promise<void> {
  const setting = async (requestsWithout: string): Promise<void> => {
    await fetch(`${facility.s3}/moto-api/reset-auth`, { method: 'POST', body: requestsWithout })
  }
  await setting('0')
  try {
    await work()
  } finally {
    await setting('inf')
  }
}

/** A point in a server's log: logins after it are counted by {@link countLogins}. */
export function loginMark(server: FacilityServer): number {
  return statSync(ssh(`${server}.log`)).size
}

/**
 * How many times somebody logged in since the mark, as sshd itself wrote it ("Accepted publickey for cryo from …").
 * A login with several factors counts once.
 */
export function countLogins(server: FacilityServer, since: number, user = 'cryo'): number {
  const log = readFileSync(ssh(`${server}.log`))
    .subarray(since)
    .toString('utf8')
  return log.split('\n').filter(line => /^Accepted \S+ for /.test(line) && line.includes(` for ${user} from `)).length
}

/** How many connections the server took since the mark, whatever became of them. */
export function countConnections(server: FacilityServer, since: number): number {
  const log = readFileSync(ssh(`${server}.log`))
    .subarray(since)
    .toString('utf8')
  return log.split('\n').filter(line => line.startsWith('Connection from ')).length
}

/**
 * A code that the `otp` server has not seen. pam_oath refuses any step at or before the last one used and accepts 20
 * steps to either side of its clock, so the codes are given out in rising order, starting as early as it takes them;
 * a suite would have to log in 20 times in one go to be made to wait.
 */
export async function totpCode(): Promise<string> {
  const secret = Buffer.from(readFileSync(ssh('otp-secret'), 'utf8').trim(), 'hex')
  // A step on each side is kept in hand for the time that a login takes.
  const step = await claimStep(now => ({ first: now - 18, last: now + 18 }))
  return totpAt(secret, step)
}

/** Steps are claimed by exclusive files, so two test processes never send the same code. */
async function claimStep(range: (now: number) => { first: number; last: number }): Promise<number> {
  const folder = join(facilityFolder, 'otp-steps')
  mkdirSync(folder, { recursive: true, mode: 0o1777 })
  for (let attempt = 0; attempt < 100; attempt++) {
    const { first, last } = range(totpStep(Date.now()))
    const claimed = readdirSync(folder).map(Number)
    for (const old of claimed) if (old < first) removeQuietly(join(folder, String(old)))
    const next = Math.max(first, ...claimed.map(step => step + 1))
    if (next > last) await sleep(TOTP_STEP_SECONDS * 1000)
    else if (claimedExclusively(join(folder, String(next)))) return next
  }
  throw new Error('no time-based code was free for a long time')
}

function claimedExclusively(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'))
    return true
  } catch {
    return false
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Another test process was faster.
  }
}
