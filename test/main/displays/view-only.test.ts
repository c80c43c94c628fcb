/** Kinds that cannot keep somebody to looking on: nothing of them is opened by who may only look. */
import type { SiteView } from '@contract/sites'
import { expect, it } from 'vitest'
import type { DisplayAdapter, DisplayPlace, OpenRequest } from '../../../src/main/displays/adapter'
import { createCommandAdapter } from '../../../src/main/displays/command'
import { createDcvBroker } from '../../../src/main/displays/dcv-broker'
import { createFastxAdapter } from '../../../src/main/displays/fastx'
import { memorySecrets } from '../../../src/main/keyring'
import { silentLog, systemClock } from '../../../src/main/platform'

const site: SiteView = {
  ...{ version: 1, name: 'em', demo: false },
  hosts: [
    { name: 'viz', host: 'viz.example.org', identityFiles: [], jumps: [], hostKeys: [], roles: ['display', 'login'] }
  ],
  displays: {
    dcvBroker: { url: 'https://broker.example.org:8443', clientId: 'c', serverFingerprints: [] },
    commands: [
      { name: 'Desktop', command: 'desktop-page' },
      { name: 'Shared desktop', command: 'desktop-page {right}' }
    ]
  }
}
const sites = { show: async () => site }
/** Nothing of the host is asked before the refusal; what goes on ends here. */
const ran: string[] = []
const connection: DisplayPlace['connection'] = async () => {
  ran.push('connected')
  throw new Error('The host was asked.')
}
const place: DisplayPlace = {
  ...{ site: 'em', host: 'viz', automatic: false, facility: undefined, connection, login: connection }
}
const view = (id: string): OpenRequest => ({ place, id, way: 'web', print: true, right: 'view' })
const open = (adapter: DisplayAdapter, id: string) => adapter.open(view(id), undefined).next()

const platform = { clock: systemClock, environment: {}, homeFolder: '/nowhere' }
const fastx = createFastxAdapter({ platform, sites })
const command = createCommandAdapter({ platform, sites })
const broker = createDcvBroker({
  platform: { ...platform, log: silentLog, secrets: memorySecrets() },
  ...{ sites, files: { write: () => Promise.reject(new Error()), removeAll: async () => undefined } },
  ask: () => Promise.reject(new Error('Nobody is asked.'))
})

it('FastX, a broker of DCV and a line without a place for the right refuse who may only look, with the reason', async () => {
  for (const [adapter, id] of [
    [fastx, 'fx-1'],
    [broker, 'session-1'],
    [command, 'Desktop']
  ] as const)
    await expect(open(adapter, id)).rejects.toMatchObject({
      ...{ code: 'not-allowed', message: expect.stringContaining('would let you drive') }
    })
  expect(ran).toEqual([])
})

it('A line with a place for the right is run for who may only look', async () => {
  const opening = command.open(view('Shared desktop'), undefined)
  expect((await opening.next()).value).toMatchObject({ text: 'Running the command of the facility' })
  await expect(opening.next()).rejects.toThrow('The host was asked.')
})

it('A site lists its lines on its display host alone', async () => {
  expect((await command.list(place, undefined))?.map(({ id }) => id)).toEqual(['Desktop', 'Shared desktop'])
  expect(await command.list({ ...place, host: 'login' }, undefined)).toBeNull()
})
