import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/main/cli/catalogue/commands'
import { parseCommandLine } from '../../../src/main/cli/parse-command-line'
import { UsageError } from '../../../src/main/cli/usage-error'

const parse = (...argv: string[]) => {
  const line = parseCommandLine(argv, commands)
  return {
    command: line.command?.words.join(' '),
    positionals: line.positionals,
    rest: line.rest,
    values: Object.fromEntries(line.values)
  }
}
const hintOf = (...argv: string[]): string => {
  try {
    parseCommandLine(argv, commands)
  } catch (thrown) {
    if (thrown instanceof UsageError) return `${thrown.message} ${thrown.hint}`
  }
  throw new Error('no usage error')
}

describe('the command line', () => {
  it('takes global options anywhere before --', () => {
    const expected = { command: 'ls', positionals: ['a:'], rest: undefined, values: { json: [''], 'data-dir': ['/d'] } }
    expect(parse('--json', '--data-dir', '/d', 'ls', 'a:')).toEqual(expected)
    expect(parse('ls', '--json', 'a:', '--data-dir=/d')).toEqual(expected)
  })

  it('chooses the command with the most words', () => {
    expect(parse('site', 'host', 'add', 's', 'h', '--host', 'x').command).toBe('site host add')
    expect(parse('site', '--json', 'list').command).toBe('site list')
  })

  it('does not take the value of an option for a word of the command', () => {
    expect(parse('--data-dir', 'ls', 'site', 'list').command).toBe('site list')
  })

  it('leaves everything after -- to the command that takes it', () => {
    const line = parse('exec', 'a', '--', 'ls', '--json', '--', '-la')
    expect(line).toMatchObject({ rest: ['ls', '--json', '--', '-la'], values: {} })
  })

  it('takes what follows -- as arguments where the command has no other use for it', () => {
    const line = parse('put', '--parents', '--', '-rf', '--json', 'a:')
    expect(line).toMatchObject({ positionals: ['-rf', '--json', 'a:'], rest: undefined, values: { parents: [''] } })
  })

  it('names the arguments that are missing', () => {
    expect(hintOf('book', 'import')).toContain('RESOURCE and FILE|- are missing in farscope book import.')
    expect(hintOf('book', 'import', 'krios1')).toContain('FILE|- is missing in farscope book import.')
    expect(hintOf('job', 'show', 'hpc')).toContain('ID is missing in farscope job show.')
  })

  it.each(commands.map(({ words, usage, arguments: { least } }) => [words.join(' '), usage, least] as const))(
    'has a name for each argument that %s needs',
    (_name, usage, least) => {
      const names = usage.split(' ').slice(0, least)
      expect(names).toHaveLength(least)
      for (const name of names) expect(name).toMatch(/^[A-Z]/)
    }
  )

  it('keeps repeated options in their order', () => {
    const line = parse('site', 'add', 'n', '--host', 'h', '-i', 'one', '--identity=two', '-ithree')
    expect(line.values.identity).toEqual(['one', 'two', 'three'])
  })

  it('takes switches written together and a lone dash as an argument', () => {
    expect(parse('rm', '-ry', 'a:x').values).toEqual({ recursive: [''], yes: [''] })
    expect(parse('job', 'submit', 'a', '-').positionals).toEqual(['a', '-'])
  })

  it.each([
    [['ls', 'a:', '--nope'], '--nope'],
    [['ls', 'a:', '-z'], '-z'],
    [['site', 'add', 'n', '--host'], '--host HOST'],
    [['site', 'add', 'n', '--host', 'a', '--host', 'b'], '--host is given twice'],
    [['ls', '--json=1', 'a:'], '--json takes no value'],
    [['put', 'a', 'b:', '--conflict', 'maybe'], 'skip, overwrite, rename, newer, resume'],
    [['lss'], 'Unknown command "lss"'],
    [['site', 'nope'], 'site add'],
    [[], 'No command'],
    [['ls'], 'Usage: farscope ls SITE:[PATH]'],
    [['ls', 'a:', 'b:'], 'takes no argument "b:"'],
    [['ls', 'a:', '--', 'x'], 'takes no argument "x"'],
    [['exec', 'a'], 'needs -- and a command'],
    [['exec', 'a', '--'], 'needs -- and a command'],
    [['put', 'a', 'b:', '--verfy'], '--verfy']
  ])('says what is wrong with %j', (argv, words) => {
    expect(hintOf(...argv)).toContain(words)
  })

  it('shows help even where arguments are missing', () => {
    expect(parse('ls', '--help')).toMatchObject({ command: 'ls', values: { help: [''] } })
  })
})
