/** The bar of the ledger: what is shown, what counts as safe, and the acts. */
import { askedCopiesSchema, type LedgerState, ledgerStates } from '@contract/ledger'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { formatCount } from '../../ui/format'
import { Menu } from '../../ui/menu'
import { PageBar } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { visibleName } from '../../ui/visible-name'
import styles from './ledger.module.css'
import { type Count, stateWords } from './ledger-words'
import type { ReportForm } from './use-report'

export interface LedgerFilter {
  readonly state: LedgerState | 'all'
  /** Id of a watch or transfer; empty: all. */
  readonly origin: string
  readonly text: string
}

export const noFilter: LedgerFilter = { state: 'all', origin: '', text: '' }

export interface LedgerBarProps {
  readonly filter: LedgerFilter
  readonly origins: readonly { readonly id: string; readonly name: string }[]
  readonly copies: number
  readonly counts: ReadonlyMap<LedgerState, Count>
  /** Why there is nothing to do with, where there is not. */
  readonly nothing: string | undefined
  readonly verifying: boolean
  readonly releasing: boolean
  readonly onFilter: (part: Partial<LedgerFilter>) => void
  readonly onCopies: (copies: number) => void
  readonly onAdd: () => void
  readonly onVerify: () => void
  readonly onReport: (form: ReportForm) => void
  readonly onRelease: () => void
}

const asked = ['1', '2', '3', '4'] as const

export function LedgerBar(props: LedgerBarProps): ReactNode {
  const { filter, origins, copies, counts, onFilter, onCopies } = props
  return (
    <>
      <PageBar title='Ledger' end={<Acts {...props} />}>
        <TextField
          label='Filter'
          hideLabel
          icon='filter'
          placeholder='Filter'
          value={filter.text}
          onChange={text => onFilter({ text })}
        />
      </PageBar>
      <div className={styles.choices}>
        <Segments
          label='Files by state'
          value={filter.state}
          onChange={state => onFilter({ state })}
          options={[
            { value: 'all', label: 'All' },
            ...ledgerStates.map(state => ({
              value: state,
              label: `${stateWords[state].word} ${formatCount(counts.get(state)?.files ?? 0)}`
            }))
          ]}
        />
        <span className='grow' />
        <Select
          label='From'
          hideLabel
          value={filter.origin === '' ? 'all' : filter.origin}
          onChange={origin => onFilter({ origin: origin === 'all' ? '' : origin })}
          options={[
            { value: 'all', label: 'From all watches and transfers' },
            ...origins.map(({ id, name }) => ({ value: id, label: visibleName(name) }))
          ]}
        />
        <Select
          label='Safe when verified in'
          hideLabel
          value={String(copies)}
          onChange={value => onCopies(askedCopiesSchema.parse(Number(value)))}
          options={asked.map(value => ({
            value,
            label: `Safe when verified in ${value === '1' ? '1 other place' : `${value} other places`}`
          }))}
        />
      </div>
    </>
  )
}

function Acts(props: LedgerBarProps): ReactNode {
  const { nothing, verifying, releasing, onAdd, onVerify, onReport, onRelease } = props
  return (
    <>
      <Button icon='plus' onClick={onAdd}>
        Add…
      </Button>
      <Button icon='refresh' disabledReason={nothing ?? (verifying ? 'It is verifying' : undefined)} onClick={onVerify}>
        Verify anew
      </Button>
      <Menu
        align='end'
        trigger={
          <Button icon='download' disabledReason={nothing}>
            Report
          </Button>
        }
        entries={[
          { kind: 'act', label: 'For signing off (HTML)', disabledReason: nothing, onSelect: () => onReport('html') },
          { kind: 'act', label: 'Print or save as PDF…', disabledReason: nothing, onSelect: () => onReport('print') },
          { kind: 'act', label: 'Table (CSV)', disabledReason: nothing, onSelect: () => onReport('csv') },
          {
            ...{ kind: 'act', label: 'Manifest of SHA-256 (BagIt)', disabledReason: nothing },
            onSelect: () => onReport('bagit')
          }
        ]}
      />
      <Button
        kind='primary'
        icon='trash'
        disabledReason={nothing ?? (releasing ? 'A release is at work' : undefined)}
        onClick={onRelease}
      >
        Release…
      </Button>
    </>
  )
}
