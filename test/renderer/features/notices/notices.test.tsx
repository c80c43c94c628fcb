import type { BudgetNotice } from '@contract/cloud-spend'
import type { FarscopeClient } from '@contract/contract'
import type { JobNotice } from '@contract/jobs-history'
import type { BookingNotice } from '@contract/sessions'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { NoticeList, SystemOffer } from '../../../../src/renderer/features/notices/notice-bell'
import { budgetNotices, withFresh } from '../../../../src/renderer/features/notices/notice-feed'
import { countWords, mergedNotices, noticeToasts } from '../../../../src/renderer/features/notices/notice-words'
import { type NoticeDoor, tellSystem } from '../../../../src/renderer/features/notices/system-notices'
import { toggledEvent } from '../../../../src/renderer/features/sites/job-settings'

const notice = (number: number, known: Partial<JobNotice> = {}): JobNotice => ({
  ...{ number, site: 'north', job: String(number), name: 'refine', event: 'completed', read: false },
  ...{ at: '2026-11-17T10:00:00Z', text: `refine (${number}) completed after 3 min.` },
  ...known
})
const booking = (number: number, known: Partial<BookingNotice> = {}): BookingNotice => ({
  ...{ number, store: { site: 'north', folder: '/b' }, uid: 'b1', resource: 'krios1', event: 'end', read: false },
  ...{ start: '2026-11-17T08:00:00Z', at: '2026-11-17T10:01:00Z' },
  ...{ title: 'Krios 1 ends in 10 min', text: 'Until Tue 17 Nov 11:10 CET.' },
  ...known
})
const budget = (number: number, known: Partial<BudgetNotice> = {}): BudgetNotice => ({
  ...{ number, at: '2026-11-17T10:00:30Z', title: '80 % of the budget of $500 a month', read: false },
  ...{ text: 'About $401 of $500 are spent.', ...known }
})
const label = (site: string) => (site === 'north' ? 'Northlight' : site)

describe('the list of notices', () => {
  it('has the newest first, each once, and forgets those of long ago', () => {
    const first = withFresh([], [notice(1), notice(2)])
    const after = withFresh(first, [notice(2, { read: true }), notice(3)])
    expect(after.map(({ number, read }) => [number, read])).toEqual([
      [3, false],
      [2, true],
      [1, false]
    ])
    const many = Array.from({ length: 300 }, (_, at) => notice(at))
    expect(withFresh([], many)).toHaveLength(100)
    expect(withFresh([], many)[0]?.number).toBe(299)
  })

  it('says what happened where and when, and marks what is new', () => {
    const html = renderToString(
      <NoticeList
        notices={mergedNotices(
          [notice(7, { event: 'failed', text: '<b>x</b> (7) failed with exit code 42.' }), notice(6)],
          [booking(6)],
          []
        )}
        newTo={new Set(['job 7'])}
        now={Date.parse('2026-11-17T10:02:00Z')}
        siteLabel={label}
        onOpen={() => {}}
      />
    ).replaceAll('<!-- -->', '')
    expect(html).toContain('&lt;b&gt;x&lt;/b&gt; (7) failed with exit code 42.')
    expect(html).toContain('aria-label="failed"')
    expect(html.match(/Northlight, 2 min old, new/g)).toHaveLength(1)
    // What happened last stands first, whichever kind it is of.
    expect(html.indexOf('Krios 1 ends in 10 min')).toBeLessThan(html.indexOf('refine (6)'))
    expect(html).toContain('Until Tue 17 Nov 11:10 CET.')
  })

  it('has the marks of budgets among the others, and marks them by themselves', () => {
    const html = renderToString(
      <NoticeList
        notices={mergedNotices([notice(1)], [booking(1)], [budget(1, { title: '80 % of <i>hemo</i>' }), budget(2)])}
        newTo={new Set(['budget 1'])}
        now={Date.parse('2026-11-17T10:02:00Z')}
        siteLabel={label}
        onOpen={() => {}}
      />
    ).replaceAll('<!-- -->', '')
    expect(html).toContain('80 % of &lt;i&gt;hemo&lt;/i&gt;')
    expect(html).toContain('About $401 of $500 are spent.')
    expect(html.match(/aria-label="budget of cloud runs"/g)).toHaveLength(2)
    expect(html.match(/, new</g)).toHaveLength(1)
    const order = ['Krios 1 ends', '80 % of', 'refine (1)'].map(words => html.indexOf(words))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it('marks those of budgets as read up to the newest that it has, and nothing where there is none', () => {
    const readNotices = vi.fn(async () => undefined)
    // The feed makes no other call then.
    const client = { spend: { readNotices } } as unknown as FarscopeClient
    budgetNotices.readAll(client)
    expect(readNotices).not.toHaveBeenCalled()
    budgetNotices.store.setState({ unread: 2, notices: withFresh([], [budget(4), budget(7)]) })
    budgetNotices.readAll(client)
    expect(readNotices).toHaveBeenCalledWith({ upTo: 7 })
    budgetNotices.store.setState({ unread: 0, notices: [] })
  })

  it('says what it is for while it is empty', () => {
    const none = { notices: [], newTo: new Set<string>(), now: 0, siteLabel: label, onOpen: () => {} }
    expect(renderToString(<NoticeList {...none} />)).toContain('it is told here')
  })

  it('shows a count that fits on the bell', () => {
    expect([1, 99, 100].map(countWords)).toEqual(['1', '99', '99+'])
  })
})

describe('toasts of fresh notices', () => {
  it('tell a few one by one, each with its job and site', () => {
    const toasts = noticeToasts([notice(1), notice(2)], label)
    expect(toasts.map(({ notice: of }) => of?.number)).toEqual([1, 2])
    expect(toasts[0]?.description).toBe('Northlight')
  })

  it('tell many in one, with the count of those that failed', () => {
    const many = [notice(1), notice(2, { event: 'timeout' }), notice(3, { event: 'failed' }), notice(4)]
    expect(noticeToasts(many, label)).toEqual([
      { title: 'News of 4 jobs', description: '2 jobs failed.', notice: null }
    ])
  })
})

describe('notices of the system, of a window in a browser', () => {
  const night = { from: '22:00', to: '07:00' }
  const door = (known: Partial<Omit<NoticeDoor, 'show'>> = {}) => ({
    ...{ permission: 'granted' as const, looked: false, minute: 12 * 60, ask: async () => 'granted' as const },
    ...known,
    show: vi.fn<NoticeDoor['show']>()
  })
  const tell = (at: NoticeDoor, fresh = [notice(1)], onOpen = (_: JobNotice): void => {}) =>
    tellSystem(fresh, { door: at, quietHours: night, siteLabel: label, onOpen })

  it('are raised while nobody looks at it, and open the job', () => {
    const at = door()
    const onOpen = vi.fn()
    tell(at, [notice(1)], onOpen)
    const [title, body, tag, open] = at.show.mock.calls[0] ?? expect.unreachable()
    expect([title, body, tag]).toEqual(['refine (1) completed after 3 min.', 'Northlight', 'farscope-job-1'])
    open()
    expect(onOpen).toHaveBeenCalledWith(notice(1))
  })

  it('are one for many', () => {
    const at = door()
    tell(
      at,
      [1, 2, 3, 4, 5].map(number => notice(number))
    )
    expect(at.show.mock.calls.map(([title]) => title)).toEqual(['News of 5 jobs'])
  })

  it.each([
    ['while it is looked at', { looked: true }],
    ['in quiet hours', { minute: 23 * 60 }],
    ['where the browser was not asked', { permission: 'default' as const }],
    ['where another door raises them', { permission: 'none' as const }]
  ])('are none %s', (_, known) => {
    const at = door(known)
    tell(at)
    expect(at.show).not.toHaveBeenCalled()
  })

  it('are offered until the browser was answered', () => {
    const drawn = (permission: NoticeDoor['permission']) => renderToString(<SystemOffer door={door({ permission })} />)
    expect(drawn('default')).toContain('Show on the desktop')
    expect(drawn('denied')).toContain('forbid')
    expect([drawn('granted'), drawn('none')]).toEqual(['', ''])
  })
})

describe('the settings of notices', () => {
  it('keep the order of events, whatever was ticked last', () => {
    expect(toggledEvent(['failed', 'cancelled'], 'started', true)).toEqual(['started', 'failed', 'cancelled'])
    expect(toggledEvent(['failed', 'cancelled'], 'failed', false)).toEqual(['cancelled'])
  })
})
