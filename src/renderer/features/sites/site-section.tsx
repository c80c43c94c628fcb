/** One site of the settings: its hosts, a check of all of them, export and removal. */
import type { SiteCheck, SiteHost, SiteView } from '@contract/sites'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button, IconButton } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { saveFile } from '../../ui/save-file'
import { StateMark } from '../../ui/state-mark'
import { Tag } from '../../ui/tag'
import { DisplaySources } from './display-sources'
import { FailureNote } from './failure-note'
import { HostDialog } from './host-dialog'
import { KeepShells } from './links/links-panel'
import type { TunnelFeed } from './links/tunnel-feed'
import { TunnelList } from './links/tunnel-list'
import styles from './sites.module.css'

type HostCheck = SiteCheck['hosts'][number]

/** What a check found out about a host, in one line. */
export function checkWords(check: HostCheck): string {
  if (!check.ssh.ok) return check.ssh.message ?? check.ssh.code ?? 'cannot be reached'
  return [
    check.ssh.serverVersion,
    check.ssh.roundTripMs === undefined ? undefined : `${Math.round(check.ssh.roundTripMs)} ms`,
    check.sftp.ok ? 'SFTP' : 'no SFTP',
    check.slurm ? `SLURM ${check.slurm.version}` : 'no SLURM',
    check.checksums[0]
  ]
    .filter(Boolean)
    .join(' · ')
}

export function SiteSection({ site, tunnels }: { site: SiteView; tunnels: TunnelFeed }) {
  const [check, setCheck] = useState<SiteCheck | null>(null)
  const [removing, setRemoving] = useState(false)
  const [editing, setEditing] = useState<{ host: SiteHost | undefined } | null>(null)
  const { busy, failure, run } = useAct()
  const exportFile = (): void =>
    void run(async () => {
      const facility = await client.sites.exportFacility({ name: site.name })
      saveFile([`${JSON.stringify(facility, null, 2)}\n`], 'facility.json', 'application/json')
    })
  return (
    <div className={styles.site}>
      <div className='row'>
        <b>{site.label ?? site.name}</b>
        {site.demo && <Tag>demo</Tag>}
        {site.label && <span className='faint'>{site.name}:</span>}
      </div>
      {site.hosts.map(host => {
        const found = check?.hosts.find(({ host: name }) => name === host.name)
        return (
          <div key={host.name} className={styles.hostRow}>
            <span>{host.name}</span>
            <span className={styles.mono}>
              {host.user && `${host.user}@`}
              {host.host}
              {host.port !== undefined && `:${host.port}`}
            </span>
            {host.jumps.length > 0 && (
              <span className='faint'>through {host.jumps.map(jump => jump.host).join(', ')}</span>
            )}
            {host.roles.map(role => (
              <Tag key={role}>{role}</Tag>
            ))}
            {found && (
              <span className='row'>
                <StateMark state={found.ssh.ok ? 'done' : 'failed'} />
                {checkWords(found)}
              </span>
            )}
            {!site.demo && (
              <span className={styles.hostActs}>
                <IconButton icon='edit' label={`Change ${host.name}`} onClick={() => setEditing({ host })} />
                {site.hosts.length > 1 && (
                  <IconButton
                    icon='trash'
                    label={`Take ${host.name} out of the site`}
                    onClick={() => void run(() => client.sites.removeHost({ site: site.name, host: host.name }))}
                  />
                )}
              </span>
            )}
          </div>
        )
      })}
      <FailureNote thrown={failure} />
      <div className={styles.links}>
        <h3>Tunnels</h3>
        <TunnelList site={site} feed={tunnels} />
        <h3>Shells</h3>
        <KeepShells site={site} />
        <h3>Displays</h3>
        <DisplaySources site={site} />
      </div>
      <div className={styles.acts}>
        <Button
          onClick={() => void run(async () => setCheck(await client.sites.check({ name: site.name })))}
          disabled={busy}
        >
          {busy ? 'Working…' : 'Check'}
        </Button>
        <Button onClick={() => void run(() => client.connections.disconnect({ site: site.name }))} disabled={busy}>
          Disconnect
        </Button>
        <Button icon='download' onClick={exportFile} disabled={busy}>
          Export facility.json
        </Button>
        {!site.demo && (
          <Button icon='plus' onClick={() => setEditing({ host: undefined })} disabled={busy}>
            Add a host…
          </Button>
        )}
        {!site.demo && (
          <Button kind='destructive' onClick={() => setRemoving(true)} disabled={busy}>
            Remove…
          </Button>
        )}
      </div>
      {editing && <HostDialog site={site} host={editing.host} onClose={() => setEditing(null)} />}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove the site ${site.name}?`}
        confirmLabel='Remove the site'
        onConfirm={() => void run(() => client.sites.remove({ name: site.name }))}
      >
        Its hosts and roles are forgotten here. Nothing at the facility changes.
      </ConfirmDialog>
    </div>
  )
}
