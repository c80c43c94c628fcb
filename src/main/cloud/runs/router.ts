import { os } from '../../implementer'
import type { Runs } from './runs'

export function createRunsRouter(runs: Runs) {
  return os.runs.router({
    estimate: os.runs.estimate.handler(({ input, signal }) => runs.estimate(input, signal)),
    launch: os.runs.launch.handler(({ input, signal }) => runs.launch(input, signal)),
    list: os.runs.list.handler(() => runs.list()),
    follow: os.runs.follow.handler(({ signal }) => runs.follow(signal)),
    get: os.runs.get.handler(({ input }) => runs.get(input.id)),
    log: os.runs.log.handler(({ input, signal }) => runs.log(input, signal)),
    fetch: os.runs.fetch.handler(({ input }) => runs.fetch(input)),
    stop: os.runs.stop.handler(({ input, signal }) => runs.stop(input.id, signal)),
    terminate: os.runs.terminate.handler(({ input, signal }) => runs.terminate(input.id, signal)),
    extend: os.runs.extend.handler(({ input, signal }) => runs.extend(input, signal)),
    remove: os.runs.remove.handler(({ input }) => runs.remove(input))
  })
}
