import { Failure } from '@domain/failure'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { foundWords } from '../../../../src/renderer/features/terminals/search-bar'
import { ShellNote } from '../../../../src/renderer/features/terminals/shell-note'
import type { PanePhase } from '../../../../src/renderer/features/terminals/terminal-tabs'
import { placeName } from '../../../../src/renderer/ui/place-name'

function note(phase: PanePhase): string {
  const pane = { key: 'k', id: 'i', place: { kind: 'local' }, title: null, cwd: null, phase } as const
  return renderToString(<ShellNote pane={pane} name='Northlight' onClose={() => {}} />).replaceAll('<!-- -->', '')
}

describe('a pane without a shell', () => {
  it('says why it ended, and offers another', () => {
    const html = note({ kind: 'ended', reason: 'The shell has ended with status 3.' })
    expect(html).toContain('The shell has ended with status 3.')
    expect(html).toContain('Open again')
  })

  it('says what failed and what to do, as text', () => {
    const failure = new Failure('auth-failed', 'No key was taken by <host>.', { hint: 'Load your key.' })
    const html = note({ kind: 'failed', failure })
    expect(html).toContain('No key was taken by &lt;host&gt;.')
    expect(html).toContain('Load your key.')
    expect(html).toContain('Try again')
  })

  it('says that one is being opened, and nothing once it is there', () => {
    expect(note({ kind: 'opening' })).toContain('Opening a shell on Northlight.')
    expect(note({ kind: 'open' })).toBe('')
  })
})

describe('words of the terminals', () => {
  it('count what a search found', () => {
    expect(foundWords('', { count: 0, current: 0 })).toBe('')
    expect(foundWords('x', { count: 0, current: 0 })).toBe('not found')
    expect(foundWords('x', { count: 7, current: 3 })).toBe('3 of 7')
    expect(foundWords('x', { count: 1000, current: 0 })).toBe('1,000 or more')
  })

  it('name a place as the person does', () => {
    const sites = [{ version: 1, name: 'nl', label: 'Northlight', hosts: [], demo: false }] as const
    expect(placeName({ kind: 'local' }, [])).toBe('This computer')
    expect(placeName({ kind: 'site', site: 'nl' }, [{ ...sites[0], hosts: [] }])).toBe('Northlight')
    expect(placeName({ kind: 'site', site: 'other', host: 'gpu' }, [])).toBe('other, gpu')
  })
})
