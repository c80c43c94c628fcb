/** What the room asks: whether to end shells, what a terminal is called, where an upload goes. */
import type { SiteView } from '@contract/sites'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { Dialog } from '../../ui/dialog'
import { placeName } from '../../ui/place-name'
import { TextField } from '../../ui/text-field'
import { markColors } from './mark-color'
import type { RoomQuestion } from './room-context'
import { closeTerminals, describePane, tabStore, useTabs } from './tab-store'
import { changeTab, isLive } from './terminal-tabs'
import styles from './terminals.module.css'

/** Asks before shells end. Those that tmux or screen keeps can go on without the window. */
export function CloseQuestion(props: {
  keys: readonly string[]
  sites: readonly SiteView[]
  onClose: () => void
}): ReactNode {
  const { keys, sites, onClose } = props
  const { panes } = useTabs()
  const [first, ...more] = keys.flatMap(key => panes[key] ?? []).filter(isLive)
  const kept = [first, ...more].filter(pane => pane?.kept !== undefined)
  if (first === undefined) return null
  const name = first.name ?? placeName(first.place, sites)
  const what = more.length === 0 ? `the shell on ${name}` : `${more.length + 1} shells`
  const end = (detach: boolean): void => {
    onClose()
    closeTerminals(keys, detach)
  }
  if (kept.length === 0)
    return (
      <ConfirmDialog
        open
        title={`End ${what}?`}
        confirmLabel={more.length === 0 ? 'End the shell' : 'End the shells'}
        cancelLabel='Keep it'
        onConfirm={() => end(false)}
        onClose={onClose}
      >
        {more.length === 0 ? 'The shell ends' : 'The shells end'}, and with it what runs in it and its text here. Jobs
        and tmux or screen sessions go on.
      </ConfirmDialog>
    )
  return (
    <Dialog
      open
      onClose={onClose}
      size='small'
      title={`Close ${what}?`}
      leftActions={
        <Button kind='destructive' onClick={() => end(false)}>
          End
        </Button>
      }
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' autoFocus onClick={() => end(true)}>
            Leave running
          </Button>
        </>
      }
    >
      {kept.length === 1 ? 'A shell here lives' : `${kept.length} shells here live`} in {kept[0]?.kept?.by} on the host.
      Left running, it goes on there and is listed under New terminal; ended, what runs in it ends too.
    </Dialog>
  )
}

/** Name and colour of a pane, or the name of a tab. */
export function DescribeDialog(props: { asked: RoomQuestion & { kind: 'describe' }; onClose: () => void }): ReactNode {
  const { key, of } = props.asked
  const state = useTabs()
  const tab = state.tabs.find(one => one.key === key)
  const pane = state.panes[key]
  const [name, setName] = useState((of === 'tab' ? tab?.name : pane?.name) ?? '')
  const [color, setColor] = useState(pane?.color)
  const save = (): void => {
    const given = name.trim() === '' ? undefined : name.trim().slice(0, 100)
    if (of === 'tab') tabStore.setState(before => changeTab(before, key, () => ({ name: given })))
    else describePane(key, { name: given, color })
    props.onClose()
  }
  const swatch = (label: string, css: string | null, value: number | undefined): ReactNode => (
    <label key={label} className={styles.swatch} title={label}>
      <input type='radio' name='color' aria-label={label} checked={color === value} onChange={() => setColor(value)} />
      <i style={css === null ? undefined : { background: css }} />
    </label>
  )
  return (
    <Dialog
      open
      onClose={props.onClose}
      onSubmit={save}
      size='small'
      title={of === 'tab' ? 'Name of the tab' : 'Name and colour'}
      actions={
        <>
          <Button onClick={props.onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' type='submit'>
            Save
          </Button>
        </>
      }
    >
      <TextField
        label='Name'
        hint='Empty: it is called after its host.'
        value={name}
        maxLength={100}
        onChange={setName}
        autoFocus
      />
      {of === 'pane' && (
        <fieldset className={styles.swatches}>
          <legend>Colour</legend>
          {swatch('None', null, undefined)}
          {markColors.map(({ name: label, css }, value) => swatch(label, css, value))}
        </fieldset>
      )}
    </Dialog>
  )
}

/** Asks where dropped files go, when nobody knows where the shell is. */
export function UploadDialog(props: { asked: RoomQuestion & { kind: 'upload' }; onClose: () => void }): ReactNode {
  const { asked, onClose } = props
  const [folder, setFolder] = useState(asked.folder)
  const wrong = /^[/~]/.test(folder) ? undefined : 'A path that begins with / or ~'
  const start = (): void => {
    if (wrong !== undefined) return
    onClose()
    asked.start(asked.site, folder)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={start}
      size='small'
      title='Upload into which folder?'
      description='This shell does not say where it is.'
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' type='submit'>
            Upload
          </Button>
        </>
      }
    >
      <TextField label='Folder' value={folder} onChange={setFolder} error={wrong} autoFocus />
    </Dialog>
  )
}
