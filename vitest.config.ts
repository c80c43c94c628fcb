import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => resolve(import.meta.dirname, path)
const alias = { '@contract': at('src/contract'), '@domain': at('src/domain') }

/** Unit tests that put something else in the place of a module: whoever shares their process would get it too. */
const alone = [
  'test/contract/message-port.test.ts',
  'test/main/electron/**/*.test.ts',
  'test/main/{keyring,open}.test.ts'
]

/** Tests of the built program that need no server but the demo facility, each its own. */
const demo = [
  'test/e2e/{calendar-window,command,demo-*,drag-out,jobs-pages,network-gone}.test.ts',
  'test/e2e/terminal-{garbage,graphics,panes,text,ways}.test.ts'
]

/** unit, unit-alone: no server, no built program. facility: real sshd, SLURM. demo, e2e: the built program in Chromium and as a command. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/{contract,domain,main,demo,renderer,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.facility.test.ts', ...alone],
          // Most files take less time than the process would that each had for itself.
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
          maxWorkers: '100%',
          testTimeout: 20_000,
          hookTimeout: 30_000
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'unit-alone',
          include: alone,
          maxWorkers: '100%',
          testTimeout: 20_000,
          hookTimeout: 30_000
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'facility',
          include: ['test/**/*.facility.test.ts'],
          // Those drive the built program, so they belong to e2e alone.
          exclude: ['test/e2e/**'],
          globalSetup: ['test/facility/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // The files share the servers, and some of them cut or freeze connections to see what happens.
          maxWorkers: 1
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'demo',
          include: demo,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1
        }
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: demo,
          globalSetup: ['test/facility/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1
        }
      }
    ]
  }
})
