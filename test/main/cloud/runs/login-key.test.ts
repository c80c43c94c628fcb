import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyFileOf, makeLoginKey, removeLoginKey } from '../../../../src/main/cloud/runs/login-key'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-key-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

it('a login key is one that SSH reads, for its owner alone, whose public half is the line', async () => {
  const line = await makeLoginKey(folder, 'rabcdefghijk')
  const file = keyFileOf(folder, 'rabcdefghijk')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const parsed = ssh2.utils.parseKey(await readFile(file))
  if (parsed instanceof Error) throw parsed
  expect(parsed.isPrivateKey()).toBe(true)
  expect(line).toBe(`ssh-ed25519 ${parsed.getPublicSSH().toString('base64')} farscope`)
  expect(parsed.verify('text', parsed.sign('text'))).toBe(true)
  await removeLoginKey(folder, 'rabcdefghijk')
  await expect(stat(file)).rejects.toThrow()
  await removeLoginKey(folder, 'rabcdefghijk')
})

it('each run has another', async () => {
  expect(await makeLoginKey(folder, 'raaaaaaaaaaa')).not.toBe(await makeLoginKey(folder, 'rbbbbbbbbbbb'))
})
