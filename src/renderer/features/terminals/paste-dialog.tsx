import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { countOf } from '../../ui/format'
import { isMac, keyHint } from '../../ui/key-hint'
import { visibleName } from '../../ui/visible-name'
import { terminalKey } from './terminal-keys'
import styles from './terminals.module.css'

/** Lines that are drawn before the rest is only counted. */
const drawn = 200

/** Asks before several lines are pasted, because each may run at once; or says how to paste where a menu may not. */
export function PasteDialog(props: {
  lines: readonly string[] | null
  refused: boolean
  name: string
  onPaste: () => void
  onClose: () => void
}): ReactNode {
  const { lines, refused, name, onPaste, onClose } = props
  if (lines === null)
    return (
      <Dialog
        open={refused}
        onClose={onClose}
        size='small'
        title='Paste with the keyboard'
        actions={<Button onClick={onClose}>Close</Button>}
      >
        This window may not read the clipboard by itself. {keyHint(terminalKey('paste', isMac()) ?? '')} pastes it.
      </Dialog>
    )
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={onPaste}
      title={`Paste ${countOf(lines.length, 'line')} into ${name}?`}
      description='The shell may run each line as soon as it arrives.'
      actions={
        <>
          <Button onClick={onClose} keys='escape'>
            Cancel
          </Button>
          <Button kind='primary' type='submit' autoFocus>
            Paste
          </Button>
        </>
      }
    >
      <pre className={styles.lines}>{lines.slice(0, drawn).map(visibleName).join('\n')}</pre>
      {lines.length > drawn && <p className='cap'>and {countOf(lines.length - drawn, 'more line', 'more lines')}</p>}
    </Dialog>
  )
}
