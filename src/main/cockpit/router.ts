import { os } from '../implementer'
import type { Cockpit } from './cockpit'

/** The handlers of contract/cockpit. */
export function createCockpitRouter(cockpit: Cockpit) {
  return os.cockpit.router({
    now: os.cockpit.now.handler(({ input, signal }) => cockpit.now(input?.store, signal)),
    watch: os.cockpit.watch.handler(({ input, context, signal }) => cockpit.watch(input, context.clientId, signal)),
    picture: os.cockpit.picture.handler(({ input, signal }) => cockpit.picture(input, signal))
  })
}
