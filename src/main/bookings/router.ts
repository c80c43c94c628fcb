import { os } from '../implementer'
import type { Bookings } from './bookings'

/** The handlers of contract/bookings. */
export function createBookingsRouter(bookings: Bookings) {
  const calls = os.bookings
  return calls.router({
    stores: calls.stores.handler(() => bookings.stores()),
    init: calls.init.handler(({ input, signal }) => bookings.init(input, signal)),
    resources: calls.resources.handler(({ input, signal }) => bookings.resources(input, signal)),
    saveResources: calls.saveResources.handler(({ input, signal }) => bookings.saveResources(input, signal)),
    check: calls.check.handler(({ input, signal }) => bookings.check(input, signal)),
    calendar: calls.calendar.handler(({ input, signal }) => bookings.calendar(input, signal)),
    watch: calls.watch.handler(({ input, signal }) => bookings.watch(input, signal)),
    reading: calls.reading.handler(({ input, signal }) => bookings.reading(input, signal)),
    show: calls.show.handler(({ input, signal }) => bookings.show(input, signal)),
    planAdd: calls.planAdd.handler(({ input, signal }) => bookings.planAdd(input, signal)),
    planChange: calls.planChange.handler(({ input, signal }) => bookings.planChange(input, signal)),
    add: calls.add.handler(({ input, signal }) => bookings.add(input, signal)),
    change: calls.change.handler(({ input, signal }) => bookings.change(input, signal)),
    cancel: calls.cancel.handler(({ input, signal }) => bookings.cancel(input, signal)),
    approve: calls.approve.handler(({ input, signal }) => bookings.approve(input, signal)),
    wait: calls.wait.handler(({ input, signal }) => bookings.wait(input, signal)),
    unwait: calls.unwait.handler(({ input, signal }) => bookings.unwait(input, signal)),
    ask: calls.ask.handler(({ input, signal }) => bookings.ask(input, signal)),
    answer: calls.answer.handler(({ input, signal }) => bookings.answer(input, signal)),
    export: calls.export.handler(({ input, signal }) => bookings.export(input, signal)),
    import: calls.import.handler(({ input, signal }) => bookings.import(input, signal)),
    report: calls.report.handler(({ input, signal }) => bookings.report(input, signal)),
    log: calls.log.handler(({ input, signal }) => bookings.log(input, signal))
  })
}
