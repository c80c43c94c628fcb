/** A host with a make-believe `dcv` and two accounts, as places of displays: scripts run in a shell of this computer. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ResourceDisplay } from '@contract/resources'
import { authenticatorScript } from '../../../src/demo/displays/authenticator-script'
import { dcvScript } from '../../../src/demo/displays/dcv-script'
import { startDisplayServer } from '../../../src/demo/displays/display-server'
import type { DisplayPlace } from '../../../src/main/displays/adapter'
import { createSecretFiles, type SecretFiles } from '../../../src/main/displays/connection-file'
import type { Connection, RunOptions, RunResult } from '../../../src/main/ssh/types'

export interface TwoAccounts {
  readonly files: SecretFiles
  /** As this account; `facility`: what is said of an instrument's display. */
  as(user: string, facility?: ResourceDisplay): DisplayPlace
  /** Makes a session of this owner. */
  session(id: string, owner: string): Promise<void>
  /** What its server was told of who may be in it. */
  permissions(id: string): Promise<string>
  /** From now on it takes no permissions. */
  keepPermissions(): Promise<void>
  close(): Promise<void>
}

export async function startTwoAccounts(): Promise<TwoAccounts> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-two-'))
  const [bin, state] = [join(folder, 'bin'), join(folder, 'state')]
  await mkdir(bin)
  await mkdir(join(state, 'sessions'), { recursive: true })
  const server = await startDisplayServer(join(folder, 'server'))
  if (!server) throw new Error('openssl is not installed')
  const write = (name: string, script: string) => writeFile(join(bin, name), script, { mode: 0o755 })
  const script = dcvScript({ folder: state, port: server.port })
  await write('dcv', script)
  await write('dcvsimpleextauth', authenticatorScript(server.tokens))
  await write('id', '#!/bin/sh\n[ "$1" = -un ] && { echo "$ACCOUNT"; exit; }\n[ "$1" = -u ] && echo 1000\n')
  const run = async (user: string, text: string, options: RunOptions = {}): Promise<RunResult> => {
    const home = join(folder, user)
    await mkdir(home, { recursive: true })
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, ACCOUNT: user, SHELL: '/bin/sh' }
    return inShell(text, options, env)
  }
  return {
    files: createSecretFiles(join(folder, 'displays')),
    as: (user, facility) => {
      const connection = async (): Promise<Connection> =>
        // What displays of DCV use of a link, and nothing else of it.
        ({
          target: { user, host: 'viz.example.org', jumps: [] },
          run: (text: string, options: RunOptions) => run(user, text, options),
          forwardOut: async (host: string, port: number) => connect(port, host)
        }) as unknown as Connection
      return { site: 'em', host: 'viz', automatic: false, facility, connection, login: connection }
    },
    session: (id, owner) =>
      writeFile(
        join(state, 'sessions', id),
        `owner=${owner}\nname=${id}\ntype=virtual\ncreated=2026-01-01T00:00:00Z\nclients=0\nsize=800x600\n`
      ),
    permissions: id => readFile(join(state, `${id}.perm`), 'utf8'),
    keepPermissions: () =>
      write('dcv', script.replace('#!/bin/sh', '#!/bin/sh\n[ "$1" != set-permissions ] || { echo no >&2; exit 1; }')),
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

const inShell = (text: string, { args = [], stdin }: RunOptions, env: NodeJS.ProcessEnv): Promise<RunResult> =>
  new Promise(resolve => {
    const options = { env, encoding: 'buffer' as const, timeout: 20_000 }
    const child = execFile('/bin/sh', ['-c', text, 'sh', ...args], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : null) : 0
      resolve({ code, signal: null, stdout, stderr })
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(stdin)
  })
