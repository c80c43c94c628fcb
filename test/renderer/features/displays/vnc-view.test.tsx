import type { Launch } from '@contract/display'
import type { VncEvent } from '@contract/displays'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { OpenSource } from '../../../../src/renderer/features/displays/open-task'
import { type SessionCalls, VncSession } from '../../../../src/renderer/features/displays/vnc/vnc-session'
import { VncView } from '../../../../src/renderer/features/displays/vnc/vnc-view'

const source: OpenSource = {
  ...{ by: 'booking', store: { site: 'em', folder: '/b' }, uid: 'u', name: 'Krios 1' }
}

function shown(why: Extract<VncEvent, { type: 'end' }>['why'], reason: string): string {
  // What is only drawn calls nothing.
  const session = new VncSession({} as SessionCalls, source, null)
  session.store.setState({ phase: { is: 'over', end: { why, reason } } })
  session.store.getInitialState = session.store.getState
  const html = renderToString(<VncView session={session} visible onPeople={() => {}} onClose={() => {}} />)
  session.close()
  return html.replaceAll('<!-- -->', '')
}

describe('The view of an open display', () => {
  const launch: Launch = {
    ...{ kind: 'vnc', way: 'inside', host: '127.0.0.1', port: 5901, sessionId: ':1', right: 'view' },
    ...{ url: null, channel: 'c', file: null }
  }
  function drawn(known: Partial<Launch>): string {
    const session = new VncSession({} as SessionCalls, source, { ...launch, ...known })
    const html = renderToString(
      <VncView session={session} visible control={<p>Ben asks to drive</p>} onPeople={() => {}} onClose={() => {}} />
    )
    session.close()
    return html
  }

  it('of a booking tells who looks as soon as it is known which one was opened', () => {
    expect(drawn({})).not.toContain('Who looks')
    expect(drawn({ display: { kind: 'vnc', site: 'em', host: 'viz', id: ':1' } })).toContain('Who looks')
  })

  it('has what concerns its control between its tools and its picture', () => {
    expect(drawn({})).toMatch(/toolbar.*Ben asks to drive/)
  })
})

describe('The view of a display that was closed', () => {
  it('says why, and opens it no more where the booking is over', () => {
    const html = shown('over', 'The booking of Krios 1 has ended.')
    expect(html).toContain('The booking of Krios 1 has ended.')
    expect(html).not.toContain('Open again')
  })

  it.each(['display', 'link', 'closed'] as const)('offers to open it again where it may be: %s', why => {
    expect(shown(why, 'It was closed.')).toContain('Open again')
  })
})
