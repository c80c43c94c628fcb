/** A site typed by hand: one host is enough, the rest has sensible defaults. */
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { PageBar } from '../../ui/page-bar'
import { TextField } from '../../ui/text-field'
import { FailureNote } from './failure-note'
import { HostAndPort, Through } from './host-fields'
import { emptyDraft, siteOfDraft } from './site-draft'
import styles from './sites.module.css'
import { useDraft } from './use-draft'

export function AddSiteForm({ onOpen }: { onOpen: (site: string) => void }) {
  const { draft, set, refuse, errorOf } = useDraft(() => emptyDraft)
  const { busy, failure, run } = useAct()
  const save = (connect: boolean): void => {
    const result = siteOfDraft(draft)
    if (!result.ok) {
      refuse(result)
      return
    }
    void run(async () => {
      await client.sites.save({ site: result.site })
      if (connect) await client.connections.connect({ site: result.site.name })
      onOpen(result.site.name)
    })
  }
  return (
    <form
      className={styles.pane}
      onSubmit={event => {
        event.preventDefault()
        save(true)
      }}
    >
      <PageBar title='Add a site' />
      <div className={styles.body}>
        <div className={styles.form}>
          <HostAndPort
            {...{ draft, set, errorOf }}
            autoFocus
            placeholder='login.facility.example, or an alias of ~/.ssh/config'
          />
          <TextField
            label='User'
            placeholder='as ~/.ssh/config says, else your name here'
            value={draft.user}
            onChange={user => set({ user })}
            error={errorOf('user')}
          />
          <TextField
            label='Name of the site'
            placeholder={draft.host || 'facility'}
            value={draft.name}
            onChange={name => set({ name })}
            error={errorOf('name')}
            hint='What stands before the colon in facility:path.'
          />
          <TextField
            label='Private key'
            mono
            placeholder='your agent and ~/.ssh/id_* are tried by themselves'
            value={draft.identityFile}
            onChange={identityFile => set({ identityFile })}
          />
          <Through {...{ draft, set, errorOf }} placeholder='user@bastion.example:22, user@second.example' />
          <FailureNote thrown={failure} />
        </div>
      </div>
      <div className={styles.foot}>
        <span>You can change all of this in Settings.</span>
        <Button onClick={() => save(false)} disabled={busy}>
          Save without connecting
        </Button>
        <Button kind='primary' type='submit' disabled={busy}>
          {busy ? 'Connecting…' : 'Save and connect'}
        </Button>
      </div>
    </form>
  )
}
