import { os } from '../../implementer'
import type { Processing } from './processing'

/** The calls of contract/processing. */
export function createProcessingRouter(processing: Processing) {
  const { processing: calls } = os
  return calls.router({
    add: calls.add.handler(({ input, signal }) => processing.add(input, signal)),
    list: calls.list.handler(() => processing.list()),
    watch: calls.watch.handler(({ signal }) => processing.watch(signal)),
    change: calls.change.handler(({ input }) => processing.change(input)),
    pause: calls.pause.handler(({ input }) => processing.pause(input.name)),
    resume: calls.resume.handler(({ input }) => processing.resume(input.name)),
    retry: calls.retry.handler(({ input }) => processing.retry(input.name)),
    remove: calls.remove.handler(({ input }) => processing.remove(input.name)),
    files: calls.files.handler(({ input: { name, ...choice } }) => processing.files(name, choice))
  })
}
