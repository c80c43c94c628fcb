/** The bell in the top bar, and the list that it opens. */
import type { FarscopeClient } from '@contract/contract'
import type { JobNotice } from '@contract/jobs-history'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../ui/button'
import { formatAge } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { Popover } from '../../ui/popover'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { noticeFeed, onFreshNotices, readAll } from './notice-feed'
import { countWords, eventMarks } from './notice-words'
import styles from './notices.module.css'
import { type NoticeDoor, tellSystem, thisDoor } from './system-notices'

export interface NoticeBellProps {
  readonly client: FarscopeClient
  readonly siteLabel: (site: string) => string
  /** Shows the job in its room. */
  readonly onOpenJob: (notice: JobNotice) => void
}

/** Which notices were new when the list was opened: they keep their mark while one reads. */
function useInbox(client: FarscopeClient) {
  const [open, setOpen] = useState(false)
  const [newTo, setNewTo] = useState<ReadonlySet<number>>(new Set())
  const change = (next: boolean): void => {
    setOpen(next)
    if (!next) return
    const unread = noticeFeed.getState().notices.filter(({ read }) => !read)
    setNewTo(new Set(unread.map(({ number }) => number)))
    readAll(client)
  }
  return { open, change, newTo }
}

/** Raises the system's notices while nobody looks at this window, as long as the browser allows it. */
function useSystemNotices({ client, siteLabel, onOpenJob }: NoticeBellProps): void {
  const latest = useRef({ siteLabel, onOpenJob })
  latest.current = { siteLabel, onOpenJob }
  useEffect(
    () =>
      onFreshNotices(fresh => {
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
export function NoticeBell({ client, siteLabel, onOpenJob }: NoticeBellProps): ReactNode {
  const { unread, notices } = useStore(noticeFeed)
  useSystemNotices({ client, siteLabel, onOpenJob })
  const { open, change, newTo } = useInbox(client)
  const name = unread === 0 ? 'Notices' : `Notices, ${unread} unread`
  const openJob = (notice: JobNotice): void => {
    change(false)
    onOpenJob(notice)
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
      title='Notices of jobs'
    >
      <NoticeList {...{ notices, newTo, siteLabel }} now={Date.now()} onOpenJob={openJob} />
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

/** The notices, newest first; each opens its job. `now`: milliseconds since 1970. */
export function NoticeList(props: {
  notices: readonly JobNotice[]
  newTo: ReadonlySet<number>
  now: number
  siteLabel: (site: string) => string
  onOpenJob: (notice: JobNotice) => void
}): ReactNode {
  const { notices, newTo, now, siteLabel, onOpenJob } = props
  if (notices.length === 0)
    return <p className={styles.none}>When a job of yours ends, fails or runs out of time, it is told here.</p>
  return (
    <ul className={styles.list}>
      {notices.map(notice => (
        <li key={notice.number}>
          <button type='button' className={styles.notice} onClick={() => onOpenJob(notice)}>
            <StateMark state={eventMarks[notice.event].state} label={eventMarks[notice.event].word} />
            <span className={styles.words}>
              <span className={newTo.has(notice.number) ? styles.new : undefined}>{visibleName(notice.text)}</span>
              <span className='cap' title={notice.at}>
                {siteLabel(notice.site)}, {formatAge(Math.max(0, (now - Date.parse(notice.at)) / 1000))}
                {newTo.has(notice.number) && ', new'}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
