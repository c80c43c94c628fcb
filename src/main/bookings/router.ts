import { Failure } from '@domain/failure'
import { os } from '../implementer'

const later = (): never => {
  throw new Failure('unsupported', 'Not in this build.')
}

/** The handlers of contract/bookings. */
export function createBookingsRouter() {
  return os.bookings.router({
    stores: os.bookings.stores.handler(later),
    init: os.bookings.init.handler(later),
    resources: os.bookings.resources.handler(later),
    saveResources: os.bookings.saveResources.handler(later),
    check: os.bookings.check.handler(later),
    calendar: os.bookings.calendar.handler(later),
    watch: os.bookings.watch.handler(later),
    show: os.bookings.show.handler(later),
    planAdd: os.bookings.planAdd.handler(later),
    planChange: os.bookings.planChange.handler(later),
    add: os.bookings.add.handler(later),
    change: os.bookings.change.handler(later),
    cancel: os.bookings.cancel.handler(later),
    approve: os.bookings.approve.handler(later),
    wait: os.bookings.wait.handler(later),
    unwait: os.bookings.unwait.handler(later),
    ask: os.bookings.ask.handler(later),
    answer: os.bookings.answer.handler(later),
    export: os.bookings.export.handler(later),
    import: os.bookings.import.handler(later),
    report: os.bookings.report.handler(later),
    log: os.bookings.log.handler(later)
  })
}
