import { describe, expect, it } from 'vitest'
import { findInLog, foundInLogWords, mostFound } from '../../../../src/renderer/ui/log/log-find'

describe('words in a log', () => {
  it('are found whatever their case, and mean themselves', () => {
    expect(findInLog('Error: a.b\nerror: axb', 'ERROR')).toEqual([0, 11])
    expect(findInLog('Error: a.b\nerror: axb', 'a.b')).toEqual([7])
    expect(findInLog('(x) [y] $', '[y] $')).toEqual([4])
  })

  it('are not looked for while none are typed, and not without end', () => {
    expect(findInLog('abc', '')).toEqual([])
    expect(findInLog('a'.repeat(5000), 'a')).toHaveLength(mostFound)
  })

  it('are counted beside the field', () => {
    expect(foundInLogWords('', 0, 0)).toBe('')
    expect(foundInLogWords('x', 0, 0)).toBe('not found')
    expect(foundInLogWords('x', 3, 2)).toBe('3 of 3')
    expect(foundInLogWords('x', mostFound, 0)).toContain('or more')
  })
})
