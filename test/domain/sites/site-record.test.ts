import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { facilityFileSchema, type Site } from '@contract/sites'
import { Failure } from '@domain/failure'
import { jsonErrorLine } from '@domain/sites/json-syntax'
import { facilityFromSite, formatSite, parseFacilityFile, parseSite, siteFromFacility } from '@domain/sites/site-record'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const docs = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../../docs', name), 'utf8')

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
  }
  throw new Error('it did not fail with a Failure')
}

const site: Site = {
  version: 1,
  name: 'emhall',
  hosts: [
    {
      name: 'main',
      host: 'login.example.org',
      user: 'ada',
      identityFiles: ['~/.ssh/id_ada'],
      jumps: [{ host: 'gate.example.org', user: 'ada-gate', identityFiles: ['/keys/gate'] }],
      roles: ['login'],
      hostKeys: []
    }
  ]
}

describe('a site record', () => {
  it('comes back from its text as it was', () => {
    expect(parseSite(formatSite(site), 'emhall.json')).toEqual(site)
  })

  it('that is not JSON is reported with its file and line', () => {
    const failure = failureOf(() => parseSite('{\n  "version": 1,\n  "name" "x"\n}', 'x.json'))
    expect(failure.code).toBe('corrupt')
    expect(failure.message).toContain('x.json')
    expect(failure.message).toContain('line 3')
  })

  it('of a newer version is unsupported, whatever else it holds', () => {
    expect(failureOf(() => parseSite('{"version": 2, "future": []}', 'x.json')).code).toBe('unsupported')
  })

  it('with a wrong field is reported with the place of the field', () => {
    const text = JSON.stringify({ ...site, hosts: [{ ...site.hosts[0], port: 99999 }] })
    expect(failureOf(() => parseSite(text, 'x.json')).message).toContain('hosts[0].port')
  })

  it('with two hosts of one name is refused', () => {
    const text = JSON.stringify({ ...site, hosts: [site.hosts[0], site.hosts[0]] })
    expect(failureOf(() => parseSite(text, 'x.json')).code).toBe('corrupt')
  })

  it.each(['-oProxyCommand=x', 'a;b', 'a`b`', '$(id)'])('with the user name %s is refused', user => {
    const text = JSON.stringify({ ...site, hosts: [{ ...site.hosts[0], user }] })
    expect(failureOf(() => parseSite(text, 'x.json')).code).toBe('corrupt')
  })
})

describe('a facility file', () => {
  it('has a published schema that is the one which is applied', () => {
    expect(JSON.parse(docs('facility.schema.json'))).toEqual(z.toJSONSchema(facilityFileSchema, { io: 'input' }))
  })

  it('has a published example that can be read', () => {
    expect(parseFacilityFile(docs('facility.example.json')).hosts.length).toBeGreaterThan(1)
  })

  it('tells others the broker of its displays, and not whose sessions it makes', () => {
    const dcvBroker = { url: 'https://broker.example.org:8443', clientId: 'a-client', serverFingerprints: [] }
    const displays = { dcvBroker: { ...dcvBroker, owner: 'ada' }, fastx: { list: 'fx list' } }
    const file = facilityFromSite({ ...site, displays })
    expect(file.displays).toEqual({ dcvBroker, fastx: { list: 'fx list' } })
    expect(siteFromFacility(parseFacilityFile(JSON.stringify(file)), { identityFiles: [] }).displays).toEqual(
      file.displays
    )
  })

  it('has no password in the address of a broker, and no fingerprint that is none', () => {
    const withBroker = (changes: object): string =>
      JSON.stringify({ ...site, displays: { dcvBroker: { url: 'https://b:8443', clientId: 'c', ...changes } } })
    expect(parseSite(withBroker({ fingerprint: `${'AB:'.repeat(31)}AB` }), 'x.json').name).toBe('emhall')
    for (const changes of [
      ...[{ url: 'https://user:secret@b:8443' }, { url: 'http://b:8443' }, { url: 'https://b/?token=x' }],
      ...[{ clientId: 'id:secret' }, { clientId: '' }, { fingerprint: 'AB:CD' }]
    ])
      expect(failureOf(() => parseSite(withBroker(changes), 'x.json')).message).toContain('displays.dcvBroker')
  })

  it('tells others neither user names nor key files', () => {
    const text = JSON.stringify(facilityFromSite(site))
    expect(text).not.toContain('ada')
    expect(text).not.toContain('/keys/gate')
    expect(text).toContain('gate.example.org')
  })

  it('hands on where the booking calendar is', () => {
    const file = facilityFromSite({ ...site, bookings: '/em/calendar' })
    expect(siteFromFacility(file, { identityFiles: [] }).bookings).toBe('/em/calendar')
  })

  it('takes the user and key of whoever imports it, also for jump hosts', () => {
    const imported = siteFromFacility(facilityFromSite(site), { user: 'bob', identityFiles: ['/home/bob/key'] })
    expect(imported.hosts[0]).toMatchObject({
      user: 'bob',
      identityFiles: ['/home/bob/key'],
      jumps: [{ host: 'gate.example.org', user: 'bob', identityFiles: ['/home/bob/key'] }]
    })
  })
})

describe('the line of a mistake in JSON', () => {
  it('is nowhere exactly where JSON.parse is content', () => {
    const almost = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '[', ' ', '1', 'tru', '\\', '-'))
      .map(([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1)))
    fc.assert(
      fc.property(almost, text => {
        let good = true
        try {
          JSON.parse(text)
        } catch {
          good = false
        }
        expect(jsonErrorLine(text) === undefined).toBe(good)
      })
    )
  })
})
