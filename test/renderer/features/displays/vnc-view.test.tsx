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
  const html = renderToString(<VncView session={session} visible onPeople={undefined} onClose={() => {}} />)
  session.close()
  return html.replaceAll('<!-- -->', '')
}

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
