import { useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { TextField } from '../../../ui/text-field'
import type { Pane } from '../pane/pane'

/** The longest name of a profile that the contract takes. */
const longest = 128

/** Asks under which profile of ~/.aws the buckets are to be listed. */
export function AccountDialog({ pane, onClose }: { pane: Pane; onClose: () => void }) {
  const [profile, setProfile] = useState('')
  const tooLong = profile.trim().length > longest
  const show = (): void => {
    if (tooLong) return
    const name = profile.trim()
    pane.show(name === '' ? { kind: 's3' } : { kind: 's3', profile: name }, '/')
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title='Buckets of an S3 account'
      onSubmit={show}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit'>
            List the buckets
          </Button>
        </>
      }
    >
      <TextField
        label='Profile'
        value={profile}
        onChange={setProfile}
        mono
        autoFocus
        placeholder='default'
        hint='A profile of ~/.aws/config or ~/.aws/credentials. Empty: as the AWS tools choose.'
        error={tooLong ? `At most ${longest} letters` : undefined}
      />
    </Dialog>
  )
}
