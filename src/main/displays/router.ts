import { os } from '../implementer'
import type { AllDisplays } from './all-kinds'

/** The handlers of contract/displays. */
export function createDisplaysRouter({ displays, channels, brokerLogin }: AllDisplays) {
  const calls = os.displays
  return calls.router({
    list: calls.list.handler(({ input, signal }) => displays.list(input.site, input.kinds, signal)),
    watch: calls.watch.handler(({ input, signal }) => displays.watch(input.site, input.kinds, signal)),
    create: calls.create.handler(({ input, signal }) => displays.create(input, signal)),
    open: calls.open.handler(({ input: { way, print, ...one }, signal }) => displays.open(one, { way, print }, signal)),
    openBooked: calls.openBooked.handler(({ input: { store, uid, way, print }, signal }) =>
      displays.openBooked(store, uid, { way, print }, signal)
    ),
    close: calls.close.handler(({ input, signal }) => displays.close(input, signal)),
    share: calls.share.handler(({ input: { people, ...one }, signal }) => displays.share(one, people, signal)),
    people: calls.people.handler(({ input, signal }) => displays.people(input, signal)),
    thumbnail: calls.thumbnail.handler(({ input: { width, ...one }, signal }) =>
      displays.thumbnail(one, width, signal)
    ),
    check: calls.check.handler(({ input, signal }) => displays.check(input, signal)),
    brokerLogin: calls.brokerLogin.handler(({ input, signal }) => brokerLogin(input.site, input.secret, signal)),
    vncWatch: calls.vncWatch.handler(({ input, signal }) => channels.watch(input.channel, signal)),
    vncAck: calls.vncAck.handler(({ input }) => channels.ack(input.channel, input.offset)),
    vncSend: calls.vncSend.handler(({ input }) => channels.send(input.channel, input.base64)),
    vncPassword: calls.vncPassword.handler(({ input }) => ({ password: channels.password(input.channel) }))
  })
}
