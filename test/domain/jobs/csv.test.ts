import { csvField, csvHeader, csvLine } from '@domain/jobs/csv'
import { pastJob } from '@domain/jobs/history'
import { jobRecord } from '@domain/jobs/job-record'
import { describe, expect, it } from 'vitest'

const line = (name: string): string =>
  csvLine(
    pastJob(
      { record: jobRecord({ id: '1', stateRaw: 'COMPLETED', name, exitCode: 0, cpus: 4 }), use: null },
      { site: 'krios', source: 'accounting', template: null }
    )
  )

describe('the table of finished jobs', () => {
  it('quotes what holds commas, quotes or line breaks (RFC 4180)', () => {
    expect(csvField('plain')).toBe('plain')
    expect(csvField('a,b')).toBe('"a,b"')
    expect(csvField('say "hi"')).toBe('"say ""hi"""')
    expect(csvField('two\nlines')).toBe('"two\nlines"')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('does not let %j pass for a formula', text => {
    expect(csvField(text).replace(/^"(.*)"$/s, '$1')).toBe(`'${text}`)
  })

  it('leaves numbers numbers and the unknown empty', () => {
    expect(csvField(-3)).toBe('-3')
    expect(csvField(null)).toBe('')
  })

  it('has as many fields in each line as names in the first', () => {
    const count = (text: string): number => text.split(',').length
    expect(csvHeader).toMatch(/^site,id,name,user,/)
    expect(count(line('x'))).toBe(count(csvHeader))
    expect(line('=cmd()')).toMatch(/^krios,1,'=cmd\(\),.*\r\n$/)
  })
})
