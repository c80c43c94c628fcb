import { os } from '../implementer'
import type { Collection } from './collection'

/** The calls of contract/watch. */
export function createCollectionRouter(collection: Collection) {
  const { collection: calls } = os
  return calls.router({
    add: calls.add.handler(({ input, signal }) => collection.add(input, signal)),
    list: calls.list.handler(() => collection.list()),
    watch: calls.watch.handler(({ signal }) => collection.watch(signal)),
    pause: calls.pause.handler(({ input }) => collection.pause(input.name)),
    resume: calls.resume.handler(({ input }) => collection.resume(input.name)),
    change: calls.change.handler(({ input: { name, ...change } }) => collection.change(name, change)),
    remove: calls.remove.handler(({ input }) => collection.remove(input.name)),
    files: calls.files.handler(({ input: { name, ...choice } }) => collection.files(name, choice))
  })
}
