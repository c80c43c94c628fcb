/** The form for a booking: a new one, or one that is changed. The engine judges it while it is filled in. */
import type { Booking, Slot } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { Select } from '../../../ui/select'
import { TextArea, TextField } from '../../../ui/text-field'
import { bookingTitle, labelOf } from '../booking-look'
import { planRefusals } from '../drag/judge'
import { FailureNote } from '../failure-note'
import { type BookingsRoom, offlineReason, useRoom } from '../room-context'
import {
  type BookDraft,
  changeOf,
  draftOf,
  draftSlot,
  draftWrong,
  newDraft,
  type WrongField,
  wishOf,
  withSlot
} from './book-draft'
import styles from './dialogs.module.css'
import { PeopleFields } from './people-fields'
import { PlanList, plannedDates } from './plan-list'
import { RepeatFields } from './repeat-fields'
import { SlotFields } from './slot-fields'
import { type Planned, usePlan } from './use-plan'

/** What the dialog is for: a new booking in a slot, or one that is there. */
export type BookSubject =
  | { readonly resource: string; readonly slot: Slot; readonly booking?: undefined }
  | { readonly booking: Booking }

const scopes: readonly { value: SeriesScope; label: string }[] = [
  { value: 'one', label: 'This one' },
  { value: 'following', label: 'This and those that follow' },
  { value: 'all', label: 'All of the series' }
]

/** Asks for what the form says: its plan while it is filled in, then the booking itself. */
function asksOf(
  { bookings, store, file }: BookingsRoom,
  booking: Booking | undefined,
  draft: BookDraft,
  scope: SeriesScope
) {
  const told = draftSlot(draft, file.timeZone)
  if ('wrong' in told) return null
  const { slot } = told
  if (booking) {
    const input = { store, uid: booking.uid, change: changeOf(draft, slot, booking), scope }
    return {
      key: JSON.stringify(input),
      plan: (signal: AbortSignal) => bookings.planChange(input, { signal }),
      write: () => bookings.change(input)
    }
  }
  const input = { store, wish: wishOf(draft, slot) }
  return {
    key: JSON.stringify(input),
    plan: (signal: AbortSignal) => bookings.planAdd(input, { signal }),
    write: (skip: boolean) => bookings.add({ ...input, skip })
  }
}

/** Why it cannot be sent now. */
function refusedReason({ plan }: Planned, skip: boolean, wrong: WrongField | null): string | undefined {
  if (wrong) return wrong.message
  if (plan === null) return undefined
  const dates = plannedDates(plan)
  if (skip && dates.some(({ refusals }) => refusals.length === 0)) return undefined
  return planRefusals(plan)[0]?.message
}

function useBookForm(subject: BookSubject, onDone: (uid: string | undefined) => void) {
  const room = useRoom()
  const { file, user } = room
  const { booking } = subject
  const [draft, setDraft] = useState(() =>
    subject.booking
      ? draftOf(subject.booking, file.timeZone)
      : newDraft(subject.resource, subject.slot, user, file.timeZone)
  )
  const [scope, setScope] = useState<SeriesScope>('one')
  const [skip, setSkip] = useState(false)
  const act = useAct()
  const wrong = draftWrong(draft, file.timeZone)
  const asks = asksOf(room, booking, draft, scope)
  const planned = usePlan(wrong === null && asks ? asks.key : null, signal =>
    asks ? asks.plan(signal) : Promise.resolve({ bookings: [] })
  )
  const reason = offlineReason(room) ?? refusedReason(planned, skip, wrong)
  const send = async (): Promise<void> => {
    if (!asks || reason !== undefined || act.busy) return
    await act.run(async () => {
      const written = await asks.write(skip)
      const [first] = written
      onDone(first?.uid)
    })
  }
  const wait = async (): Promise<void> => {
    const told = draftSlot(draft, file.timeZone)
    if ('wrong' in told) return
    const { resource, title } = draft
    const inTheWay = planned.plan && planRefusals(planned.plan).flatMap(refusal => refusal.with)[0]
    const joined = await act.run(() => room.bookings.wait({ store: room.store, resource, ...told.slot, title }))
    // Who waits stands beside the booking that is in the way.
    if (joined) onDone(inTheWay?.uid)
  }
  const set = (change: Partial<BookDraft>): void => setDraft(before => ({ ...before, ...change }))
  const onInstead = (slot: Slot): void => setDraft(before => withSlot(before, slot, file.timeZone))
  return { draft, set, scope, setScope, skip, setSkip, act, wrong, planned, reason, send, wait, onInstead }
}

export function BookDialog(props: {
  subject: BookSubject
  onDone: (uid: string | undefined) => void
  onClose: () => void
}): ReactNode {
  const { subject, onDone, onClose } = props
  const { booking } = subject
  const form = useBookForm(subject, onDone)
  const { planned, draft, act, reason } = form
  const waits = planned.plan?.bookings.some(one => one.booking.status === 'waiting') ?? false
  return (
    <Dialog
      open
      onClose={onClose}
      size='wide'
      title={booking ? `Change ${bookingTitle(booking)}` : 'Book'}
      onSubmit={() => void form.send()}
      leftActions={<Button onClick={onClose}>Cancel</Button>}
      actions={
        <Button kind='primary' type='submit' disabled={act.busy} disabledReason={reason}>
          {booking ? 'Save the change' : waits ? 'Ask for it' : 'Book'}
        </Button>
      }
    >
      <Fields {...{ form, booking }} />
      <FailureNote failure={planned.failure ?? act.failure} />
      {planned.plan && (
        <PlanList
          plan={planned.plan}
          resource={draft.resource}
          skip={form.skip}
          onSkip={form.setSkip}
          onInstead={form.onInstead}
          onWait={booking ? undefined : () => void form.wait()}
        />
      )}
    </Dialog>
  )
}

type BookForm = ReturnType<typeof useBookForm>

function Fields({ form, booking }: { form: BookForm; booking: Booking | undefined }): ReactNode {
  const { administrator } = useRoom()
  const { draft, set, wrong, scope, setScope } = form
  const errorOf = (field: keyof BookDraft): string | undefined => (wrong?.field === field ? wrong.message : undefined)
  return (
    <>
      <WhatFields {...form} />
      <SlotFields draft={draft} wrong={wrong} onChange={set} />
      {!booking && (
        <RepeatFields repeat={draft.repeat} error={errorOf('repeat')} onChange={repeat => set({ repeat })} />
      )}
      {booking?.series && (
        <Select
          label='Which of the series'
          value={scope}
          options={scopes}
          onChange={setScope}
          className={styles.resource}
        />
      )}
      {administrator && !booking && (
        <Checkbox
          checked={draft.service}
          onChange={service => set({ service })}
          label='Out of service'
          hint='Closed for everybody; nobody’s session.'
        />
      )}
      {!draft.service && (
        <PeopleFields people={draft.people} error={errorOf('people')} onChange={people => set({ people })} />
      )}
      <NoteFields {...form} />
    </>
  )
}

function WhatFields({ draft, set }: BookForm): ReactNode {
  const { file } = useRoom()
  const resources = file.resources.map(resource => ({ value: resource.name, label: labelOf(resource) }))
  return (
    <div className={styles.line}>
      <TextField
        label='Title'
        autoFocus
        className='grow'
        value={draft.title}
        maxLength={1000}
        onChange={title => set({ title })}
      />
      <Select
        label='Resource'
        className={styles.resource}
        value={draft.resource}
        options={resources}
        onChange={resource => set({ resource })}
      />
    </div>
  )
}

function NoteFields({ draft, set }: BookForm): ReactNode {
  return (
    <div className={styles.line}>
      <TextArea
        label='Note'
        rows={2}
        className='grow'
        value={draft.note}
        maxLength={20_000}
        onChange={note => set({ note })}
      />
      <TextField
        label='Account'
        className={styles.resource}
        hint='What pays for it'
        maxLength={200}
        value={draft.account}
        onChange={account => set({ account })}
      />
    </div>
  )
}
