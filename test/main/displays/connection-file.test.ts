import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSecretFiles } from '../../../src/main/displays/connection-file'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-secret-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

it('files with a secret are all gone when that was asked for, also where somebody else just began to remove one', async () => {
  const files = createSecretFiles(join(folder, 'displays'))
  const one = await files.write('a.dcv', 'a')
  const begun = one.remove()
  await files.removeAll()
  expect(existsSync(one.path)).toBe(false)
  await begun
})
