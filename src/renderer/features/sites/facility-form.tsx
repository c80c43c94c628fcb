/** A facility's own file sets everything up but the user's name and key. */
import { useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { PageBar } from '../../ui/page-bar'
import { TextArea, TextField } from '../../ui/text-field'
import { FailureNote } from './failure-note'
import styles from './sites.module.css'

export function FacilityForm({ onOpen }: { onOpen: (site: string) => void }) {
  const [text, setText] = useState('')
  const [user, setUser] = useState('')
  const [identityFile, setIdentityFile] = useState('')
  const { busy, failure, run } = useAct()
  const take = (files: FileList | null): void => {
    const [file] = files ?? []
    if (file) void run(async () => setText(await file.text()))
  }
  const add = (): void =>
    void run(async () => {
      const site = await client.sites.importFacility({
        text,
        identityFiles: identityFile.trim() ? [identityFile.trim()] : [],
        ...(user.trim() && { user: user.trim() })
      })
      onOpen(site.name)
    })
  return (
    <section
      aria-label='Open a facility file'
      className={styles.pane}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault()
        take(event.dataTransfer.files)
      }}
    >
      <PageBar title='Open a facility file' />
      <div className={styles.body}>
        <div className={styles.form}>
          <label>
            <span className='block'>Choose the file, drop it here, or paste its text</span>
            <input type='file' accept='.json,application/json' onChange={event => take(event.target.files)} />
          </label>
          <TextArea label='facility.json' mono rows={14} value={text} onChange={setText} />
          <TextField label='Your user name there' value={user} onChange={setUser} />
          <TextField
            label='Private key'
            mono
            placeholder='your agent and ~/.ssh/id_* are tried by themselves'
            value={identityFile}
            onChange={setIdentityFile}
          />
          <FailureNote thrown={failure} />
        </div>
      </div>
      <div className={styles.foot}>
        <span>Nothing is connected yet.</span>
        <Button kind='primary' onClick={add} disabled={busy || text.trim() === ''}>
          Add the facility
        </Button>
      </div>
    </section>
  )
}
