/** What the tests of faults share: a site behind a link that they hold, trees, and a look at what is left. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Transfer } from '@contract/transfers'
import { expect } from 'vitest'
import { type FacilityServer, facility } from '../facility/facility'
import { createRig, type Rig } from './command-rig'
import { openSlowLink, type SlowLink } from './slow-link'

export const mebibyte = 1024 * 1024
/** `npm run soak`: waits and sizes as they are in life. */
export const soak = process.env.FARSCOPE_SOAK === '1'

export interface FaultRig extends Rig {
  readonly link: SlowLink
}

/** A rig with site `lab` behind a link of so many bytes per second; a server silent for twice the time given is lost. */
export async function createFaultRig(
  server: FacilityServer,
  bytesPerSecond: number,
  keepAliveSeconds = 5
): Promise<FaultRig> {
  const rig = await createRig()
  await mkdir(join(rig.home, '.ssh'), { mode: 0o700 })
  await writeFile(
    join(rig.home, '.ssh', 'config'),
    `Host *\n  ServerAliveInterval ${keepAliveSeconds}\n  ConnectTimeout 10\n`
  )
  const link = await openSlowLink(facility.ports[server], bytesPerSecond)
  const where = ['--host', facility.host, '--port', String(link.port), '--user', 'cryo']
  for (const args of [
    ['site', 'add', 'lab', ...where, '--identity', facility.keys.cryo],
    ['site', 'trust', 'lab', '--yes']
  ])
    expect(await rig.farscope(args)).toMatchObject({ status: 0, stderr: '' })
  return {
    ...rig,
    link,
    async end() {
      await rig.end()
      await link.close()
    }
  }
}

/** Movies and small files; every byte random. Returns the bytes of all. */
export async function makeSession(folder: string, movies: number, movieBytes: number, small: number): Promise<number> {
  await mkdir(join(folder, 'movies'), { recursive: true })
  await mkdir(join(folder, 'stars'))
  let bytes = 0
  for (let index = 0; index < movies; index++) {
    await writeFile(join(folder, 'movies', `movie-${index}.tiff`), randomBytes(movieBytes))
    bytes += movieBytes
  }
  for (let index = 0; index < small; index++) {
    const data = randomBytes(index * 97)
    await writeFile(join(folder, 'stars', `micrograph-${index}.star`), data)
    bytes += data.length
  }
  return bytes
}

/** The far user may read and write it. */
export const giveAway = (path: string): Buffer => execFileSync('chown', ['-R', 'cryo:cryo', path])

/** Fails with the names of the files in which a byte, a name or a kind differs. */
export function expectSame(one: string, other: string): void {
  const { stdout, stderr } = spawnSync('diff', ['-rq', '--no-dereference', one, other], { encoding: 'utf8' })
  expect(`${stdout}${stderr}`.slice(0, 2000)).toBe('')
}

/** Names of part files anywhere below a folder. */
export async function partFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter(name => name.includes('farscope-part'))
}

/** True when it came true within the limit. */
export async function until(limitMs: number, reached: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = Date.now() + limitMs
  while (!(await reached())) {
    if (Date.now() > end) return false
    await sleep(25)
  }
  return true
}

/** The transfers of the engine that runs with this data folder, of earlier ones too. */
export async function transfers(rig: Rig): Promise<Transfer[]> {
  // The command prints what the contract says.
  return (await rig.json(['transfer', 'list'])) as Transfer[]
}
