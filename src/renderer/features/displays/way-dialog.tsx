/** In which program a display is opened. */
import type { Display, DisplayWay } from '@contract/display'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { visibleName } from '../../ui/visible-name'
import { nameOf, waysOf, wayWords } from './display-words'
import styles from './displays.module.css'

export function WayDialog(props: {
  display: Display
  onOpen: (way: DisplayWay) => void
  onClose: () => void
}): ReactNode {
  const { display, onOpen, onClose } = props
  const ways = waysOf(display.kind)
  const [way, setWay] = useState<DisplayWay>(ways[0] ?? 'web')
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Open ${visibleName(nameOf(display))}`}
      size='small'
      onSubmit={() => onOpen(way)}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit'>
            Open
          </Button>
        </>
      }
    >
      <fieldset className={styles.ways}>
        <legend className='spoken'>Where it is shown</legend>
        {ways.map(one => (
          <label key={one} className={styles.way}>
            <input type='radio' name='way' checked={one === way} onChange={() => setWay(one)} />
            <span>{wayWords[one].label}</span>
            <small>{wayWords[one].hint}</small>
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}
