import { type DisplaySources, displaySourcesSchema } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import {
  draftOfSources,
  sourcesOfDraft,
  sourcesWords,
  withSources
} from '../../../../src/renderer/features/sites/display-sources-draft'

const all: DisplaySources = displaySourcesSchema.parse({
  dcvBroker: {
    ...{ url: 'https://broker.example.org:8443', clientId: 'a-client', owner: 'ada', reach: 'link' },
    ...{ fingerprint: 'a'.repeat(64), serverFingerprints: ['b'.repeat(64), 'c'.repeat(64)] },
    ...{ gateway: { host: 'fd00::7', port: 9443 }, requirements: "gpu='yes'" }
  },
  fastx: { list: '/opt/fx list', terminate: '/opt/fx end "$1"', port: 3443 },
  commands: [
    { name: 'Cluster desktop', command: '/opt/em/page --right {right} https://x:1' },
    { name: 'Big one', command: 'big-page' }
  ]
})
const empty = draftOfSources({})

describe('The form of the display sources of a site', () => {
  it('gives back what it was filled from, and never the password', () => {
    expect(sourcesOfDraft(draftOfSources(all))).toEqual({ ok: true, sources: all })
    const typed = sourcesOfDraft({ ...draftOfSources(all), secret: 'hush' })
    expect(JSON.stringify(typed)).not.toContain('hush')
  })

  it('is nothing when all is empty, and the site then says nothing of it', () => {
    expect(sourcesOfDraft(empty)).toEqual({ ok: true, sources: {} })
    const site = { version: 1 as const, name: 's', hosts: [], demo: false, displays: all }
    expect(withSources(site, {})).toEqual({ version: 1, name: 's', hosts: [] })
    expect(withSources(site, all).displays).toEqual(all)
  })

  it('names the field that is wrong', () => {
    const broker = { ...empty, url: 'https://b:8443', clientId: 'c' }
    const fieldOf = (changes: Partial<typeof empty>) => {
      const result = sourcesOfDraft({ ...broker, ...changes })
      return result.ok ? 'none' : result.field
    }
    expect(fieldOf({})).toBe('none')
    expect(fieldOf({ url: 'http://b:8443' })).toBe('url')
    expect(fieldOf({ url: '' })).toBe('url')
    expect(fieldOf({ url: '', clientId: '', secret: 'hush' })).toBe('url')
    expect(fieldOf({ clientId: '' })).toBe('clientId')
    expect(fieldOf({ fingerprint: 'AB:CD' })).toBe('fingerprint')
    expect(fieldOf({ serverFingerprints: `${'a'.repeat(64)}, AB` })).toBe('serverFingerprints')
    expect(fieldOf({ gateway: 'a b' })).toBe('gateway')
    expect(fieldOf({ gateway: 'gate:99999' })).toBe('gateway')
    expect(fieldOf({ fastxPort: 70_000 })).toBe('fastxPort')
    expect(fieldOf({ commands: 'no colon' })).toBe('commands')
    expect(fieldOf({ commands: 'Same: a\nSame: b' })).toBe('commands')
    expect(fieldOf({ commands: '\n Desktop : page \n' })).toBe('none')
  })

  it('takes a gateway without its usual port', () => {
    const result = sourcesOfDraft({ ...empty, url: 'https://b', clientId: 'c', gateway: 'gate.example.org' })
    expect(result).toMatchObject({ sources: { dcvBroker: { gateway: { host: 'gate.example.org', port: 8443 } } } })
  })

  it('is told in one line', () => {
    expect(sourcesWords({})).toBe('The commands on the display host.')
    expect(sourcesWords(all)).toBe(
      'DCV broker at broker.example.org:8443 · lines of the facility for FastX · desktops by a line: Cluster desktop, Big one'
    )
    expect(sourcesWords({ fastx: { port: 3443 } })).toBe('FastX at port 3443')
  })
})
