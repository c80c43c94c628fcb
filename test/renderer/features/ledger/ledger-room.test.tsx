/** What the ledger's room says before anything is read, and of releases and verifications. */
import type { FarscopeClient } from '@contract/contract'
import type { LedgerState, Release, VerifyEvent } from '@contract/ledger'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LedgerBar, noFilter } from '../../../../src/renderer/features/ledger/ledger-bar'
import type { Count } from '../../../../src/renderer/features/ledger/ledger-words'
import { ReleaseBanner, VerifyBanner } from '../../../../src/renderer/features/ledger/work-banners'

const instant = '2026-11-22T03:00:00.000Z'
const nothing = (): void => undefined
// Nothing is asked while it is only drawn.
const client = {} as FarscopeClient

const release: Release = {
  ...{ id: 'release-1', state: 'running', copies: 2, startedAt: instant, endedAt: null, confirmedBy: '' },
  ...{ apart: [], total: { files: 40, bytes: 4000 }, deleted: { files: 10, bytes: 1000 }, refused: 0, failed: [] }
}
const ofRelease = (more: Partial<Release>): string =>
  renderToString(<ReleaseBanner client={client} release={{ ...release, ...more }} />).replaceAll('<!-- -->', '')

const counts = { files: 3, bytes: 30, verified: 6, missing: 0, differs: 0, away: 0, sourceChanged: 0, failed: [] }
const ofVerify = (more: Partial<VerifyEvent>, running = false): string => {
  const event: VerifyEvent = { type: 'end', total: { files: 3, bytes: 30 }, counts, ...more }
  const verifying = { event, running, failure: null, start: nothing, stop: nothing, clear: nothing }
  return renderToString(<VerifyBanner verifying={verifying} />).replaceAll('<!-- -->', '')
}

describe('the banner of a release', () => {
  it('tells how far it is, and can stop it', () => {
    expect(ofRelease({})).toContain('Releasing: 10 of 40 files deleted')
    expect(ofRelease({})).toContain('Stop')
  })

  it('offers to go on with what was interrupted or stopped, and says why', () => {
    expect(ofRelease({ state: 'interrupted' })).toContain('Go on with 30 files')
    const failed = [{ path: '', code: 'unreachable' as const, message: 'cluster does not answer.' }]
    expect(ofRelease({ state: 'stopped', refused: 5, failed })).toContain('cluster does not answer.')
    expect(ofRelease({ state: 'stopped', refused: 5, failed })).toContain('Go on with 25 files')
  })

  it('says nothing of one that is done, and how many were kept by one that kept some', () => {
    expect(ofRelease({ state: 'finished' })).toBe('')
    expect(ofRelease({ state: 'finished-with-errors', refused: 2 })).toContain('2 files kept')
  })
})

describe('the banner of a verification', () => {
  it('tells how far it is, then what it found', () => {
    expect(ofVerify({ type: 'progress', counts: { ...counts, files: 1 } }, true)).toContain('Verifying 1 of 3 files')
    expect(ofVerify({})).toContain('3 files looked at, every copy is verified.')
    const bad = { ...counts, missing: 1, differs: 2, sourceChanged: 1 }
    expect(ofVerify({ counts: bad })).toContain('1 copy missing, 2 copies different, 1 source changed or gone.')
  })
})

describe('the bar of the ledger', () => {
  const bar = (found: ReadonlyMap<LedgerState, Count>, why: string | undefined): string =>
    renderToString(
      <LedgerBar
        {...{
          filter: noFilter,
          origins: [],
          copies: 2,
          counts: found,
          nothing: why,
          verifying: false,
          releasing: false
        }}
        {...{ onFilter: nothing, onCopies: nothing, onAdd: nothing, onVerify: nothing, onReport: nothing }}
        onRelease={nothing}
      />
    )

  it('counts the files of each state', () => {
    const html = bar(new Map([['safe', { files: 3871, bytes: 1 }]]), undefined)
    expect(html).toContain('Safe 3,871')
    expect(html).toContain('Trouble 0')
  })

  it('says why nothing can be released', () => {
    expect(bar(new Map(), 'The ledger has no files here')).toContain('The ledger has no files here')
  })
})
