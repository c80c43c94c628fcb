import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Started, startFacility } from './client'

let started: Started
let options: string[]
beforeAll(async () => {
  started = await startFacility()
  const { facility, folder } = started
  const known = join(folder, 'known_hosts')
  await writeFile(known, `${facility.hostKey.knownHostsLine}\n`)
  const settings = [`UserKnownHostsFile=${known}`, 'StrictHostKeyChecking=yes', 'BatchMode=yes', 'IdentitiesOnly=yes']
  options = ['-F', 'none', '-i', facility.privateKeyFile, ...settings.flatMap(setting => ['-o', setting])]
})
afterAll(() => started.stop())

const call = (file: string, args: string[]) => promisify(execFile)(file, args, { timeout: 120_000 })

it('serves the OpenSSH client, which trusts the announced host key', async () => {
  const { user, host, port, root } = started.facility
  const { stdout } = await call('ssh', [...options, '-p', String(port), `${user}@${host}`, 'squeue', '-h'])
  expect(stdout).toContain('motionco')
  await writeFile(join(started.folder, 'batch'), 'ls -l krios1\nsymlink notes.md made-link\nls -l made-link\n')
  const listed = await call('sftp', [
    ...options,
    '-P',
    String(port),
    '-b',
    join(started.folder, 'batch'),
    `${user}@${host}`
  ])
  expect(listed.stdout).toContain('2026-11-17_apoferritin')
  const link = await call('readlink', [join(root, 'made-link')])
  expect(link.stdout).toBe('notes.md\n')
})
