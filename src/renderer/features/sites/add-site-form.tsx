/** A site typed by hand: one host is enough, the rest has sensible defaults. */
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { PageBar } from '../../ui/page-bar'
import { NumberField, TextField } from '../../ui/text-field'
import { FailureNote } from './failure-note'
import { emptyDraft, type SiteDraft, siteOfDraft } from './site-draft'
import styles from './sites.module.css'
import { useAct } from './use-act'

export function AddSiteForm({ onOpen }: { onOpen: (site: string) => void }) {
  const [draft, setDraft] = useState<SiteDraft>(emptyDraft)
  const [wrong, setWrong] = useState<{ field: keyof SiteDraft; message: string } | null>(null)
  const { busy, error, run } = useAct()
  const set = (change: Partial<SiteDraft>): void => {
    setDraft(before => ({ ...before, ...change }))
    setWrong(null)
  }
  const errorOf = (field: keyof SiteDraft) => (wrong?.field === field ? wrong.message : undefined)
  const save = (connect: boolean): void => {
    const result = siteOfDraft(draft)
    if (!result.ok) {
      setWrong(result)
      return
    }
    run(async () => {
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
          <div className={styles.pair}>
            <TextField
              label='Host'
              placeholder='login.facility.example, or an alias of ~/.ssh/config'
              mono
              autoFocus
              value={draft.host}
              onChange={host => set({ host })}
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
          <TextField
            label='Through'
            mono
            placeholder='user@bastion.example:22, user@second.example'
            value={draft.jumps}
            onChange={jumps => set({ jumps })}
            error={errorOf('jumps')}
            hint='Jump hosts, the nearest first.'
          />
          <FailureNote thrown={error} />
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
