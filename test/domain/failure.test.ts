import { errorCodes } from '@contract/errors'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'

describe('a failure', () => {
  it('crosses a door and comes out the same', () => {
    for (const code of errorCodes) {
      const failure = new Failure(code, 'what and why', { hint: 'what to do', detail: 'their words' })
      const arrived = Failure.fromData(JSON.parse(JSON.stringify(failure.toData())))
      expect(arrived).toMatchObject({ code, message: 'what and why', hint: 'what to do', detail: 'their words' })
    }
  })

  it('carries no cause, no stack and no empty detail across', () => {
    const data = new Failure('dns', 'No such host.', { cause: new Error('secret') }).toData()
    expect(data).toEqual({ code: 'dns', message: 'No such host.', hint: '' })
  })

  it('keeps its cause on this side', () => {
    const cause = new Error('ENOENT')
    expect(new Failure('not-found', 'gone', { cause }).cause).toBe(cause)
    expect('cause' in new Failure('not-found', 'gone')).toBe(false)
  })
})

describe('any thrown thing as a failure', () => {
  it('is itself when it is one', () => {
    const failure = new Failure('quota', 'full')
    expect(Failure.from(failure)).toBe(failure)
  })

  it('is "cancelled" for an abort', () => {
    const stop = new AbortController()
    stop.abort()
    expect(Failure.from(stop.signal.reason).code).toBe('cancelled')
    expect(Failure.from(Object.assign(new Error('x'), { name: 'AbortError' })).code).toBe('cancelled')
  })

  it('is what a door carried, when it carried one', () => {
    const data = { code: 'exists', message: 'there', hint: 'rename', detail: 'EEXIST' }
    expect(Failure.from(Object.assign(new Error('wire'), { data }))).toMatchObject(data)
    expect(Failure.from(data)).toMatchObject(data)
  })

  it.each([
    [new Error('boom'), 'boom'],
    [Object.assign(new Error('odd'), { data: { code: 'no-such-code', message: '', hint: '' } }), 'odd'],
    ['text', 'text'],
    [null, 'null'],
    [42, '42']
  ])('is "internal" for %s, with its words and its cause', (thrown, message) => {
    const failure = Failure.from(thrown)
    expect(failure).toMatchObject({ code: 'internal', message, cause: thrown })
    expect(failure.hint).not.toBe('')
  })
})

it('says that an engine of another version does not know a call', () => {
  const thrown = Object.assign(new Error('Not Found'), { code: 'NOT_FOUND', status: 404, data: undefined })
  expect(Failure.from(thrown)).toMatchObject({ code: 'unsupported' })
})
