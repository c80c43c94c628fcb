/** `farscope site check|trust`. */
import type { SiteCheck, TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import { exitStatusOf } from '../exit-status'
import { table } from '../text'

export const checkSite: CommandRun = async context => {
  const check = await (await context.client()).sites.check(
    { name: context.args.positional(0) },
    { signal: context.signal }
  )
  await context.out.result(check, () => checkText(check))
  const bad = check.hosts.filter(host => !host.ssh.ok)
  const [first] = bad
  if (!first) return 0
  const message = `${first.host}: ${first.ssh.message ?? first.ssh.code ?? 'no connection'}`
  const failure =
    bad.length < check.hosts.length
      ? new Failure('partial', `${bad.length} of ${check.hosts.length} hosts failed. ${message}`)
      : new Failure(first.ssh.code ?? 'unreachable', message)
  await context.out.failure(failure)
  return exitStatusOf(failure.code)
}

export const trustSite: CommandRun = async context => {
  const { args, signal, yes } = context
  const fingerprints = [...args.all('fingerprint')]
  const wrong = fingerprints.find(fingerprint => !/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint))
  if (wrong !== undefined)
    throw new Failure('usage', `--fingerprint cannot be "${wrong}".`, {
      hint: 'Write it as ssh-keygen -l prints it: SHA256: and 43 characters.'
    })
  const input = { name: args.positional(0), fingerprints, acceptNew: yes && fingerprints.length === 0 }
  const keys = await (await context.client()).sites.trust(input, { signal })
  await context.out.result(keys, () => keysText(keys))
  return 0
}

function checkText(check: SiteCheck): string {
  return table(check.hosts, [
    { title: 'HOST', cell: host => host.host },
    { title: 'ROLES', cell: host => host.role.join(',') || '-' },
    { title: 'SSH', cell: ({ ssh }) => (ssh.ok ? `✓ ${ssh.serverVersion ?? ''}`.trimEnd() : `✗ ${ssh.code ?? ''}`) },
    {
      title: 'RTT',
      right: true,
      cell: ({ ssh }) => (ssh.roundTripMs === undefined ? '-' : `${ssh.roundTripMs.toFixed(1)} ms`)
    },
    { title: 'SFTP', cell: ({ sftp }) => (sftp.ok ? '✓' : `✗ ${sftp.code ?? ''}`.trimEnd()) },
    { title: 'SLURM', cell: ({ slurm }) => slurm?.version ?? '-' },
    { title: 'CHECKSUMS', cell: host => host.checksums.join(',') || '-' },
    { title: 'SHELL', cell: host => host.shell ?? '-' }
  ])
}

function keysText(keys: readonly TrustedKey[]): string {
  return table(keys, [
    { title: 'HOST', cell: key => (key.port === 22 ? key.host : `[${key.host}]:${key.port}`) },
    { title: 'TYPE', cell: key => key.keyType },
    { title: 'FINGERPRINT', cell: key => key.fingerprint },
    { title: 'STATE', cell: key => key.state }
  ])
}
