import { Failure } from '@domain/failure'
import { os } from '../implementer'

const later = (): never => {
  throw new Failure('unsupported', 'Not in this build.')
}

/** The handlers of contract/displays. */
export function createDisplaysRouter() {
  return os.displays.router({
    list: os.displays.list.handler(later),
    watch: os.displays.watch.handler(later),
    create: os.displays.create.handler(later),
    open: os.displays.open.handler(later),
    openBooked: os.displays.openBooked.handler(later),
    close: os.displays.close.handler(later),
    share: os.displays.share.handler(later),
    people: os.displays.people.handler(later),
    thumbnail: os.displays.thumbnail.handler(later),
    check: os.displays.check.handler(later),
    vncWatch: os.displays.vncWatch.handler(later),
    vncAck: os.displays.vncAck.handler(later),
    vncSend: os.displays.vncSend.handler(later),
    vncPassword: os.displays.vncPassword.handler(later)
  })
}
