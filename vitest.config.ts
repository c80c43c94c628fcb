import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => resolve(import.meta.dirname, path)
const alias = { '@contract': at('src/contract'), '@domain': at('src/domain') }

/** Unit tests that put something else in the place of a module: whoever shares their process would get it too. */
const alone = [
  'test/contract/message-port.test.ts',
  'test/main/electron/**/*.test.ts',
  'test/main/{keyring,open,cli/engine-door}.test.ts'
]

/** Tests that need nothing but Node and wait for long; they would be the last of the unit tests to end. */
const long = ['test/main/**/*.long.test.ts']

/** Tests of the built program that need no server but the demo facility, each its own. */
const demo = [
  'test/e2e/{calendar-*,command,command-displays,demo-*,drag-out,jobs-pages,ledger-window,network-gone,plan-window}.test.ts',
  'test/e2e/terminal-{ahead,garbage,graphics,modules,panes,text,ways}.test.ts'
]

/** Tests of the built program that need no server, or one that no other test takes away: beside the others of e2e. */
const apart = ['test/e2e/{command-sessions,link-sleep}.test.ts']

/** What is waited for comes when it comes: a machine may be busy, and a wait ends as soon as it is over. */
const patient = {
  expect: { poll: { timeout: 60_000, interval: 100 } },
  testTimeout: 240_000,
  hookTimeout: 120_000,
  // The files share servers and processors.
  maxWorkers: 1
}
/** The same without a server: nothing but this computer can be late. */
const brisk = {
  expect: { poll: { timeout: 30_000 } },
  testTimeout: 60_000,
  hookTimeout: 30_000,
  maxWorkers: '100%'
}
const servers = ['test/facility/global-setup.ts']

/**
 * unit, unit-alone: no server, no built program. facility: real sshd, SLURM. demo, e2e, apart: the built program in
 * Chromium and as a command; demo has the long ones that need no server, too. scripts/test.mjs says which run beside each other.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/{contract,domain,main,demo,renderer,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.facility.test.ts', ...long, ...alone],
          // Most files take less time than the process would that each had for itself.
          isolate: false,
          ...brisk,
          unstubEnvs: true,
          unstubGlobals: true
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'unit-alone',
          include: alone,
          ...brisk
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'facility',
          include: ['test/**/*.facility.test.ts'],
          // Those drive the built program, so they belong to e2e alone.
          exclude: ['test/e2e/**'],
          globalSetup: servers,
          ...patient
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'demo',
          include: [...demo, ...long],
          ...patient
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...demo, ...apart],
          globalSetup: servers,
          ...patient
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'apart',
          include: apart,
          globalSetup: servers,
          ...patient
        }
      }
    ]
  }
})
