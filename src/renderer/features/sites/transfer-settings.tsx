import type { AppInfo, Settings, SettingsChange } from '@contract/app'
import { Checkbox } from '../../ui/checkbox'
import { SectionHead } from '../../ui/page-bar'
import { RateField } from '../../ui/rate-field'
import { NumberField } from '../../ui/text-field'
import { LimitSchedule } from './limit-schedule'
import styles from './sites.module.css'

/** Transfers of one site at once: the most that the contract takes. */
const mostAtOnce = 16

/** What closing means, which depends on where the window is. */
const closingWords: Readonly<Record<AppInfo['door'], string>> = {
  electron: 'When the window is closed, transfers can go on in the tray.',
  host: 'When this page is closed, transfers go on until they are done. What was dropped into the page ends with it.',
  cli: 'Transfers end with the command and go on at its next start.'
}

/** How transfers are made: proof, speed, order, and what happens while nobody is there. */
export function TransferSettings(props: {
  settings: Settings
  door: AppInfo['door']
  save: (change: SettingsChange) => void
}) {
  const { settings, door, save } = props
  const saveAtOnce = (count: number | undefined): void => {
    if (count !== undefined && Number.isInteger(count) && count >= 1 && count <= mostAtOnce)
      save({ transfersAtOnce: count })
  }
  return (
    <section className={styles.section} aria-label='Transfers'>
      <SectionHead title='Transfers' fact='take effect at once, also on what moves' />
      <div className={`${styles.form} ${styles.inner}`}>
        <Checkbox
          checked={settings.verifyTransfers}
          onChange={verifyTransfers => save({ verifyTransfers })}
          label='Compare checksums after each copy'
        />
        <RateField
          label='Limit of all transfers together'
          value={settings.transferLimit}
          late
          onChange={transferLimit => save({ transferLimit })}
        />
        <LimitSchedule windows={settings.transferSchedule} onChange={transferSchedule => save({ transferSchedule })} />
        <NumberField
          label='Transfers of one site at once'
          unit={`1 to ${mostAtOnce}`}
          value={settings.transfersAtOnce}
          onChange={saveAtOnce}
        />
        <Checkbox
          checked={settings.keepAwake}
          onChange={keepAwake => save({ keepAwake })}
          label='Keep the computer awake while something moves'
        />
        <Checkbox
          checked={settings.confirmQuit}
          onChange={confirmQuit => save({ confirmQuit })}
          label='Ask before closing while something is at work'
        />
        <p className='faint sm'>{closingWords[door]}</p>
      </div>
    </section>
  )
}
