import { os } from '../../implementer'
import type { Previews } from './previews'

export function createPreviewsRouter(previews: Previews) {
  const calls = os.previews
  return calls.router({
    look: calls.look.handler(({ input: { place, ...wish }, signal }) => previews.look(place, wish, signal)),
    newest: calls.newest.handler(({ input: { place, ...wish }, signal }) => previews.newest(place, wish, signal))
  })
}
