import type { LogEntry } from '@contract/booking'
import { logCsv } from '@domain/bookings/log-csv'
import { expect, it } from 'vitest'

const entry: LogEntry = {
  ...{ at: '2026-11-21T08:00:00Z', user: 'jseo', act: 'add', granted: true, rule: null },
  ...{ resource: 'krios1', uid: 'a@farscope.test', text: 'krios1, "tilt"' }
}

it('the log is a table with a line for each entry, whatever stands in its words', () => {
  const refused: LogEntry = { ...entry, granted: false, rule: 'mostMinutes', resource: null, uid: null, text: 'a\nb' }
  expect(logCsv([entry, refused])).toBe(
    [
      'at,user,act,outcome,rule,resource,uid,text',
      '2026-11-21T08:00:00Z,jseo,add,granted,,krios1,a@farscope.test,"krios1, ""tilt"""',
      '2026-11-21T08:00:00Z,jseo,add,refused,mostMinutes,,,"a\nb"',
      ''
    ].join('\r\n')
  )
})

it('an empty log has the names of its columns alone', () => {
  expect(logCsv([])).toBe('at,user,act,outcome,rule,resource,uid,text\r\n')
})
