/** Adds a host to a site, or changes one. */
import { hostRoles, type SiteHost, type SiteView } from '@contract/sites'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Checkbox } from '../../ui/checkbox'
import { TextField } from '../../ui/text-field'
import { FormDialog } from './form-dialog'
import { draftOfHost, emptyHostDraft, type HostDraft, hostOfDraft, withHost } from './host-draft'
import { HostAndPort, Through } from './host-fields'
import styles from './sites.module.css'
import { useDraft } from './use-draft'

export function HostDialog(props: { site: SiteView; host: SiteHost | undefined; onClose: () => void }) {
  const { site, host, onClose } = props
  const { draft, set, refuse, errorOf } = useDraft<HostDraft>(() => (host ? draftOfHost(host) : emptyHostDraft))
  const { busy, failure, run } = useAct()
  const submit = (): void => {
    const result = hostOfDraft(draft, host)
    if (!result.ok) {
      refuse(result)
      return
    }
    void run(async () => {
      if (host) await client.sites.save({ site: withHost(site, result.host), replace: true })
      else await client.sites.addHost({ site: site.name, host: result.host })
      onClose()
    })
  }
  return (
    <FormDialog
      title={host ? `${host.name} of ${site.label ?? site.name}` : `A further host of ${site.label ?? site.name}`}
      description='What is left empty comes from ~/.ssh/config at each connection.'
      submitLabel={host ? 'Save the host' : 'Add the host'}
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
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
      <HostAndPort {...{ draft, set, errorOf }} />
      <TextField label='User' value={draft.user} onChange={user => set({ user })} error={errorOf('user')} />
      <TextField
        label='Private keys'
        mono
        value={draft.identityFiles}
        onChange={identityFiles => set({ identityFiles })}
        hint='Several with commas between.'
      />
      <Through {...{ draft, set, errorOf }} />
      <Roles roles={draft.roles} onChange={roles => set({ roles })} />
    </FormDialog>
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
