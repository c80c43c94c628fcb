/** What stands above an open display: how it is shown, what it is sent, and the way out. */
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import type { IconName } from '../../../ui/icon'
import { Menu, type MenuEntry } from '../../../ui/menu'
import { Segments } from '../../../ui/segments'
import { Tag } from '../../../ui/tag'
import { TextArea } from '../../../ui/text-field'
import { functionKeys, holdKeys, pressKeys } from './special-keys'
import styles from './vnc.module.css'
import type { VncSession, VncState } from './vnc-session'
import { changeSettings, useVncSettings, type VncSettings } from './vnc-settings'

const scalings = [
  { value: 'fit', label: 'Fit' },
  { value: 'actual', label: '1:1' },
  { value: 'resize', label: 'Resize' }
] as const

const clipboardWords: Readonly<Record<VncSettings['clipboard'], string>> = {
  off: 'Clipboard: off',
  to: 'Clipboard: to the display',
  both: 'Clipboard: both ways'
}

/** Quality and compression that go together, by the link they are for. */
const qualities = [
  { label: 'Best picture', quality: 9, compression: 1 },
  { label: 'Balanced', quality: 6, compression: 2 },
  { label: 'Slow link', quality: 3, compression: 6 },
  { label: 'Slowest link', quality: 0, compression: 9 }
] as const

function keyEntries(session: VncSession, held: readonly string[]): MenuEntry[] {
  const line: MenuEntry = { kind: 'line' }
  return [
    { kind: 'act', label: 'Ctrl-Alt-Del', onSelect: () => session.sendCtrlAltDel() },
    ...pressKeys.map(
      ({ label, keysym, code }): MenuEntry => ({ kind: 'act', label, onSelect: () => session.sendKey(keysym, code) })
    ),
    line,
    { kind: 'head', label: 'Hold down' },
    ...holdKeys.map(
      ({ label, keysym, code }): MenuEntry => ({
        ...{ kind: 'check', label, checked: held.includes(code) },
        onChange: down => session.hold(keysym, code, down)
      })
    ),
    line,
    ...functionKeys.map(
      ({ label, keysym, code }): MenuEntry => ({ kind: 'act', label, onSelect: () => session.sendKey(keysym, code) })
    )
  ]
}

function pictureEntries(settings: VncSettings, forced: boolean): MenuEntry[] {
  return [
    { kind: 'head', label: 'Picture' },
    ...qualities.map(
      ({ label, quality, compression }): MenuEntry => ({
        ...{ kind: 'check', label },
        checked: settings.quality === quality && settings.compression === compression,
        onChange: () => changeSettings({ quality, compression })
      })
    ),
    { kind: 'line' },
    forced
      ? {
          ...{ kind: 'act', label: 'View only', icon: 'check', onSelect: () => undefined },
          disabledReason: 'Your booking lets you look only.'
        }
      : {
          ...{ kind: 'check', label: 'View only', checked: settings.viewOnly },
          onChange: viewOnly => changeSettings({ viewOnly })
        }
  ]
}

function clipboardEntries(settings: VncSettings, onText: () => void, mayType: boolean): MenuEntry[] {
  return [
    ...(['off', 'to', 'both'] as const).map(
      (clipboard): MenuEntry => ({
        ...{ kind: 'check', label: clipboardWords[clipboard].slice('Clipboard: '.length) },
        checked: settings.clipboard === clipboard,
        onChange: () => changeSettings({ clipboard })
      })
    ),
    { kind: 'line' },
    {
      ...{ kind: 'act', label: 'Send a text…', onSelect: onText },
      disabledReason:
        settings.clipboard === 'off' ? 'The clipboard is off.' : mayType ? undefined : 'This display is only looked at.'
    }
  ]
}

/** A text for the display's clipboard, where the window's own cannot be read. */
function TextDialog(props: { copied: string; onSend: (text: string) => void; onClose: () => void }): ReactNode {
  const [text, setText] = useState(props.copied)
  return (
    <Dialog
      open
      onClose={props.onClose}
      title='Text for the display'
      description='It becomes what is pasted there.'
      onSubmit={() => props.onSend(text)}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind='primary' type='submit'>
            Send
          </Button>
        </>
      }
    >
      <TextArea label='Text' rows={6} value={text} onChange={setText} />
    </Dialog>
  )
}

interface VncBarProps {
  readonly session: VncSession
  readonly state: VncState
  readonly fullScreen: boolean
  readonly onFullScreen: () => void
  /** The picture, which gets the keyboard back from the menus; null while there is none. */
  readonly canvas: () => HTMLElement | null
  readonly onPeople: (() => void) | undefined
  readonly onClose: () => void
}

export function VncBar({
  session,
  state,
  fullScreen,
  onFullScreen,
  canvas,
  onPeople,
  onClose
}: VncBarProps): ReactNode {
  const settings = useVncSettings()
  const [sending, setSending] = useState(false)
  const forced = state.launch?.right === 'view'
  const viewOnly = forced || settings.viewOnly
  const shown = state.phase.is === 'shown'
  const off = shown ? (viewOnly ? 'This display is only looked at.' : undefined) : 'The display is not shown.'
  const icon = (label: string, name: IconName, onClick: () => void): ReactNode => (
    <IconButton icon={name} label={label} onClick={onClick} />
  )
  return (
    <div className={styles.bar} role='toolbar' aria-label={`Tools of ${session.source.name}`}>
      <Segments
        label='Size of the picture'
        value={settings.scaling}
        onChange={scaling => changeSettings({ scaling })}
        options={scalings}
      />
      {viewOnly && <Tag title={forced ? 'By your booking.' : 'Chosen here.'}>view only</Tag>}
      <span className='grow' />
      <Menu
        trigger={<Button size='small'>{clipboardWords[settings.clipboard]}</Button>}
        entries={clipboardEntries(settings, () => setSending(true), !viewOnly)}
        finalFocus={canvas}
      />
      <Menu
        long
        trigger={
          <Button size='small' disabledReason={off}>
            {state.held.length > 0 ? `Keys: ${state.held.length} held` : 'Keys'}
          </Button>
        }
        entries={off === undefined ? keyEntries(session, state.held) : []}
        finalFocus={canvas}
      />
      <Menu
        trigger={<Button size='small'>Picture</Button>}
        entries={pictureEntries(settings, forced)}
        align='end'
        finalFocus={canvas}
      />
      {onPeople && icon('Who looks', 'person', onPeople)}
      {icon(fullScreen ? 'Leave full screen' : 'Full screen', fullScreen ? 'minus' : 'expand', onFullScreen)}
      {icon('Disconnect', 'close', onClose)}
      {sending && (
        <TextDialog
          copied={state.copied}
          onClose={() => setSending(false)}
          onSend={text => {
            session.paste(text)
            setSending(false)
          }}
        />
      )}
    </div>
  )
}
