import type { SiteView } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import {
  moduleLine,
  nextPlace,
  siteOfModules,
  toggleName
} from '../../../../src/renderer/features/terminals/module-line'

const host = { port: 22, identityFiles: [], jumps: [], hostKeys: [] }
const site: SiteView = {
  ...{ version: 1, name: 'nl', label: 'Northlight', demo: false },
  hosts: [
    { ...host, name: 'krios1', host: 'krios1-gw', roles: ['instrument'] },
    { ...host, name: 'login', host: 'nl-login2', roles: ['login'] }
  ]
}

describe('modules of a shell', () => {
  it('are those of the login host, named or not', () => {
    expect(siteOfModules({ kind: 'site', site: 'nl' }, [site])).toBe('nl')
    expect(siteOfModules({ kind: 'site', site: 'nl', host: 'login' }, [site])).toBe('nl')
  })

  it('are not known on other hosts, on this computer and on a site that is gone', () => {
    expect(siteOfModules({ kind: 'site', site: 'nl', host: 'krios1' }, [site])).toBeNull()
    expect(siteOfModules({ kind: 'local' }, [site])).toBeNull()
    expect(siteOfModules({ kind: 'site', site: 'nl' }, [])).toBeNull()
  })
})

describe('the line that loads modules', () => {
  it('has their names in the order of marking', () => {
    const marked = ['relion/5.0.0', 'cuda/12.4', 'gcc-c++/12'].reduce(toggleName, [])
    expect(moduleLine(marked)).toBe('module load relion/5.0.0 cuda/12.4 gcc-c++/12')
    expect(moduleLine(toggleName(marked, 'cuda/12.4'))).toBe('module load relion/5.0.0 gcc-c++/12')
    expect(moduleLine([])).toBe('')
  })

  it('quotes what a shell would read otherwise', () => {
    expect(moduleLine(['a;reboot', "it's", '$HOME', 'x/*'])).toBe("module load 'a;reboot' 'it'\\''s' '$HOME' 'x/*'")
  })
})

describe('a place in a list', () => {
  it('goes round its ends', () => {
    expect([nextPlace(0, 1, 3), nextPlace(2, 1, 3), nextPlace(0, -1, 3)]).toEqual([1, 0, 2])
    expect(nextPlace(0, -1, 0)).toBe(0)
  })
})
