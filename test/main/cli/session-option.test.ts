import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { createArguments } from '../../../src/main/cli/arguments'
import { commands } from '../../../src/main/cli/catalogue/commands'
import { submitJob } from '../../../src/main/cli/commands/job-submit'
import type { CommandContext } from '../../../src/main/cli/context'
import { parseCommandLine } from '../../../src/main/cli/parse-command-line'
import { namesAccount } from '../../../src/main/cli/session-option'

const folder = mkdtempSync(join(tmpdir(), 'farscope-submit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** `farscope job submit hpc …` beside a session that runs, as far as the command looks at it. */
async function submitted(script: string, ...options: string[]): Promise<unknown> {
  const file = join(folder, 'job.sh')
  writeFileSync(file, script)
  const submit = vi.fn(async (_job: unknown) => Promise.reject(new Error('enough was seen')))
  const session = {
    ...{ phase: 'running', folder: { site: 'hpc', path: '/data/x' }, resource: { name: 'krios1' } },
    booking: { account: 'cryoem' }
  }
  const client = { jobs: { submit }, sessions: { now: async () => [session] } }
  const args = createArguments(parseCommandLine(['job', 'submit', 'hpc', file, ...options], commands))
  // Only what is looked at.
  const context = { args, client: async () => client, signal: undefined } as unknown as CommandContext
  await submitJob(context).catch(() => undefined)
  return submit.mock.calls[0]?.[0]
}

describe('job submit --session', () => {
  it('submits in the folder of the session that runs, paid for by its account', async () => {
    expect(await submitted('#!/bin/bash\n', '--session')).toMatchObject({
      ...{ workDir: '/data/x', options: ['--account=cryoem'] }
    })
    expect(await submitted('#!/bin/bash\n')).not.toHaveProperty('workDir')
  })

  it('leaves what is said otherwise', async () => {
    expect(await submitted('#!/bin/bash\n#SBATCH -A mine\n', '--session', '--chdir', '/else')).toMatchObject({
      ...{ workDir: '/else', options: [] }
    })
    expect(await submitted('#!/bin/bash\n', '--session', '--', '-Amine')).toMatchObject({ options: ['-Amine'] })
  })
})

it.each([
  [['-A', 'mine'], '', true],
  [['-Amine'], '', true],
  [['--account=mine'], '', true],
  [[], '#!/bin/bash\n#SBATCH --account mine\n', true],
  [['--accounting-freq=30'], '#!/bin/bash\n# --account=mine\n', false]
])('an account of %j and %j is named: %s', (options, script, named) => {
  expect(namesAccount(options, script)).toBe(named)
})
