import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const forbidden: readonly [file: string, from: string][] = [
  ['src/contract/a.ts', 'node:fs'],
  ['src/contract/b.ts', '@domain/failure'],
  ['src/domain/a.ts', 'node:fs'],
  ['src/domain/b/c.ts', 'electron'],
  ['src/main/ssh/a.ts', '../jobs/jobs'],
  ['src/main/store/a.ts', '../files/files'],
  ['src/main/hashing/a.ts', '../transfers/transfers'],
  ['src/main/files/a.ts', '../jobs/jobs'],
  ['src/main/files/b/a.ts', '../../jobs/jobs'],
  ['src/main/jobs/a.ts', 'electron'],
  ['src/main/terminals/a.ts', '../host/host'],
  ['src/main/terminals/b.ts', '../tunnels/tunnels'],
  ['src/main/tunnels/a.ts', '../terminals/terminals'],
  ['src/main/tunnels/b.ts', '../jobs/jobs'],
  ['src/main/bookings/a.ts', '../sessions/sessions'],
  ['src/main/sessions/a.ts', '../displays/displays'],
  ['src/main/displays/a.ts', '../bookings/bookings'],
  ['src/main/jobs/c.ts', '../displays/displays'],
  ['src/main/cloud/a.ts', '../plan/plan'],
  ['src/main/ledger/a.ts', '../collection/collection'],
  ['src/main/collection/a.ts', '../transfers/transfers'],
  ['src/main/cockpit/a.ts', '../sessions/sessions'],
  ['src/main/engine.ts', './host/host'],
  ['src/main/host/a.ts', '../files/files'],
  ['src/main/cli/a.ts', '../electron/main'],
  ['src/demo/a.ts', '../main/engine'],
  ['src/preload/a.ts', 'zod'],
  ['src/renderer/features/jobs/a.tsx', '../files/files-room'],
  ['src/renderer/features/jobs/b.tsx', '../../app/app'],
  ['src/renderer/features/jobs/c.tsx', 'node:fs'],
  ['src/renderer/features/jobs/d.tsx', '../notices/notice-bell'],
  ['src/renderer/features/jobs/list/e.tsx', '../../notices/notice-bell'],
  ['src/renderer/features/notices/a.tsx', '../jobs/jobs-room'],
  ['src/renderer/features/notices/b.tsx', '../../app/app'],
  ['src/renderer/features/notices/c.tsx', 'electron'],
  ['src/renderer/features/bookings/a.tsx', '../sessions/session-panel'],
  ['src/renderer/features/sessions/a.tsx', '../displays/displays-room'],
  ['src/renderer/features/displays/a.tsx', '../bookings/calendar-room'],
  ['src/renderer/features/files/a.tsx', '../displays/displays-room'],
  ['src/renderer/features/plan/a.tsx', '../jobs/jobs-room'],
  ['src/renderer/features/cloud/a.tsx', '../plan/plan-room'],
  ['src/renderer/features/ledger/a.tsx', '../collection/watches-list'],
  ['src/renderer/features/collection/a.tsx', '../files/files-room'],
  ['src/renderer/features/cockpit/a.tsx', '../displays/displays-room'],
  ['src/renderer/app/a.tsx', 'electron'],
  ['src/renderer/ui/a.tsx', '../features/jobs/jobs-room']
]

const allowed: readonly [file: string, from: string][] = [
  ['src/contract/x.ts', 'zod'],
  ['src/domain/x.ts', '@contract/jobs'],
  ['src/main/files/x.ts', '../ssh/types'],
  ['src/main/files/y.ts', 'node:fs'],
  ['src/main/engine-part.ts', './files/files'],
  ['src/main/electron/x.ts', 'electron'],
  ['src/preload/x.ts', 'electron'],
  ['src/renderer/features/jobs/x.tsx', '../../ui/button'],
  ['src/renderer/features/jobs/list/y.tsx', '../jobs-table'],
  ['src/renderer/features/notices/x.tsx', '../../ui/popover']
]

let folder = ''
let report = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fence-'))
  copyFileSync('biome.json', join(folder, 'biome.json'))
  for (const [file, from] of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `export { x } from '${from}'\n`)
  }
  const biome = resolve('node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', '.']
  try {
    report = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (thrown) {
    // A fence that found something ends with an error; what it printed is what we look at.
    report = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : ''
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const refused = (file: string): boolean =>
  report.split('\n').some(line => line.includes('noRestrictedImports') && line.includes(`/${file},`))

describe('the fence between rooms', () => {
  it.each(forbidden)('refuses that %s imports %s', file => {
    expect(refused(file)).toBe(true)
  })

  it.each(allowed)('lets %s import %s', file => {
    expect(refused(file)).toBe(false)
  })
})
