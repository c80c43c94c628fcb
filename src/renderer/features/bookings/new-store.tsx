/** In the place of a calendar that is not there: what would stand here, and the two facts that make one. */
import { resourceNameSchema } from '@contract/resources'
import { isZone } from '@domain/bookings/zone'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../../client/use-act'
import { Button } from '../../ui/button'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import styles from './calendar.module.css'
import { FailureNote } from './failure-note'
import type { BookingsClient } from './room-context'
import { type Stores, storeKey } from './use-stores'

/** Names of zones that the browser knows, to choose from. */
const zones = (): readonly string[] => Intl.supportedValuesOf('timeZone')

export function ZoneField(props: { value: string; onChange: (zone: string) => void; hint?: string }): ReactNode {
  const { value, onChange, hint } = props
  const list = useId()
  return (
    <>
      <datalist id={list}>
        {zones().map(zone => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <TextField
        label='Time zone of the facility'
        list={list}
        value={value}
        onChange={onChange}
        hint={hint}
        error={isZone(value) ? undefined : 'No zone of the time zone database, for instance Europe/Berlin.'}
      />
    </>
  )
}

/** A resource's name out of what a person types: `Krios 1` is `krios-1`. */
export const asResourceName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 63)

/** Which calendar is meant, where there are several. */
export function StoreSelect({ stores: { stores, chosen, choose } }: { stores: Stores }): ReactNode {
  if (stores === null || stores.length < 2 || chosen === null) return null
  return (
    <Select
      label='Calendar'
      value={storeKey(chosen.store)}
      options={stores.map(info => ({ value: storeKey(info.store), label: info.label, detail: info.store.folder }))}
      onChange={key => {
        const info = stores.find(({ store }) => storeKey(store) === key)
        if (info) choose(info)
      }}
    />
  )
}

export function NewStore(props: {
  stores: Stores
  bookings: BookingsClient
  here: string
  onMade: () => void
}): ReactNode {
  const { stores, bookings, here, onMade } = props
  const { chosen } = stores
  const [resource, setResource] = useState('')
  const [zone, setZone] = useState(here)
  const act = useAct()
  const name = asResourceName(resource)
  const fits = resourceNameSchema.safeParse(name).success
  const reason = !fits ? 'Name the first resource' : isZone(zone) ? undefined : 'Choose the time zone'
  if (chosen === null) return <p>No site has a calendar, and there is none on this computer.</p>
  const make = async (): Promise<void> => {
    const input = { store: chosen.store, resource: name, timeZone: zone }
    if (!(await act.run(() => bookings.init(input)))) return
    stores.refresh()
    onMade()
  }
  return (
    <form
      className={styles.newStore}
      onSubmit={event => {
        event.preventDefault()
        if (reason === undefined) void make()
      }}
    >
      <p>
        Bookings of instruments stand here. {chosen.label} has no calendar yet: it is a folder, and who makes it becomes
        its administrator. Further resources, people and rules are added in it.
      </p>
      <StoreSelect stores={stores} />
      <TextField
        label='First resource'
        placeholder='krios-1'
        value={resource}
        onChange={setResource}
        hint={fits && name !== resource ? `It is called ${name}.` : 'An instrument, a display host, a store.'}
      />
      <ZoneField value={zone} onChange={setZone} hint='Days and hours of the rules go by it.' />
      <FailureNote failure={act.failure} />
      <Button kind='primary' type='submit' disabled={act.busy} disabledReason={reason}>
        Make the calendar
      </Button>
    </form>
  )
}
