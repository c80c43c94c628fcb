/** The displays of a site as a table, of none to many. */
import type { Display } from '@contract/display'
import { Failure } from '@domain/failure'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DisplaysList } from '../../../../src/renderer/features/displays/displays-list'
import type { SiteDisplays } from '../../../../src/renderer/features/displays/use-displays'

const made = (at: number): Display => ({
  ...{ kind: 'vnc', site: 'cluster', host: 'main', id: `:${at}`, name: `Grid ${at}`, owner: 'cryo', type: 'virtual' },
  ...{ state: 'ready', message: '', clients: 0, created: null, idleSince: null, size: null, listens: null, job: null },
  ...{ resource: null, cannot: {} }
})

const drawn = (known: Partial<SiteDisplays>): string =>
  renderToString(
    <DisplaysList
      siteLabel='Northlight'
      displays={{ list: null, failure: null, again: () => undefined, ...known }}
      onAct={() => undefined}
      onNew={() => undefined}
      onCheck={() => undefined}
    />
  )
const listOf = (count: number): NonNullable<SiteDisplays['list']> => ({
  ...{ site: 'cluster', kinds: ['vnc'], displays: Array.from({ length: count }, (_, at) => made(at)), problems: [] },
  ...{ readAt: '2026-11-21T17:00:00Z' }
})

describe('the list of displays', () => {
  it('says what to do where there is none', () => {
    const html = drawn({ list: listOf(0) })
    expect(html).toContain('No display of yours runs on')
    expect(html).toContain('0 displays')
    expect(html.match(/New display/g)?.length).toBeGreaterThan(1)
  })

  it('draws a screenful of two hundred, and counts them all', () => {
    const html = drawn({ list: listOf(200) })
    expect(html).toContain('aria-rowcount="201"')
    expect(html).toContain('200 displays')
    expect(html.match(/data-place/g)?.length).toBeLessThan(80)
    expect(html).toContain('Grid 0')
  })

  it('says that it asks, and what failed', () => {
    expect(drawn({})).toContain('Asking Northlight.')
    const failure = new Failure('unreachable', 'No way there.', { hint: 'Is the network up?' })
    expect(drawn({ failure })).toContain('The displays of Northlight are unknown.')
    expect(drawn({ list: listOf(3), failure })).toContain('3 displays')
  })
})
