/**
 * Notices of the system for a window in a browser (Notifications API), for when nobody looks at it. Electron's door has
 * its own, from the engine.
 */
import type { Settings } from '@contract/app'
import type { JobNotice } from '@contract/jobs-history'
import { isQuiet } from '@domain/jobs/notice-quiet'
import { visibleName } from '../../ui/visible-name'
import { noticeToasts } from './notice-words'

/** What is used of the browser; `ask` may be called from a click only. */
export interface NoticeDoor {
  /** `none`: this door raises no notices by itself (Electron), or the browser has none. */
  readonly permission: NotificationPermission | 'none'
  readonly looked: boolean
  /** Minutes of the local day. */
  readonly minute: number
  ask(): Promise<NotificationPermission>
  show(title: string, body: string, tag: string, onOpen: () => void): void
}

/** The window that runs now. */
export function thisDoor(): NoticeDoor {
  const now = new Date()
  // A page that is not served over HTTP is Electron's.
  const has = typeof Notification !== 'undefined' && location.protocol.startsWith('http')
  return {
    permission: has ? Notification.permission : 'none',
    looked: !document.hidden && document.hasFocus(),
    minute: now.getHours() * 60 + now.getMinutes(),
    ask: () => Notification.requestPermission(),
    show(title, body, tag, onOpen) {
      const notice = new Notification(title, { body, tag })
      notice.onclick = () => {
        window.focus()
        notice.close()
        onOpen()
      }
    }
  }
}

/**
 * Raises them, unless somebody looks or the hours are quiet; many at once are one. Windows of one engine give a notice
 * the same tag, so that the system shows it once.
 */
export function tellSystem(
  fresh: readonly JobNotice[],
  about: {
    readonly door: NoticeDoor
    readonly quietHours: Settings['quietHours']
    readonly siteLabel: (site: string) => string
    readonly onOpen: (notice: JobNotice) => void
  }
): void {
  const { door, quietHours, siteLabel, onOpen } = about
  const newest = fresh.at(-1)
  if (newest === undefined || door.permission !== 'granted' || door.looked || isQuiet(quietHours, door.minute)) return
  for (const { title, description, notice } of noticeToasts(fresh, siteLabel)) {
    const opened = notice ?? newest
    door.show(visibleName(title), description, `farscope-job-${opened.number}`, () => onOpen(opened))
  }
}
