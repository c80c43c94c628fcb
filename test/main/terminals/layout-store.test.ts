import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TerminalLayout } from '@contract/terminals'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { createLayoutStore } from '../../../src/main/terminals/layout-store'

const empty: TerminalLayout = { version: 1, tabs: [], current: null }
const pane = { kind: 'pane' as const, key: 'p', id: 'terminal-1', place: { kind: 'local' as const } }
const layout: TerminalLayout = {
  version: 1,
  tabs: [
    {
      key: 't',
      root: { kind: 'split', direction: 'row', children: [0.5, 0.5].map(share => ({ share, node: pane })) }
    }
  ],
  current: 't'
}
let folder: string
let warnings: string[]
const store = () =>
  createLayoutStore({ dataFolder: folder, log: { ...silentLog, warn: message => warnings.push(message) } })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-layout-'))
  warnings = []
})
afterEach(() => rm(folder, { recursive: true }))

it('gives back to the next engine what was saved last, and leaves nothing beside it', async () => {
  const first = store()
  await Promise.all([first.save(empty), first.save({ ...layout, current: null }), first.save(layout)])
  expect(await store().read()).toEqual(layout)
  expect(await readdir(folder)).toEqual(['terminals.json'])
})

it('is empty before anything was saved, without a word', async () => {
  expect(await store().read()).toEqual(empty)
  expect(warnings).toEqual([])
})

it('is empty when the file cannot be read, and the log says so', async () => {
  for (const text of ['{', '{"version":9}', 'null']) {
    await writeFile(join(folder, 'terminals.json'), text)
    expect(await store().read()).toEqual(empty)
  }
  expect(warnings).toHaveLength(3)
})
