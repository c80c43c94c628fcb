/** Hosts of ~/.ssh/config become a site; the file stays the user's and is read at each connection. */
import { type HostRole, hostRoles, type SshConfigView } from '@contract/sites'
import { useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { EmptyState } from '../../ui/empty-state'
import { Note } from '../../ui/note'
import { PageBar } from '../../ui/page-bar'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { FailureNote } from './failure-note'
import { type ChosenHost, siteOfAliases, suggestedName } from './site-draft'
import styles from './sites.module.css'

export function SshConfigForm({ onOpen }: { onOpen: (site: string) => void }) {
  const [view, setView] = useState<SshConfigView | null>(null)
  const [readError, setReadError] = useState<unknown>(null)
  useEffect(() => {
    client.sites.sshConfig({}).then(setView, setReadError)
  }, [])
  if (readError)
    return (
      <div className={styles.body}>
        <FailureNote thrown={readError} />
      </div>
    )
  if (view === null) return null
  return <Chooser view={view} onOpen={onOpen} />
}

function Chooser({ view, onOpen }: { view: SshConfigView; onOpen: (site: string) => void }) {
  const [chosen, setChosen] = useState<readonly ChosenHost[]>([])
  const [roles, setRoles] = useState<Readonly<Record<string, HostRole>>>({})
  const [typedName, setTypedName] = useState('')
  const { busy, failure, run } = useAct()
  const name = typedName || suggestedName(view, chosen)
  const site = siteOfAliases(
    name,
    chosen.map(host => ({ ...host, role: roles[host.alias] ?? host.role }))
  )
  const save = (connect: boolean): void =>
    void run(async () => {
      if (!site) return
      await client.sites.save({ site })
      if (connect) await client.connections.connect({ site: site.name })
      onOpen(site.name)
    })
  const toggle = (alias: string, role: HostRole, on: boolean): void =>
    setChosen(before => (on ? [...before, { alias, role }] : before.filter(host => host.alias !== alias)))
  const noName =
    site === null && chosen.length > 0 ? 'The name has a letter or sign that cannot stand in a site’s name.' : undefined
  return (
    <div className={styles.pane}>
      <PageBar title={`${chosen.length} of ${view.hosts.length} hosts chosen`}>
        <span className='faint'>{[view.file, ...view.includedFiles].join(', ')}</span>
      </PageBar>
      <div className={styles.body}>
        {view.hosts.length === 0 ? (
          <EmptyState>{view.file} names no hosts. Add a site by hand instead.</EmptyState>
        ) : (
          <table className={styles.table}>
            <thead>
              <tr>
                <th>Host</th>
                <th>Role</th>
                <th>Address</th>
                <th>User</th>
                <th>Through</th>
              </tr>
            </thead>
            <tbody>
              {view.hosts.map(host => (
                <tr key={host.alias}>
                  <td>
                    <Checkbox
                      checked={chosen.some(({ alias }) => alias === host.alias)}
                      onChange={on => toggle(host.alias, host.suggestedRole, on)}
                      label={host.alias}
                    />
                  </td>
                  <td>
                    <Select
                      label={`Role of ${host.alias}`}
                      hideLabel
                      value={roles[host.alias] ?? host.suggestedRole}
                      onChange={role => setRoles(before => ({ ...before, [host.alias]: role }))}
                      options={hostRoles.map(role => ({ value: role, label: role }))}
                    />
                  </td>
                  <td className={styles.mono}>{host.port === 22 ? host.host : `${host.host}:${host.port}`}</td>
                  <td>{host.user}</td>
                  <td className={styles.mono}>{host.via.join(', ') || '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className={styles.notes}>
          {view.unused.length > 0 && (
            <Note
              tone='warning'
              what={
                view.unused.length === 1
                  ? '1 line of the file is not used'
                  : `${view.unused.length} lines of the file are not used`
              }
            >
              {view.unused.slice(0, 8).map(({ file, line, text, reason }) => (
                <span key={`${file}:${line}`} className='block'>
                  <code>{text}</code> (line {line}): {reason}{' '}
                </span>
              ))}
            </Note>
          )}
          <FailureNote thrown={failure} />
        </div>
      </div>
      <div className={styles.foot}>
        <TextField
          label='Name of the site'
          hideLabel
          placeholder='Name of the site'
          value={name}
          onChange={setTypedName}
          error={noName}
        />
        <Button onClick={() => save(false)} disabled={busy || !site}>
          Save without connecting
        </Button>
        <Button kind='primary' onClick={() => save(true)} disabled={busy || !site}>
          {busy ? 'Connecting…' : 'Save and connect'}
        </Button>
      </div>
    </div>
  )
}
