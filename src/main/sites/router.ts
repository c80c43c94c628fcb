import { os } from '../implementer'
import type { ConnectionsOfSites } from './connection-views'
import type { Sites } from './sites'

export function createSitesRouter(sites: Sites) {
  return os.sites.router({
    list: os.sites.list.handler(() => sites.list()),
    watch: os.sites.watch.handler(({ signal }) => sites.watch(signal)),
    problems: os.sites.problems.handler(() => sites.problems()),
    show: os.sites.show.handler(({ input }) => sites.show(input.name)),
    save: os.sites.save.handler(({ input }) => sites.save(input.site, input.replace)),
    remove: os.sites.remove.handler(({ input }) => sites.remove(input.name)),
    addHost: os.sites.addHost.handler(({ input }) => sites.addHost(input.site, input.host)),
    removeHost: os.sites.removeHost.handler(({ input }) => sites.removeHost(input.site, input.host)),
    check: os.sites.check.handler(({ input, signal }) => sites.check(input.name, signal)),
    trust: os.sites.trust.handler(({ input: { name, ...policy }, signal }) => sites.trust(name, policy, signal)),
    sshConfig: os.sites.sshConfig.handler(({ input }) => sites.sshConfig(input.file)),
    importFacility: os.sites.importFacility.handler(({ input: { text, replace, ...own } }) =>
      sites.importFacility(text, own, replace)
    ),
    exportFacility: os.sites.exportFacility.handler(({ input }) => sites.exportFacility(input.name))
  })
}

export function createConnectionsRouter({ connections }: { connections: ConnectionsOfSites }) {
  return os.connections.router({
    list: os.connections.list.handler(() => connections.list()),
    watch: os.connections.watch.handler(({ signal }) => connections.watch(signal)),
    connect: os.connections.connect.handler(({ input, signal }) => connections.connect(input.site, input.host, signal)),
    disconnect: os.connections.disconnect.handler(({ input }) => connections.disconnect(input.site, input.host)),
    stopRetrying: os.connections.stopRetrying.handler(({ input }) => connections.stopRetrying(input.site, input.host))
  })
}
