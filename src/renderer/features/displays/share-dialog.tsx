/** Who may look at a display besides its owner. */
import type { OneDisplay } from '@contract/display'
import { personNameSchema } from '@contract/resources'
import { type ReactNode, useState } from 'react'
import { client } from '../../client/engine-link'
import { useAct } from '../../client/use-act'
import { Button, IconButton } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import styles from './displays.module.css'
import { FailureWords } from './failure-words'

interface Row {
  readonly key: number
  readonly user: string
  readonly right: 'view' | 'control'
}

const rights = [
  { value: 'view', label: 'may look' },
  { value: 'control', label: 'may drive' }
] as const

/** What is wrong with the names; null when they can be sent. */
export function shareTrouble(rows: readonly Pick<Row, 'user'>[]): string | null {
  const names = rows.map(({ user }) => user.trim()).filter(Boolean)
  const wrong = names.find(name => !personNameSchema.safeParse(name).success)
  if (wrong !== undefined) return `"${wrong}" is no login name.`
  return new Set(names).size < names.length ? 'Somebody is there twice.' : null
}

export function ShareDialog(props: { one: OneDisplay; name: string; onClose: () => void }): ReactNode {
  const { one, name, onClose } = props
  const [rows, setRows] = useState<readonly Row[]>([{ key: 0, user: '', right: 'view' }])
  const { busy, failure, run } = useAct()
  const trouble = shareTrouble(rows)
  const change = (key: number, next: Partial<Row>): void =>
    setRows(rows.map(row => (row.key === key ? { ...row, ...next } : row)))
  const send = (): void =>
    void run(async () => {
      const people = rows
        .filter(({ user }) => user.trim() !== '')
        .map(({ user, right }) => ({ user: user.trim(), right }))
      await client.displays.share({ ...one, people })
      onClose()
    })
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Share ${name}`}
      description='Login names at the facility. This list takes the place of the one before; empty, only its owner may look.'
      onSubmit={() => trouble === null && !busy && send()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' disabledReason={trouble ?? (busy ? 'It is being sent.' : undefined)}>
            Share
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {rows.map((row, at) => (
          <div key={row.key} className={styles.row}>
            <TextField
              label={`Login name ${at + 1}`}
              value={row.user}
              onChange={user => change(row.key, { user })}
              mono
              error={shareTrouble([row]) ?? undefined}
            />
            <Select
              label={`Right of person ${at + 1}`}
              value={row.right}
              onChange={right => change(row.key, { right })}
              options={rights}
            />
            <IconButton
              icon='trash'
              label={`Take person ${at + 1} off`}
              onClick={() => setRows(rows.filter(other => other !== row))}
            />
          </div>
        ))}
        <Button
          icon='plus'
          className={styles.start}
          onClick={() =>
            setRows([...rows, { key: Math.max(0, ...rows.map(row => row.key)) + 1, user: '', right: 'view' }])
          }
        >
          Add a person
        </Button>
        {failure && <FailureWords failure={failure} />}
      </div>
    </Dialog>
  )
}
