/** The bell in the top bar, and the list that it opens. */
import type { FarscopeClient } from '@contract/contract'
import type { JobNotice } from '@contract/jobs-history'
import type { BookingNotice } from '@contract/sessions'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../ui/button'
import { formatAge } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { Popover } from '../../ui/popover'
import { type State, StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { bookingNotices, budgetNotices, jobNotices } from './notice-feed'
import {
  bookingMarks,
  budgetNoticeMark,
  countWords,
  eventMarks,
  mergedNotices,
  type Notice,
  noticeKey
} from './notice-words'
import styles from './notices.module.css'
import { type NoticeDoor, tellSystem, thisDoor } from './system-notices'

export interface NoticeBellProps {
  readonly client: FarscopeClient
  readonly siteLabel: (site: string) => string
  /** Shows the job in its room. */
  readonly onOpenJob: (notice: JobNotice) => void
  /** Shows the booking in the calendar. */
  readonly onOpenBooking: (notice: BookingNotice) => void
  /** Shows what runs cost, with the budgets. */
  readonly onOpenSpend: () => void
}

function useNotices(): { unread: number; notices: readonly Notice[] } {
  const jobs = useStore(jobNotices.store)
  const bookings = useStore(bookingNotices.store)
  const budgets = useStore(budgetNotices.store)
  const notices = useMemo(
    () => mergedNotices(jobs.notices, bookings.notices, budgets.notices),
    [jobs.notices, bookings.notices, budgets.notices]
  )
  return { unread: jobs.unread + bookings.unread + budgets.unread, notices }
}

/** Which notices were new when the list was opened: they keep their mark while one reads. */
function useInbox(client: FarscopeClient, notices: readonly Notice[]) {
  const [open, setOpen] = useState(false)
  const [newTo, setNewTo] = useState<ReadonlySet<string>>(new Set())
  const change = (next: boolean): void => {
    setOpen(next)
    if (!next) return
    setNewTo(new Set(notices.filter(({ notice }) => !notice.read).map(noticeKey)))
    jobNotices.readAll(client)
    bookingNotices.readAll(client)
    budgetNotices.readAll(client)
  }
  return { open, change, newTo }
}

/** Raises the system's notices of jobs while nobody looks at this window, as long as the browser allows it. */
function useSystemNotices({ client, siteLabel, onOpenJob }: NoticeBellProps): void {
  const latest = useRef({ siteLabel, onOpenJob })
  latest.current = { siteLabel, onOpenJob }
  useEffect(
    () =>
      jobNotices.onFresh(fresh => {
        const door = thisDoor()
        if (door.permission !== 'granted' || door.looked) return
        const { siteLabel: label, onOpenJob: onOpen } = latest.current
        // Without an answer nothing is raised: the night may be quiet. The bell has them.
        client.app.settings().then(
          ({ quietHours }) => tellSystem(fresh, { door, quietHours, siteLabel: label, onOpen }),
          () => undefined
        )
      }),
    [client]
  )
}

/** How many are unread, drawn and spoken; a press opens the list and marks them read. */
export function NoticeBell(props: NoticeBellProps): ReactNode {
  const { client, siteLabel, onOpenJob, onOpenBooking, onOpenSpend } = props
  const { unread, notices } = useNotices()
  useSystemNotices(props)
  const { open, change, newTo } = useInbox(client, notices)
  const name = unread === 0 ? 'Notices' : `Notices, ${unread} unread`
  const openOne = (one: Notice): void => {
    change(false)
    if (one.of === 'job') onOpenJob(one.notice)
    else if (one.of === 'booking') onOpenBooking(one.notice)
    else onOpenSpend()
  }
  return (
    <Popover
      open={open}
      onOpenChange={change}
      align='end'
      trigger={
        <button type='button' className={styles.bell} aria-label={name} title={name}>
          <Icon name='bell' size={16} />
          {unread > 0 && <span className={styles.count}>{countWords(unread)}</span>}
        </button>
      }
      title='Notices'
    >
      <NoticeList {...{ notices, newTo, siteLabel }} now={Date.now()} onOpen={openOne} />
      {open && <SystemOffer door={thisDoor()} />}
    </Popover>
  )
}

/** Asks the browser for the system's notices, as long as nobody has answered it yet. */
export function SystemOffer({ door }: { door: NoticeDoor }): ReactNode {
  const [answer, setAnswer] = useState(door.permission)
  if (answer === 'none' || answer === 'granted') return null
  if (answer === 'denied')
    return (
      <p className={styles.offer}>
        The browser shows none of them on the desktop: its settings of this page forbid it.
      </p>
    )
  return (
    <p className={styles.offer}>
      <span className='grow'>Also when this window is not looked at?</span>
      <Button size='small' onClick={() => void door.ask().then(setAnswer, () => undefined)}>
        Show on the desktop
      </Button>
    </p>
  )
}

/** The notices, newest first; each opens its job or booking, or what is spent. `now`: milliseconds since 1970. */
export function NoticeList(props: {
  notices: readonly Notice[]
  newTo: ReadonlySet<string>
  now: number
  siteLabel: (site: string) => string
  onOpen: (notice: Notice) => void
}): ReactNode {
  const { notices, newTo, now, siteLabel, onOpen } = props
  if (notices.length === 0)
    return (
      <p className={styles.none}>
        When a job of yours ends, fails or runs out of time, when something happens to your bookings, and when a budget
        is used up to a half or more, it is told here.
      </p>
    )
  return (
    <ul className={styles.list}>
      {notices.map(one => (
        <li key={noticeKey(one)}>
          <NoticeButton {...{ one, now, siteLabel }} isNew={newTo.has(noticeKey(one))} onOpen={() => onOpen(one)} />
        </li>
      ))}
    </ul>
  )
}

function markOf(one: Notice): { readonly state: State; readonly word: string } {
  if (one.of === 'job') return eventMarks[one.notice.event]
  return one.of === 'booking' ? bookingMarks[one.notice.event] : budgetNoticeMark
}

function NoticeButton(props: {
  one: Notice
  isNew: boolean
  now: number
  siteLabel: (site: string) => string
  onOpen: () => void
}): ReactNode {
  const { one, isNew, now, siteLabel, onOpen } = props
  const { at } = one.notice
  const mark = markOf(one)
  return (
    <button type='button' className={styles.notice} onClick={onOpen}>
      <StateMark state={mark.state} label={mark.word} />
      <span className={styles.words}>
        <span className={isNew ? styles.new : undefined}>
          {visibleName(one.of === 'job' ? one.notice.text : one.notice.title)}
        </span>
        {one.of !== 'job' && <span className={styles.more}>{visibleName(one.notice.text)}</span>}
        <span className='cap' title={at}>
          {one.of === 'job' && `${siteLabel(one.notice.site)}, `}
          {formatAge(Math.max(0, (now - Date.parse(at)) / 1000))}
          {isNew && ', new'}
        </span>
      </span>
    </button>
  )
}
