/** Adds a host to a site, or changes one. */
import { hostRoles, type SiteHost, type SiteView } from '@contract/sites'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Dialog } from '../../ui/dialog'
import { NumberField, TextField } from '../../ui/text-field'
import { FailureNote } from './failure-note'
import { draftOfHost, emptyHostDraft, type HostDraft, hostOfDraft, withHost } from './host-draft'
import styles from './sites.module.css'
import { useAct } from './use-act'

export function HostDialog(props: { site: SiteView; host: SiteHost | undefined; onClose: () => void }) {
  const { site, host, onClose } = props
  const [draft, setDraft] = useState<HostDraft>(() => (host ? draftOfHost(host) : emptyHostDraft))
  const [wrong, setWrong] = useState<{ field: keyof HostDraft; message: string } | null>(null)
  const { busy, error, run } = useAct()
  const set = (change: Partial<HostDraft>): void => {
    setDraft(before => ({ ...before, ...change }))
    setWrong(null)
  }
  const errorOf = (field: keyof HostDraft) => (wrong?.field === field ? wrong.message : undefined)
  const submit = (): void => {
    const result = hostOfDraft(draft, host)
    if (!result.ok) {
      setWrong(result)
      return
    }
    run(async () => {
      if (host) await client.sites.save({ site: withHost(site, result.host), replace: true })
      else await client.sites.addHost({ site: site.name, host: result.host })
      onClose()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={host ? `${host.name} of ${site.label ?? site.name}` : `A further host of ${site.label ?? site.name}`}
      description='What is left empty comes from ~/.ssh/config at each connection.'
      onSubmit={submit}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={busy}>
          {host ? 'Save the host' : 'Add the host'}
        </Button>
      }
    >
      <div className={styles.form}>
        {!host && (
          <TextField
            label='Name'
            autoFocus
            placeholder='transfer'
            value={draft.name}
            onChange={name => set({ name })}
            error={errorOf('name')}
          />
        )}
        <div className={styles.pair}>
          <TextField
            label='Host'
            mono
            value={draft.host}
            onChange={value => set({ host: value })}
            error={errorOf('host')}
          />
          <NumberField
            label='Port'
            placeholder='22'
            value={draft.port}
            onChange={port => set({ port })}
            error={errorOf('port')}
          />
        </div>
        <TextField label='User' value={draft.user} onChange={user => set({ user })} error={errorOf('user')} />
        <TextField
          label='Private keys'
          mono
          value={draft.identityFiles}
          onChange={identityFiles => set({ identityFiles })}
          hint='Several with commas between.'
        />
        <TextField
          label='Through'
          mono
          value={draft.jumps}
          onChange={jumps => set({ jumps })}
          error={errorOf('jumps')}
          hint='Jump hosts, the nearest first.'
        />
        <Roles roles={draft.roles} onChange={roles => set({ roles })} />
        <FailureNote thrown={error} />
      </div>
    </Dialog>
  )
}

const roleWords = {
  login: 'shells and jobs',
  transfer: 'files',
  display: 'remote desktops',
  compute: 'computing',
  instrument: 'the microscope’s own computer'
} as const

function Roles({ roles, onChange }: { roles: HostDraft['roles']; onChange: (roles: HostDraft['roles']) => void }) {
  return (
    <fieldset className={styles.roles}>
      <legend>What it is for</legend>
      {hostRoles.map(role => (
        <Checkbox
          key={role}
          checked={roles.includes(role)}
          onChange={on => onChange(on ? [...roles, role] : roles.filter(other => other !== role))}
          label={`${role}: ${roleWords[role]}`}
        />
      ))}
    </fieldset>
  )
}
