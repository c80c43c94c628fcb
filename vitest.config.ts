import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => resolve(import.meta.dirname, path)
const alias = { '@contract': at('src/contract'), '@domain': at('src/domain') }

/** unit: no server, no built program. facility: real sshd, SLURM. e2e: the built program in Chromium and as a command. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/{contract,domain,main,demo,renderer,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.facility.test.ts'],
          testTimeout: 20_000
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
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/facility/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1
        }
      }
    ]
  }
})
