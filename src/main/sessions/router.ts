import { os } from '../implementer'
import type { Sessions } from './sessions'

/** The handlers of contract/sessions. */
export function createSessionsRouter(sessions: Sessions) {
  return os.sessions.router({
    now: os.sessions.now.handler(({ input, signal }) => sessions.now(input?.store, signal)),
    watch: os.sessions.watch.handler(({ signal }) => sessions.watch(signal)),
    notices: os.sessions.notices.handler(({ input }) => sessions.notices.list(input.before, input.limit)),
    watchNotices: os.sessions.watchNotices.handler(({ signal }) => sessions.notices.watch(signal)),
    readNotices: os.sessions.readNotices.handler(({ input }) => sessions.notices.markRead(input.upTo)),
    start: os.sessions.start.handler(({ input, signal }) => sessions.start(input, signal)),
    extend: os.sessions.extend.handler(({ input, signal }) => sessions.extend(input, signal)),
    end: os.sessions.end.handler(({ input, signal }) => sessions.end(input, signal)),
    handOver: os.sessions.handOver.handler(({ input, signal }) => sessions.handOver(input, signal)),
    askControl: os.sessions.askControl.handler(({ input, signal }) => sessions.askControl(input, signal)),
    refuseControl: os.sessions.refuseControl.handler(({ input, signal }) => sessions.refuseControl(input, signal)),
    noShow: os.sessions.noShow.handler(({ input, signal }) => sessions.noShow(input, signal)),
    undo: os.sessions.undo.handler(({ input, signal }) => sessions.undo(input, signal))
  })
}
