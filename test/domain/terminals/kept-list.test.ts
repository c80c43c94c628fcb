import { expect, it } from 'vitest'
import { parseKeptList } from '../../../src/domain/terminals/kept-list'

it('lists kept shells newest first, and nothing else that a host prints', () => {
  const text = [
    'Welcome to the cluster',
    'tmux farscope-aa 0 1700000000',
    'screen farscope-bb 1',
    'tmux farscope-cc 2 1700000100',
    'tmux bad;name 0 1700000000',
    'zellij farscope-dd 0 1',
    ''
  ].join('\n')
  expect(parseKeptList(text)).toEqual([
    { by: 'tmux', name: 'farscope-cc', attached: true, createdAt: '2023-11-14T22:15:00.000Z' },
    { by: 'tmux', name: 'farscope-aa', attached: false, createdAt: '2023-11-14T22:13:20.000Z' },
    { by: 'screen', name: 'farscope-bb', attached: true, createdAt: null }
  ])
})
