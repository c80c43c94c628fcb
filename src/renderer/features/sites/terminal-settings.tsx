/** How terminals look, what they remember, and what they copy by themselves. */
import type { Settings, SettingsChange } from '@contract/app'
import { Checkbox } from '../../ui/checkbox'
import { SectionHead } from '../../ui/page-bar'
import { Select } from '../../ui/select'
import { NumberField } from '../../ui/text-field'
import styles from './sites.module.css'

/** The palettes stand in features/terminals; these are their names. */
const themes = [
  { value: 'face', label: 'As the window' },
  { value: 'black', label: 'Black' },
  { value: 'slate', label: 'Slate' },
  { value: 'warm', label: 'Warm, dark' },
  { value: 'paper', label: 'Paper' },
  { value: 'white', label: 'White' }
] as const satisfies readonly { value: Settings['terminalTheme']; label: string }[]

export function TerminalSettings({ settings, save }: { settings: Settings; save: (change: SettingsChange) => void }) {
  const { terminalTheme, terminalFontSize, terminalScrollback, terminalLigatures, copyOnSelect } = settings
  return (
    <section className={styles.section}>
      <SectionHead title='Terminals' />
      <div className={`${styles.form} ${styles.inner}`}>
        <Select
          label='Terminal colours'
          value={terminalTheme}
          options={themes}
          onChange={next => save({ terminalTheme: next })}
        />
        <NumberField
          label='Terminal font size'
          unit='px, 8 to 32'
          value={terminalFontSize}
          onChange={size =>
            size !== undefined && size >= 8 && size <= 32 && save({ terminalFontSize: Math.round(size) })
          }
        />
        <NumberField
          label='Lines kept above the screen'
          unit='1,000 to 100,000'
          hint='100,000 wide lines take about 190 MB in each terminal that has them.'
          value={terminalScrollback}
          onChange={lines =>
            lines !== undefined && lines >= 1_000 && lines <= 100_000 && save({ terminalScrollback: Math.round(lines) })
          }
        />
        <Checkbox
          checked={copyOnSelect}
          onChange={next => save({ copyOnSelect: next })}
          label='In terminals, copy what is selected'
        />
        <Checkbox
          checked={terminalLigatures}
          onChange={next => save({ terminalLigatures: next })}
          label='Draw signs such as => as one letter'
        />
      </div>
    </section>
  )
}
