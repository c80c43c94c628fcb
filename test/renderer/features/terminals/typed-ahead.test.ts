import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { newPane, type PanePhase, type TerminalPane } from '../../../../src/renderer/features/terminals/terminal-tabs'
import { createTypedAhead, mostAhead } from '../../../../src/renderer/features/terminals/typed-ahead'

const pane = (key: string, phase: PanePhase): TerminalPane => ({ ...newPane(key, { place: { kind: 'local' } }), phase })
const wanted = pane('a', { kind: 'wanted' })
const opening = pane('a', { kind: 'opening' })
const open = pane('a', { kind: 'open' })
const failed = pane('a', { kind: 'failed', failure: new Failure('unreachable', 'No way there.') })

describe('what is typed before the shell is there', () => {
  it('is given out in order when the shell is open, once', () => {
    const ahead = createTypedAhead()
    ahead.keep(wanted, 'ec')
    expect(ahead.settle({ a: opening })).toEqual([])
    ahead.keep(opening, 'ho ')
    ahead.keep(opening, 'here\r')
    expect(ahead.settle({ a: open })).toEqual([{ pane: open, data: 'echo here\r' }])
    expect(ahead.settle({ a: open })).toEqual([])
  })

  it('stays with its own terminal', () => {
    const ahead = createTypedAhead()
    const other = pane('b', { kind: 'opening' })
    ahead.keep(opening, 'one')
    ahead.keep(other, 'two')
    expect(ahead.settle({ a: opening, b: { ...other, phase: { kind: 'open' } } })).toMatchObject([{ data: 'two' }])
    expect(ahead.settle({ a: open, b: other })).toMatchObject([{ data: 'one' }])
  })

  it('is forgotten when the shell could not be had, also for the next one', () => {
    const ahead = createTypedAhead()
    ahead.keep(opening, 'rm -r .\r')
    expect(ahead.settle({ a: failed })).toEqual([])
    expect(ahead.settle({ a: open })).toEqual([])
    // A kept shell that is gone: a new one is wanted in its place, perhaps in another folder.
    ahead.keep(wanted, 'rm -r .\r')
    ahead.settle({ a: opening })
    ahead.settle({ a: wanted })
    expect(ahead.settle({ a: open })).toEqual([])
    ahead.keep(opening, 'rm -r .\r')
    ahead.settle({})
    expect(ahead.settle({ a: open })).toEqual([])
  })

  it('is not kept where a shell is there, or none is coming', () => {
    const ahead = createTypedAhead()
    const lost = pane('a', { kind: 'waiting', reason: 'The link is gone.', sinceMs: 0 })
    for (const one of [open, failed, lost, pane('a', { kind: 'ended', reason: 'exit' })]) ahead.keep(one, 'x')
    expect(ahead.settle({ a: open })).toEqual([])
  })

  it('is kept up to a limit, and nothing is left out in the middle', () => {
    const ahead = createTypedAhead()
    ahead.keep(opening, 'x'.repeat(mostAhead - 1))
    ahead.keep(opening, 'two')
    ahead.keep(opening, '3')
    expect(ahead.settle({ a: open }).map(({ data }) => data.length)).toEqual([mostAhead - 1])
  })
})
