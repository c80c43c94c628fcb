import { describe, expect, it } from 'vitest'
import { breadcrumbs, typedPath } from '../../../../../src/renderer/features/files/pane/breadcrumbs'

describe('the path over a pane', () => {
  it('has a part for each folder from the root on', () => {
    expect(breadcrumbs('/gpfs/krios1')).toEqual([
      { name: '/', path: '/' },
      { name: 'gpfs', path: '/gpfs' },
      { name: 'krios1', path: '/gpfs/krios1' }
    ])
    expect(breadcrumbs('/')).toEqual([{ name: '/', path: '/' }])
  })

  it('begins with the drive on Windows and is one part while it is unknown', () => {
    expect(breadcrumbs('C:/Users/marta').map(crumb => crumb.path)).toEqual(['C:/', 'C:/Users', 'C:/Users/marta'])
    expect(breadcrumbs('~')).toEqual([{ name: '~', path: '~' }])
  })
})

describe('a typed path', () => {
  it('is absolute, of the home, or below the folder shown', () => {
    expect(typedPath('/a//b/../c', '/x')).toBe('/a/c')
    expect(typedPath('~/data', '/x')).toBe('~/data')
    expect(typedPath('../y', '/x/z')).toBe('/x/y')
    expect(typedPath(' ', '/x')).toBe('/x')
    expect(typedPath('data', '~')).toBe('data')
  })

  it('takes backslashes for separators on Windows only', () => {
    expect(typedPath('D:\\raw\\grid', 'C:/Users')).toBe('D:/raw/grid')
    expect(typedPath('D:', 'C:/Users')).toBe('D:/')
    expect(typedPath('back\\slash', '/home')).toBe('/home/back\\slash')
  })
})
