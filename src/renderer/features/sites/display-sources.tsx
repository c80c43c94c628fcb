/** Where the displays of a site come from besides the commands on its display host. */
import type { SiteView } from '@contract/sites'
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { NumberField, PasswordField, TextArea, TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import { draftOfSources, type SourcesDraft, sourcesOfDraft, sourcesWords, withSources } from './display-sources-draft'
import { FormDialog } from './form-dialog'
import styles from './sites.module.css'
import { useDraft } from './use-draft'

export function DisplaySources({ site }: { site: SiteView }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <div className='row'>
        <span>{visibleName(sourcesWords(site.displays ?? {}))}</span>
        {!site.demo && <Button onClick={() => setOpen(true)}>Change…</Button>}
      </div>
      {open && <SourcesDialog site={site} onClose={() => setOpen(false)} />}
    </>
  )
}

function SourcesDialog({ site, onClose }: { site: SiteView; onClose: () => void }) {
  const { draft, set, refuse, errorOf } = useDraft<SourcesDraft>(() => draftOfSources(site.displays ?? {}))
  const { busy, failure, run } = useAct()
  const submit = (): void => {
    const result = sourcesOfDraft(draft)
    if (!result.ok) {
      refuse(result)
      return
    }
    void run(async () => {
      await client.sites.save({ site: withSources(site, result.sources), replace: true })
      if (draft.secret !== '') await client.displays.brokerLogin({ site: site.name, secret: draft.secret })
      onClose()
    })
  }
  return (
    <FormDialog
      title={`Displays of ${site.label ?? site.name}`}
      description='Besides what the commands on its display host make. A facility file can say all of this but the password.'
      submitLabel='Save'
      {...{ busy, failure, onClose }}
      onSubmit={submit}
    >
      <BrokerFields {...{ draft, set, errorOf }} />
      <FastxFields {...{ draft, set, errorOf }} />
      <TextArea
        label='Desktops by a line of the facility'
        mono
        rows={3}
        placeholder='Cluster desktop: /opt/em/bin/desktop-page'
        value={draft.commands}
        onChange={commands => set({ commands })}
        error={errorOf('commands')}
        hint='One a line: its name, a colon, and a line for sh on the display host that prints an address. {right} in it becomes view or control.'
      />
    </FormDialog>
  )
}

type FieldsProps = Pick<ReturnType<typeof useDraft<SourcesDraft>>, 'draft' | 'set' | 'errorOf'>

function BrokerFields({ draft, set, errorOf }: FieldsProps) {
  const text = (field: 'url' | 'clientId' | 'owner' | 'fingerprint' | 'gateway' | 'requirements') => ({
    value: draft[field],
    onChange: (value: string) => set({ [field]: value }),
    error: errorOf(field)
  })
  return (
    <fieldset className={styles.part}>
      <legend>Broker of DCV Session Manager</legend>
      <TextField label='Address' mono placeholder='https://broker.example.org:8443' {...text('url')} />
      <TextField label='Client id' mono {...text('clientId')} />
      <PasswordField
        label='Client password'
        value={draft.secret}
        onChange={secret => set({ secret })}
        hint='Tried when you save, and kept in the keystore of this computer where it has one. Empty: as it is, or asked for.'
      />
      <TextField label='Account on its servers' placeholder='as on the display host' {...text('owner')} />
      <Select
        label='Way to it and its servers'
        value={draft.reach}
        onChange={reach => set({ reach })}
        options={[
          { value: 'either', label: 'Whichever leads there' },
          { value: 'link', label: 'Over the link of the site' },
          { value: 'direct', label: 'Straight from this computer' }
        ]}
      />
      <TextField
        label='Fingerprint of its certificate'
        mono
        hint='SHA-256. Empty: the certificate must be one that this computer trusts.'
        {...text('fingerprint')}
      />
      <TextArea
        label='Fingerprints of its DCV servers'
        mono
        rows={2}
        value={draft.serverFingerprints}
        onChange={serverFingerprints => set({ serverFingerprints })}
        error={errorOf('serverFingerprints')}
        hint='SHA-256, one a line. Empty: certificates that this computer trusts.'
      />
      <TextField label='Connection gateway' mono placeholder='gateway.example.org:8443' {...text('gateway')} />
      <TextField label='Tags that a server must have' mono placeholder="gpu='yes'" {...text('requirements')} />
    </fieldset>
  )
}

function FastxFields({ draft, set, errorOf }: FieldsProps) {
  return (
    <fieldset className={styles.part}>
      <legend>FastX</legend>
      <TextField
        label='Line that lists sessions'
        mono
        placeholder='fastx-list'
        value={draft.fastxList}
        onChange={fastxList => set({ fastxList })}
        error={errorOf('fastxList')}
        hint='For sh on the display host; prints JSON.'
      />
      <TextField
        label='Line that ends a session'
        mono
        placeholder='fastx-terminate "$1"'
        value={draft.fastxTerminate}
        onChange={fastxTerminate => set({ fastxTerminate })}
        error={errorOf('fastxTerminate')}
        hint='The session is its $1.'
      />
      <NumberField
        label='Port of its page'
        placeholder='3300'
        value={draft.fastxPort}
        onChange={fastxPort => set({ fastxPort })}
        error={errorOf('fastxPort')}
      />
    </fieldset>
  )
}
