import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runnerImport } from 'vite'
import { run } from '../transfer/process.mjs'
import { facility, facilityUp } from '../transfer/servers.mjs'

const root = resolve(import.meta.dirname, '..', '..', '..')
const at = path => join(root, path)
const settings = {
  ...{ configFile: false, root, logLevel: 'error' },
  resolve: { alias: { '@contract': at('src/contract'), '@domain': at('src/domain') } }
}

/** A module of the program's own source. */
export const load = async path => (await runnerImport(at(path), settings)).module

/** Runs a shell line as the facility's user on this computer; gives its standard output. */
export const asUser = (line, options) => run(['setpriv', ...person, 'bash', '-lc', line], options)
const person = ['--reuid=cryo', '--regid=cryo', '--init-groups', '--reset-env']

/** Name of every job here, by which they are found and cancelled. */
export const jobName = 'farscope-bench'

/** The site, and how often its queue is asked while a window in front follows it. */
export const site = 'lab'
export const pollSeconds = 10

/** Jobs that wait for ever, of which a bench run before this one may have left some. */
export async function fillQueue(wanted) {
  const { stdout } = await asUser(`squeue -h -u cryo -n ${jobName} -t PD -o %i | wc -l`)
  const missing = wanted - Number(stdout)
  if (missing <= 0) return
  const one = `sbatch -H -J ${jobName} -o /dev/null --wrap true`
  await asUser(`cd /tmp && seq ${missing} | xargs -P 4 -n 100 sh -c 'for i; do ${one} >/dev/null || exit 255; done' sh`)
}

export const emptyQueue = () => asUser(`scancel -u cryo -n ${jobName}`)

/**
 * An engine in this process with a site `lab` on the facility's sshd, and a kept connection of `ssh` to the same server
 * for the peer.
 */
export async function createJobsRig() {
  const account = await facilityUp()
  const folder = mkdtempSync('/dev/shm/farscope-jobs-')
  const [{ createEngine }, { silentLog, systemClock }, { memorySecrets }] = await Promise.all(
    ['src/main/engine.ts', 'src/main/platform.ts', 'src/main/keyring.ts'].map(load)
  )
  const data = join(folder, 'data')
  mkdirSync(data)
  const engine = await createEngine({
    ...{ door: 'cli', version: '0.0.0', dataFolder: data, homeFolder: folder, user: 'bench' },
    ...{ environment: { PATH: process.env.PATH }, clock: systemClock, log: silentLog },
    ...{ secrets: memorySecrets(), notify: () => {} }
  })
  const client = engine.client('bench-one')
  const host = { name: 'main', host: '127.0.0.1', port: 2222, user: 'cryo', identityFiles: [account.key] }
  await client.sites.save({ site: { version: 1, name: site, hosts: [host] } })
  await client.sites.trust({ name: site, acceptNew: true })
  await client.app.saveSettings({ jobPollSeconds: pollSeconds })
  const trusted = ['-o', `UserKnownHostsFile=${join(facility, 'ssh', 'known_hosts')}`, '-o', 'BatchMode=yes']
  const master = join(folder, 'master')
  const login = ['-i', account.key, '-p', '2222', ...trusted, '-o', `ControlPath=${master}`, 'cryo@127.0.0.1']
  await run(['ssh', '-fN', '-o', 'ControlMaster=yes', ...login])
  return {
    ...{ engine, client, folder, account },
    /** The peer: a command over its own connection that stands already. */
    ssh: command => run(['ssh', ...login, command]),
    async close() {
      await run(['ssh', '-O', 'exit', ...login]).catch(() => undefined)
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
