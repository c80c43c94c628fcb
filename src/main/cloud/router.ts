import { os } from '../implementer'
import type { Cloud } from './cloud'

export function createCloudRouter(cloud: Cloud) {
  return os.cloud.router({
    account: os.cloud.account.handler(({ input, signal }) => cloud.account(input, signal)),
    check: os.cloud.check.handler(({ input, signal }) => cloud.check(input, signal)),
    list: os.cloud.list.handler(({ input, signal }) => cloud.list(input, signal)),
    sweep: os.cloud.sweep.handler(({ input, signal }) => cloud.sweep(input, signal)),
    clusters: os.cloud.clusters.handler(({ input, signal }) => cloud.clusters(input, signal)),
    types: os.cloud.types.handler(({ input, signal }) => cloud.types(input, signal)),
    prices: os.cloud.prices.handler(({ input, signal }) => cloud.prices(input, signal))
  })
}
