import { bookingRoles, type ResourceRules } from '@contract/resources'
import type { ReactNode } from 'react'
import { Checkbox } from '../../../ui/checkbox'
import { FieldGroup } from '../../../ui/field-group'
import { Select } from '../../../ui/select'
import { NumberField } from '../../../ui/text-field'
import { HoursFields } from './hours-fields'
import { NamesField } from './names-field'
import styles from './rules.module.css'
import { errorUnder, type FieldErrors, withoutUnset } from './rules-draft'
import { SpanField } from './span-field'

const periods = [
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' }
] as const

export interface RulesFieldsProps {
  readonly rules: ResourceRules
  /** Where the rules stand in the file: `resources.0.rules`. */
  readonly place: string
  readonly errors: FieldErrors
  readonly locked: boolean
  readonly onChange: (rules: ResourceRules) => void
}

/** What changes of the rules; undefined takes a rule out. */
type RulesChange = { [K in keyof ResourceRules]?: ResourceRules[K] | undefined }

const orNone = <T,>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined)

/** Each rule of a resource; what is empty is allowed. */
export function RulesFields(props: RulesFieldsProps): ReactNode {
  const { rules, place, errors, locked, onChange } = props
  const set = (change: RulesChange): void => onChange(withoutUnset({ ...rules, ...change } as ResourceRules)) // undefined fields are taken out at once
  return (
    <>
      <TimeRules {...props} onSet={set} />
      <Checkbox
        checked={rules.approval === true}
        disabled={locked}
        onChange={on => set({ approval: on || undefined })}
        label='Each booking waits for the consent of an administrator'
      />
      <RolesField {...props} onSet={roles => set({ roles })} />
      <div className={styles.pair}>
        <NamesField
          label='Training needed'
          hint='Names, with commas between'
          disabled={locked}
          names={rules.training}
          error={errorUnder(errors, `${place}.training`)}
          onChange={names => set({ training: orNone(names) })}
        />
        <NamesField
          label='Permits needed'
          hint='Valid to the end of the booking'
          disabled={locked}
          names={rules.permits}
          error={errorUnder(errors, `${place}.permits`)}
          onChange={names => set({ permits: orNone(names) })}
        />
      </div>
      <HoursFields
        hours={rules.staffHours ?? []}
        place={`${place}.staffHours`}
        errors={errors}
        locked={locked}
        onChange={hours => set({ staffHours: orNone(hours) })}
      />
    </>
  )
}

type SpanRule = 'leastMinutes' | 'mostMinutes' | 'stepMinutes' | 'leastAheadMinutes' | 'cancelMinutes' | 'offerMinutes'

/** How long, in which steps, how far ahead, how much. */
function TimeRules(props: RulesFieldsProps & { onSet: (change: RulesChange) => void }): ReactNode {
  const { rules, place, errors, locked, onSet } = props
  const error = (rule: keyof ResourceRules): string | undefined => errorUnder(errors, `${place}.${rule}`)
  const span = (rule: SpanRule, label: string, hint?: string): ReactNode => (
    <SpanField
      label={label}
      minutes={rules[rule]}
      error={error(rule)}
      disabled={locked}
      onChange={minutes => onSet({ [rule]: minutes })}
      {...(hint !== undefined && { hint })}
    />
  )
  return (
    <div className={styles.grid}>
      {span('leastMinutes', 'Shortest')}
      {span('mostMinutes', 'Longest')}
      {span('stepMinutes', 'Steps', 'Begin and end on multiples')}
      {span('leastAheadMinutes', 'Booked at least ahead')}
      <NumberField
        label='At most ahead'
        unit='days'
        disabled={locked}
        value={rules.mostAheadDays}
        error={error('mostAheadDays')}
        onChange={mostAheadDays => onSet({ mostAheadDays })}
      />
      {span('cancelMinutes', 'Changed until', 'Before its begin')}
      {span('offerMinutes', 'Offer to who waits', 'One hour unless set')}
      <Quota {...props} onQuota={quota => onSet({ quota })} />
    </div>
  )
}

function Quota({
  rules,
  place,
  errors,
  locked,
  onQuota
}: RulesFieldsProps & { onQuota: (quota: ResourceRules['quota'] | undefined) => void }): ReactNode {
  const { quota } = rules
  const per = quota?.per ?? 'month'
  return (
    <div className={styles.quota}>
      <SpanField
        label='Quota of a person'
        minutes={quota?.minutes}
        error={errorUnder(errors, `${place}.quota`)}
        disabled={locked}
        onChange={minutes => onQuota(minutes === undefined ? undefined : { minutes, per })}
      />
      <Select
        label='Quota per'
        hideLabel
        value={per}
        options={periods}
        disabled={locked || quota === undefined}
        onChange={next => quota && onQuota({ ...quota, per: next })}
        className={styles.per}
      />
    </div>
  )
}

function RolesField({
  rules,
  locked,
  onSet
}: RulesFieldsProps & { onSet: (roles: ResourceRules['roles'] | undefined) => void }): ReactNode {
  const roles = rules.roles ?? []
  const toggle = (role: (typeof bookingRoles)[number], on: boolean): void => {
    const next = bookingRoles.filter(one => (one === role ? on : roles.includes(one)))
    onSet(next.length > 0 ? next : undefined)
  }
  return (
    <FieldGroup legend='Booked by (nothing ticked: by everybody)'>
      {bookingRoles.map(role => (
        <Checkbox
          key={role}
          checked={roles.includes(role)}
          disabled={locked}
          onChange={on => toggle(role, on)}
          label={role}
        />
      ))}
    </FieldGroup>
  )
}
