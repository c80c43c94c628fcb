import { Failure } from '@domain/failure'
import { os } from '../implementer'

const later = (): never => {
  throw new Failure('unsupported', 'Not in this build.')
}

/** The handlers of contract/sessions. */
export function createSessionsRouter() {
  return os.sessions.router({
    now: os.sessions.now.handler(later),
    watch: os.sessions.watch.handler(later),
    watchNotices: os.sessions.watchNotices.handler(later),
    start: os.sessions.start.handler(later),
    extend: os.sessions.extend.handler(later),
    end: os.sessions.end.handler(later),
    handOver: os.sessions.handOver.handler(later),
    noShow: os.sessions.noShow.handler(later),
    undo: os.sessions.undo.handler(later)
  })
}
