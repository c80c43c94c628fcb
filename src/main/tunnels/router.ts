import { os } from '../implementer'
import type { Tunnels } from './tunnels'

/** The handlers of contract/tunnels. */
export function createTunnelsRouter(tunnels: Tunnels) {
  const calls = os.tunnels
  return calls.router({
    list: calls.list.handler(() => tunnels.list()),
    watch: calls.watch.handler(({ signal }) => tunnels.watch(signal)),
    save: calls.save.handler(({ input }) => tunnels.save(input.site, input.tunnel, input.replace)),
    remove: calls.remove.handler(({ input }) => tunnels.remove(input.site, input.name)),
    start: calls.start.handler(({ input, signal }) => tunnels.start(input.site, input.name, signal)),
    stop: calls.stop.handler(({ input }) => tunnels.stop(input.site, input.name)),
    hold: calls.hold.handler(({ input, signal }) => tunnels.hold(input.site, input.tunnels, signal))
  })
}
