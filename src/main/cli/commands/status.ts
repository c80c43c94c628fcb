/** `farscope status`: looks, starts nothing. */
import type { Status } from '@contract/app'
import type { CommandRun } from '../command'
import type { StatusDocument } from '../schema-documents'
import { fields, sizeText, table } from '../text'
import { tunnelsTable } from './tunnel'

const nothing: StatusDocument = {
  engine: null,
  connections: [],
  tunnels: [],
  transfers: { waiting: 0, running: 0, finished: 0, failed: 0 },
  watchers: []
}

export const showStatus: CommandRun = async ({ door, out, signal }) => {
  const client = await door.find()
  const status = client ? await client.app.status(undefined, { signal }) : null
  await out.result(status ?? nothing, () => (status ? statusText(status) : 'No engine is running.\n'))
  return 0
}

function statusText({ engine, connections, tunnels, transfers }: Status): string {
  const heading = fields([
    ['engine', `${engine.version}, process ${engine.pid}, since ${engine.startedAt}`],
    ['data folder', engine.dataFolder],
    ['clients', engine.clients],
    [
      'transfers',
      `${transfers.running} running, ${transfers.waiting} waiting, ${transfers.finished} finished, ${transfers.failed} failed`
    ]
  ])
  const through = tunnels.length > 0 ? `\n${tunnelsTable(tunnels)}` : ''
  if (connections.length === 0) return `${heading}No connections.\n${through}`
  const rows = table(connections, [
    { title: 'SITE', cell: one => one.site },
    { title: 'HOST', cell: one => one.host },
    { title: 'STATE', cell: one => one.state },
    { title: 'SINCE', cell: one => one.since },
    { title: 'RTT', right: true, cell: one => (one.roundTripMs === null ? '-' : `${one.roundTripMs.toFixed(1)} ms`) },
    {
      ...{ title: 'CHANNELS', right: true },
      cell: one => (one.channelLimit === null ? String(one.channels) : `${one.channels} of ${one.channelLimit}`)
    },
    { title: 'IN', right: true, cell: one => sizeText(one.bytesIn) },
    { title: 'OUT', right: true, cell: one => sizeText(one.bytesOut) },
    {
      title: 'VIA',
      cell: one =>
        one.hops
          .slice(0, -1)
          .map(hop => hop.host)
          .join(', ') || '-'
    },
    { title: 'LOGINS', right: true, cell: one => String(one.logins) },
    { title: 'ERROR', cell: one => one.error?.message ?? '' }
  ])
  return `${heading}${rows}${through}`
}
