/** A real SSH client for the tests, with a limit on every wait. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2'
import { type DemoFacility, startDemoFacility } from '../../src/demo/demo-facility'
import { startBareFacility } from './bare-facility'

export interface Started {
  facility: DemoFacility
  folder: string
  stop(): Promise<void>
}

/** A facility in a folder of its own, with the files of its home or `bare`; `stop` closes it and removes the folder. */
export async function startFacility({ bare = false } = {}): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-demo-test-'))
  const facility = await (bare ? startBareFacility(folder) : startDemoFacility({ folder }))
  const stop = async (): Promise<void> => {
    await facility.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { facility, folder, stop }
}

export function logIn(facility: DemoFacility, changes: ConnectConfig = {}): Promise<Client> {
  const client = new Client()
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client))
    client.once('error', reject)
    client.connect({
      host: facility.host,
      port: facility.port,
      username: facility.user,
      privateKey: readFileSync(facility.privateKeyFile),
      readyTimeout: 45_000,
      ...changes
    })
  })
}

export interface Ended {
  out: string
  err: string
  code: number | null
  signal: string | undefined
}

/** Runs a command to its end, with `input` on its standard input. */
export function run(client: Client, command: string, input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error)
      else resolve(collect(channel, command, input))
    })
  })
}

function collect(channel: ClientChannel, command: string, input: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no end after 45 s: ${command}`)), 45_000)
    const ended: Ended = { out: '', err: '', code: null, signal: undefined }
    channel.on('data', (data: Buffer) => {
      ended.out += data.toString()
    })
    channel.stderr.on('data', (data: Buffer) => {
      ended.err += data.toString()
    })
    channel.on('exit', (code: number | null, signal?: string) => {
      ended.code = code
      ended.signal = signal
    })
    channel.on('close', () => {
      clearTimeout(late)
      resolve(ended)
    })
    channel.end(input)
  })
}

export function openSftp(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))))
}

/** Asks again until `test` holds; fails with the last answer after `seconds`. */
export async function eventually<T>(ask: () => Promise<T>, test: (value: T) => boolean, seconds = 45): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const value = await ask()
    if (test(value)) return value
    if (performance.now() > end) throw new Error(`not in ${seconds} s; last: ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
