import { Failure } from '@domain/failure'
import { expect, it } from 'vitest'
import { letCancelledPass } from '../../src/main/late-cancellations'

it('cancelled work that fails when nobody waits for it any more is written down and ends nothing', () => {
  const lines: string[] = []
  letCancelledPass(new Failure('cancelled', 'The transfer was cancelled.'), { error: line => lines.push(line) })
  expect(lines).toEqual(['Nobody waited for what was cancelled: The transfer was cancelled.'])
})

it('any other failure that nobody takes ends the process', () => {
  const lost = new Failure('unreachable', 'The link was lost.')
  expect(() => letCancelledPass(lost, { error: () => undefined })).toThrow(lost)
  expect(() => letCancelledPass('a word', { error: () => undefined })).toThrow('a word')
})
