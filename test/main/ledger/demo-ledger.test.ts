/** The ledger beside the demo facility: a make-believe computer inside this one. */
import { randomBytes, randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startDemoFacility } from '../../../src/demo/demo-facility'
import { createEngine, type Engine } from '../../../src/main/engine'
import { testPlatform } from '../test-platform'

let engine: Engine
let folder: string

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'farscope-ledger-'))
  for (const name of ['home', 'data', 'here']) await fs.mkdir(join(folder, name), { mode: 0o700 })
  engine = await createEngine({
    ...testPlatform(folder),
    startDemo: place => startDemoFacility({ folder: place })
  })
}, 60_000)
afterEach(async () => {
  await engine.close()
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

it('counts as a place of its own, so that nobody is asked whether it is one disk with this computer', {
  timeout: 120_000
}, async () => {
  const client = engine.client('test')
  const { root } = await client.app.startDemo()
  await fs.mkdir(join(root, 'run7'))
  for (const name of ['a.mrc', 'b.mrc']) await fs.writeFile(join(root, 'run7', name), randomBytes(2000))
  const under: Place = { kind: 'site', site: 'demo', path: join(root, 'run7') }
  const id = randomUUID()
  const destination: Place = { kind: 'local', path: join(folder, 'here') }
  await client.transfers.start({ id, sources: [under], destination, verify: true })
  expect(await client.transfers.result({ id })).toMatchObject({ verified: 2, failed: [] })
  expect(await client.ledger.add({ under, session: null })).toEqual({ files: 2, copies: 2 })
  expect(await client.ledger.summary({ copies: 1 })).toMatchObject({ safe: true, states: { safe: { files: 2 } } })
  expect(await client.ledger.plan({ copies: 1 })).toMatchObject({ files: 2, allowed: true, doubts: [] })
})
