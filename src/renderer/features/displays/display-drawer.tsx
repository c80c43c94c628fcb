/** The chosen display: what it is, what can be done with it, and how it looks. */
import type { Display } from '@contract/display'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Drawer } from '../../ui/drawer'
import { formatAge, formatDate, unknown } from '../../ui/format'
import { type Fact, Facts } from '../../ui/page-bar'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { idleSeconds } from './display-columns'
import { DisplayThumbnail } from './display-thumbnail'
import { kindWords, nameOf, openTrouble, stateOf } from './display-words'
import styles from './displays.module.css'

/** What is asked of a display from its row, its menu and its drawer. */
export type DisplayAct = 'open' | 'choose-way' | 'people' | 'share' | 'check' | 'terminal' | 'close'

export interface DisplayDrawerProps {
  readonly display: Display
  readonly siteLabel: string
  readonly onAct: (act: DisplayAct, display: Display) => void
  readonly onClose: () => void
}

function factsOf(display: Display, siteLabel: string): Fact[] {
  const { listens, socket, created, job, resource, size, clients, type } = display
  const idle = idleSeconds(display, Date.now())
  const faint = <span className='faint'>{unknown}</span>
  return [
    { name: 'State', value: `${stateOf(display).word}${display.message ? `: ${visibleName(display.message)}` : ''}` },
    { name: 'Kind', value: `${kindWords[display.kind]}${type === null ? '' : `, ${type}`}` },
    { name: 'Where', value: `${visibleName(display.host)} of ${visibleName(siteLabel)}` },
    {
      name: 'Listens',
      value: listens ? `${visibleName(listens.host)}:${listens.port}` : visibleName(socket ?? '') || faint
    },
    { name: 'Owner', value: visibleName(display.owner) },
    { name: 'People', value: clients === null ? faint : clients === 0 ? 'nobody looks' : `${clients}` },
    ...(idle === undefined ? [] : [{ name: 'Idle', value: formatAge(idle).replace(/ old$/, '') }]),
    { name: 'Size', value: size ?? faint },
    { name: 'Made', value: created === null ? faint : formatDate(Date.parse(created), Date.now()) },
    ...(job === null ? [] : [{ name: 'Job', value: job }]),
    ...(resource === null
      ? []
      : [{ name: 'Instrument', value: `${visibleName(resource)}, opened by a booking of it` }]),
    { name: 'Id', value: visibleName(display.id) }
  ]
}

export function DisplayDrawer({ display, siteLabel, onAct, onClose }: DisplayDrawerProps): ReactNode {
  const name = visibleName(nameOf(display))
  const { cannot } = display
  return (
    <Drawer
      label={`Display ${name}`}
      title={
        <span className={styles.name}>
          <StateMark state={stateOf(display).mark} label={stateOf(display).word} />
          <span className='cut'>{name}</span>
        </span>
      }
      onClose={onClose}
    >
      <div className={styles.section}>
        <DisplayThumbnail display={display} />
        <div className={styles.acts}>
          <Button kind='primary' disabledReason={openTrouble(display)} onClick={() => onAct('open', display)}>
            Open
          </Button>
          <Button disabledReason={openTrouble(display)} onClick={() => onAct('choose-way', display)}>
            Open with…
          </Button>
          <Button disabledReason={cannot.people} onClick={() => onAct('people', display)}>
            People…
          </Button>
          <Button disabledReason={cannot.share} onClick={() => onAct('share', display)}>
            Share…
          </Button>
          <Button onClick={() => onAct('check', display)}>Check…</Button>
          <Button onClick={() => onAct('terminal', display)}>Terminal here</Button>
          <Button kind='destructive' disabledReason={cannot.close} onClick={() => onAct('close', display)}>
            {display.state === 'ended' ? 'Remove…' : 'Close…'}
          </Button>
        </div>
        <Facts facts={factsOf(display, siteLabel)} />
      </div>
    </Drawer>
  )
}
