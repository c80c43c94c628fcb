import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'ssh2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hostileNames } from '../../src/demo/data/tree'
import { logIn, openSftp, type Started, startFacility } from './client'

let started: Started
let client: Client
beforeAll(async () => {
  started = await startFacility()
  client = await logIn(started.facility)
})
afterAll(async () => {
  client.end()
  await started.stop()
})

it('lists hostile names unchanged over SFTP', async () => {
  const sftp = await openSftp(client)
  const names = await new Promise<string[]>((resolve, reject) =>
    sftp.readdir('hostile names', (error, list) => (error ? reject(error) : resolve(list.map(entry => entry.filename))))
  )
  expect(names.sort()).toEqual([...hostileNames].sort())
})

it('brings a file back as it was sent, and renames over another', async () => {
  const sftp = await openSftp(client)
  const data = Buffer.alloc(5_000_000, 'farscope')
  await new Promise<void>((resolve, reject) =>
    sftp.writeFile('a.bin', data, error => (error ? reject(error) : resolve()))
  )
  await new Promise<void>((resolve, reject) =>
    sftp.writeFile('b.bin', 'old', error => (error ? reject(error) : resolve()))
  )
  await new Promise<void>((resolve, reject) =>
    sftp.ext_openssh_rename('a.bin', 'b.bin', error => (error ? reject(error) : resolve()))
  )
  expect(data.equals(await readFile(join(started.facility.root, 'b.bin')))).toBe(true)
})

it('holds movies with a valid MRC header', async () => {
  const folder = join(started.facility.root, 'today', 'Images-Disc1', 'GridSquare_8123456', 'Data')
  const name = (await readdir(folder)).find(entry => entry.endsWith('_fractions.mrc')) ?? ''
  const movie = await readFile(join(folder, name))
  expect([0, 4, 8, 12].map(at => movie.readInt32LE(at))).toEqual([256, 256, 8, 1])
  expect(movie.toString('latin1', 208, 212)).toBe('MAP ')
  expect(movie.readFloatLE(40) / 256).toBeCloseTo(0.73, 4)
  expect(movie.length).toBe(1024 + 256 * 256 * 8 * 2)
})
