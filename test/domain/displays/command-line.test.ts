import { expect, it } from 'vitest'
import { commandLine } from '../../../src/domain/displays/command-line'

it('The line of a facility is told the right wherever it has a place for it', () => {
  expect(commandLine('page --right {right} --log /tmp/{right}.log', 'view')).toBe(
    'page --right view --log /tmp/view.log'
  )
  expect(commandLine('page {right}', 'control')).toBe('page control')
})

it('A line without a place for the right is for control alone, and a variable of the shell is none', () => {
  expect(commandLine('page', 'control')).toBe('page')
  expect(commandLine('page', 'view')).toBeUndefined()
  const variable = 'right=x; page $' + '{right}'
  expect(commandLine(variable, 'view')).toBeUndefined()
  expect(commandLine(variable, 'control')).toBe(variable)
})
