import { displayKinds, displayWays } from '@contract/display'
import { hostRoles } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/main/cli/catalogue/commands'
import { displayKindNames, displayWayNames } from '../../../src/main/cli/catalogue/display-commands'
import { roleNames } from '../../../src/main/cli/catalogue/site-commands'
import { listedFile } from '../../../src/main/cli/commands/files'
import { exactArguments } from '../../../src/main/cli/exact-arguments'
import { helpText } from '../../../src/main/cli/help'
import { parseJump } from '../../../src/main/cli/jump-option'
import { durationText, safeText, sizeText, table } from '../../../src/main/cli/text'

describe('text for people', () => {
  it('gives sizes in IEC units', () => {
    expect([0, 999, 1000, 1536, 150 * 1024, 5 * 1024 ** 3].map(sizeText)).toEqual([
      '0 B',
      '999 B',
      '1.0 KiB',
      '1.5 KiB',
      '150 KiB',
      '5.0 GiB'
    ])
  })

  it('gives durations as SLURM does', () => {
    expect([7, 187, 3723, 180_000].map(durationText)).toEqual(['0:07', '3:07', '1:02:03', '2-02:00:00'])
  })

  it('lets no name steer the terminal or turn the text round', () => {
    expect(safeText('a\u001b[2Jb\nc\u202ed\udcff')).toBe('a\\u001b[2Jb\\nc\\u202ed\ufffd')
  })

  it('aligns columns', () => {
    const rows = [
      { name: 'a', size: '1' },
      { name: 'long name', size: '100' }
    ]
    expect(
      table(rows, [
        { title: 'NAME', cell: row => row.name },
        { title: 'SIZE', right: true, cell: row => row.size }
      ])
    ).toBe('NAME       SIZE\na             1\nlong name   100\n')
  })

  it('has help with an example for every command', () => {
    for (const command of commands) {
      const text = helpText(command, commands)
      expect(text).toContain(`Usage: farscope ${command.words.join(' ')}`)
      expect(text).toContain('Examples:')
      expect(helpText(undefined, commands)).toContain(command.summary)
    }
  })

  it('lists the commands of a family where only its first word was typed', () => {
    const text = helpText(undefined, commands, ['transfer'])
    expect(text).toContain('Usage: farscope transfer COMMAND')
    for (const word of ['list', 'pause', 'resume', 'cancel', 'retry'])
      expect(text).toMatch(new RegExp(`^ +${word} `, 'm'))
    expect(text).not.toContain('mkdir')
  })

  it('knows the roles of the contract', () => {
    expect(roleNames).toEqual(hostRoles)
    expect(displayKindNames).toEqual(displayKinds)
    expect(displayWayNames).toEqual(displayWays)
  })
})

describe('a listed file', () => {
  const entry = { type: 'file', size: 1, mtime: '2026-01-01T00:00:00Z', mode: '0640', owner: 'u', group: 'g' } as const

  it('has the exact name beside the shown one only where they differ', () => {
    expect(listedFile({ ...entry, name: 'é' })).toEqual({ ...entry, name: 'é' })
    expect(listedFile({ ...entry, name: 'a\udcff', linkType: 'file' })).toEqual({
      ...entry,
      name: 'a\ufffd',
      nameBase64: 'Yf8='
    })
  })
})

describe('arguments that are not UTF-8', () => {
  it('are read from the system byte for byte', () => {
    const commandLine = Buffer.from('node\0farscope\0ls\0a:x\xff\0', 'latin1')
    expect(exactArguments(['ls', 'a:x\ufffd'], () => commandLine)).toEqual(['ls', 'a:x\udcff'])
  })

  it('stay as they are where the system does not tell', () => {
    const fail = (): never => {
      throw new Error('ENOENT')
    }
    expect(exactArguments(['a:x\ufffd'], fail)).toEqual(['a:x\ufffd'])
  })
})

describe('--jump', () => {
  it.each([
    ['gate', { host: 'gate', identityFiles: [] }],
    ['ann@gate:2222', { host: 'gate', user: 'ann', port: 2222, identityFiles: [] }],
    ['[::1]:22,identity=/k,identity=~/l', { host: '::1', port: 22, identityFiles: ['/k', '~/l'] }],
    ['ann@[fe80::1]', { host: 'fe80::1', user: 'ann', identityFiles: [] }]
  ])('reads %s', (text, jump) => {
    expect(parseJump(text)).toEqual(jump)
  })

  it.each(['', '-oProxyCommand=x', 'gate:0', 'gate:70000', 'gate,key=/k', 'a b', '::1'])('refuses %j', text => {
    expect(() => parseJump(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
