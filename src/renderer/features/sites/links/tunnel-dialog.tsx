/** Adds a tunnel to a site, or changes one. */
import type { SiteView } from '@contract/sites'
import type { TunnelView } from '@contract/tunnels'
import { client } from '../../../client/engine-link'
import { useAct } from '../../../client/use-act'
import { Checkbox } from '../../../ui/checkbox'
import { Select } from '../../../ui/select'
import { NumberField, TextField } from '../../../ui/text-field'
import { FormDialog } from '../form-dialog'
import { useDraft } from '../use-draft'
import styles from './links.module.css'
import {
  draftOfTunnel,
  emptyTunnelDraft,
  everyNetwork,
  isShared,
  loopback,
  type TunnelDraft,
  tunnelOfDraft
} from './tunnel-draft'
import { kindWords } from './tunnel-words'

type Form = ReturnType<typeof useDraft<TunnelDraft>>

export function TunnelDialog(props: {
  site: SiteView
  /** Names in use. */
  taken: readonly string[]
  before: TunnelView | undefined
  onClose: () => void
}) {
  const { site, taken, before, onClose } = props
  const form = useDraft<TunnelDraft>(() => (before ? draftOfTunnel(before.tunnel) : emptyTunnelDraft))
  const { draft, set, refuse, errorOf } = form
  const { busy, failure, run } = useAct()
  const submit = (): void => {
    const result = tunnelOfDraft(
      draft,
      taken.filter(name => name !== before?.tunnel.name)
    )
    if (!result.ok) {
      refuse(result)
      return
    }
    void run(async () => {
      const { tunnel } = result
      await client.tunnels.save({ site: site.name, tunnel, replace: before !== undefined })
      // Whoever adds one wants it now; what keeps it from opening stands in its row.
      if (!before) void client.tunnels.start({ site: site.name, name: tunnel.name }).catch(() => undefined)
      onClose()
    })
  }
  return (
    <FormDialog
      title={before ? `Tunnel ${before.tunnel.name}` : `A tunnel through ${site.label ?? site.name}`}
      submitLabel={before ? 'Save the tunnel' : 'Open the tunnel'}
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
      <Kinds form={form} />
      <Ends form={form} />
      {!before && (
        <TextField
          label='Name'
          placeholder='named by its port'
          value={draft.name}
          onChange={name => set({ name })}
          error={errorOf('name')}
        />
      )}
      {site.hosts.length > 1 && (
        <Select
          label='Carried by'
          value={draft.host === '' ? ' ' : draft.host}
          onChange={host => set({ host: host.trim() })}
          options={[
            { value: ' ', label: 'the login host' },
            ...site.hosts.map(({ name }) => ({ value: name, label: name }))
          ]}
        />
      )}
      <Checkbox
        label='Open it whenever the host is connected'
        checked={draft.withConnection}
        onChange={withConnection => set({ withConnection })}
      />
      <Checkbox
        label={draft.kind === 'remote' ? 'The site’s network may use it' : 'Other computers may use it'}
        hint={sharedHint(draft)}
        checked={isShared(draft)}
        onChange={on => set({ address: on ? everyNetwork : loopback })}
      />
    </FormDialog>
  )
}

function sharedHint(draft: TunnelDraft): string {
  if (!isShared(draft)) return draft.kind === 'remote' ? 'Now only the host itself can.' : 'Now only this computer can.'
  return draft.kind === 'remote'
    ? 'Most servers do not allow it, and do not say so (GatewayPorts).'
    : 'Whoever reaches this computer reaches what is behind it, without a password of yours.'
}

/** Which of the three it is, in plain words. */
function Kinds({ form: { draft, set } }: { form: Form }) {
  return (
    <fieldset className={styles.kinds}>
      <legend className='spoken'>Kind of tunnel</legend>
      {(['local', 'remote', 'dynamic'] as const).map(kind => (
        <label key={kind} className={styles.kind}>
          <input type='radio' name='tunnel-kind' checked={draft.kind === kind} onChange={() => set({ kind })} />
          <span>
            {kindWords[kind].title}
            <span className={styles.kindHint}>{kindWords[kind].hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Ends({ form: { draft, set, errorOf } }: { form: Form }) {
  const portLabel = draft.kind === 'remote' ? 'Port at the site' : 'Port here'
  const port = (
    <NumberField
      label={portLabel}
      placeholder='any free'
      value={draft.listenPort}
      onChange={listenPort => set({ listenPort })}
      error={errorOf('listenPort') ?? errorOf('address')}
    />
  )
  if (draft.kind === 'dynamic') return <div className={styles.onePort}>{port}</div>
  return (
    <div className={styles.ends}>
      {port}
      <TextField
        label={draft.kind === 'local' ? 'Leads to, as the site names it' : 'Leads to, as this computer names it'}
        mono
        placeholder={draft.kind === 'local' ? 'gpu01' : 'localhost'}
        value={draft.toHost}
        onChange={toHost => set({ toHost })}
        error={errorOf('toHost')}
      />
      <NumberField
        label='Its port'
        placeholder='8888'
        value={draft.toPort}
        onChange={toPort => set({ toPort })}
        error={errorOf('toPort')}
      />
    </div>
  )
}
