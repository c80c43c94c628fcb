import type { SiteView } from '@contract/sites'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { DateField } from '../../../ui/date-field'
import { PageBar } from '../../../ui/page-bar'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import styles from './history.module.css'
import { type EndGroup, endGroups, type HistoryChoices } from './history-choices'

const ends = endGroups.map(value => ({ value, label: endLabel(value) }))

function endLabel(end: EndGroup): string {
  if (end === 'any') return 'Any end'
  return end === 'unknown' ? 'End unknown' : end.charAt(0).toUpperCase() + end.slice(1)
}

/** Stands for all sites in the choice of one; no site has an empty name (contract/base). */
const allSites = ''

/** What narrows the list at the left; reading again and the export at the right. */
export function HistoryBar(props: {
  sites: readonly SiteView[]
  choices: HistoryChoices
  onChange: (change: Partial<HistoryChoices>) => void
  exporting: boolean
  /** Why nothing can be exported now. */
  noExport: string | undefined
  onRefresh: () => void
  onExport: () => void
}): ReactNode {
  const { sites, choices, onChange, exporting, noExport, onRefresh, onExport } = props
  const places = [
    { value: allSites, label: 'All sites' },
    ...sites.map(({ name, label }) => ({ value: name, label: label ?? name }))
  ]
  return (
    <PageBar
      compact
      end={
        <>
          <IconButton icon='refresh' label='Read the history again' onClick={onRefresh} />
          <Button icon='download' size='small' disabledReason={noExport} onClick={onExport}>
            {exporting ? 'Stop' : 'Export CSV'}
          </Button>
        </>
      }
    >
      <Select
        label='Site'
        hideLabel
        className={styles.choice}
        value={choices.site ?? allSites}
        options={places}
        onChange={site => onChange({ site: site === allSites ? null : site })}
      />
      <Select
        label='How it ended'
        hideLabel
        className={styles.choice}
        value={choices.end}
        options={ends}
        onChange={end => onChange({ end })}
      />
      <span className='sm faint'>ended from</span>
      <Day label='First day' value={choices.from} onChange={from => onChange({ from })} />
      <span className='sm faint'>to</span>
      <Day label='Last day' value={choices.to} onChange={to => onChange({ to })} />
      <TextField
        label='Name, number, user, folder or partition'
        hideLabel
        className={styles.text}
        icon='search'
        placeholder='Name, number, folder'
        value={choices.text}
        onChange={text => onChange({ text })}
      />
    </PageBar>
  )
}

function Day(props: { label: string; value: string; onChange: (day: string) => void }): ReactNode {
  return <DateField hideLabel className={styles.day} {...props} />
}
