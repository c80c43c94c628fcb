/** Takes up into the ledger what transfers copied with verification. */
import type { FarscopeClient } from '@contract/contract'
import type { Place } from '@contract/files'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { FailureNote } from '../../ui/failure-note'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import styles from './ledger.module.css'

const here = 'local'
const bucket = 's3'
const siteValue = (name: string): string => `site ${name}`

function placeOf(end: string, path: string): Place {
  if (end === here) return { kind: 'local', path }
  return end === bucket ? { kind: 's3', path } : { kind: 'site', site: end.slice(5), path }
}

export function AddDialog(props: {
  client: FarscopeClient
  sites: readonly SiteView[]
  site: string | null
  onClose: () => void
}): ReactNode {
  const { client, sites, site, onClose } = props
  const [end, setEnd] = useState(site === null ? here : siteValue(site))
  const [path, setPath] = useState('')
  const [session, setSession] = useState('')
  const act = useAct()
  const add = async (): Promise<void> => {
    if (path.trim() === '' || act.busy) return
    const under = placeOf(end, path.trim())
    if (await act.run(() => client.ledger.add({ under, session: session.trim() || null }))) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title='Add verified copies'
      description='Takes up what transfers copied with verification from this folder.'
      onSubmit={() => void add()}
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button
            kind='primary'
            type='submit'
            disabledReason={path.trim() === '' ? 'Write the folder first' : act.busy ? 'Adding' : undefined}
          >
            Add
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Select
          label='Source'
          value={end}
          onChange={setEnd}
          options={[
            { value: here, label: 'This computer' },
            ...sites.map(({ name, label }) => ({ value: siteValue(name), label: label ?? name })),
            { value: bucket, label: 'Bucket' }
          ]}
        />
        <TextField
          label='Folder or file'
          hint={end === bucket ? '/BUCKET/FOLDER' : 'The path that was copied.'}
          value={path}
          onChange={setPath}
          mono
          autoFocus
        />
        <TextField label='Session' hint='UID of the booking; may be empty.' value={session} onChange={setSession} />
        <FailureNote failure={act.failure} />
      </div>
    </Dialog>
  )
}
