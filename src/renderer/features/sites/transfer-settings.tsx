import type { Settings, SettingsChange } from '@contract/app'
import { Checkbox } from '../../ui/checkbox'
import { SectionHead } from '../../ui/page-bar'
import { RateField } from '../../ui/rate-field'
import { NumberField } from '../../ui/text-field'
import { LimitSchedule } from './limit-schedule'
import styles from './sites.module.css'

/** Transfers of one site at once: the most that the contract takes. */
const mostAtOnce = 16

/** How transfers are made: proof, speed, order, and what happens while nobody is there. */
export function TransferSettings({ settings, save }: { settings: Settings; save: (change: SettingsChange) => void }) {
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
      </div>
    </section>
  )
}
