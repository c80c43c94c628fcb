/** The machine of a run: what it is, where it is, and a terminal on it. */
import type { Run } from '@contract/cloud-runs'
import { dollars } from '@domain/cloud/usd-text'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { formatMoment, unknown } from '../../../ui/format'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import type { RunDrawerProps } from './run-drawer'
import styles from './runs.module.css'

const mono = (text: string | null): ReactNode =>
  text === null ? <span className='faint'>{unknown}</span> : <span className={styles.path}>{visibleName(text)}</span>

const moment = (at: string): string => formatMoment(Date.parse(at), Date.now())

function machineFacts({ region, account, profile, asked }: Run, machine: NonNullable<Run['machine']>): readonly Fact[] {
  const { instance, type, zone, spot, address, launchedAt, endedAt, usdPerHour } = machine
  return [
    { name: 'Instance', value: mono(instance) },
    {
      name: 'Type',
      value: (
        <>
          {visibleName(type)} {spot && <Tag>spot</Tag>}
        </>
      )
    },
    { name: 'Zone', value: `${visibleName(zone ?? unknown)}, ${visibleName(region)}` },
    { name: 'Address', value: mono(address) },
    { name: 'Account', value: `${visibleName(account)}${profile === null ? '' : `, profile ${visibleName(profile)}`}` },
    { name: 'Price', value: usdPerHour === null ? unknown : `${dollars(usdPerHour)} an hour, estimate, with disk` },
    { name: 'Disk', value: `${asked.diskGb} GiB, goes with the machine` },
    {
      name: 'Image',
      value:
        asked.image.kind === 'dlami'
          ? 'AWS Deep Learning, Ubuntu 22.04'
          : `${asked.image.id}, as ${visibleName(asked.image.user)}`
    },
    { name: 'There since', value: moment(launchedAt) },
    ...(endedAt === null ? [] : [{ name: 'Gone since', value: moment(endedAt) }])
  ]
}

export function MachineSection({ run, onOpenTerminal }: RunDrawerProps): ReactNode {
  const { machine, site, folder, earlier, asked } = run
  return (
    <>
      <div className={styles.acts}>
        <Button
          size='small'
          icon='terminals'
          disabledReason={site === null ? 'Its machine cannot be signed in to now' : undefined}
          onClick={() => site !== null && onOpenTerminal(site, folder ?? undefined)}
        >
          Open a terminal
        </Button>
      </div>
      {machine === null ? (
        <p className={styles.quiet}>
          There is no machine yet. Asked for, in this order: {asked.types.map(visibleName).join(', ')}.
        </p>
      ) : (
        <div className={styles.part}>
          <Facts facts={machineFacts(run, machine)} />
        </div>
      )}
      {earlier.length > 0 && <SectionHead title='Machines before it' />}
      {earlier.map(one => (
        <div key={one.instance} className={styles.part}>
          <Facts facts={machineFacts(run, one)} />
        </div>
      ))}
    </>
  )
}
