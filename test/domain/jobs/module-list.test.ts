import { matchingModules, readModules } from '@domain/jobs/module-list'
import { describe, expect, it } from 'vitest'

describe('a list of modules', () => {
  it('of Environment Modules has its folders and defaults', () => {
    const text =
      '/usr/share/modules/modulefiles:\ndot\nmodule-git\n\n/opt/modules:\nrelion/3.1.3(default)\nrelion/4.0\n'
    expect(readModules(text)).toEqual([
      { name: 'dot', folder: '/usr/share/modules/modulefiles', default: false },
      { name: 'module-git', folder: '/usr/share/modules/modulefiles', default: false },
      { name: 'relion/3.1.3', folder: '/opt/modules', default: true },
      { name: 'relion/4.0', folder: '/opt/modules', default: false }
    ])
  })

  it('of Lmod has no headings of versions and no marks', () => {
    const text = '/apps/modulefiles/Core:\ngcc/\ngcc/11.2.0\ngcc/12.3.0 (D)\nrelion/4.0.1 <L>\n'
    expect(readModules(text).map(module => [module.name, module.default])).toEqual([
      ['gcc/11.2.0', false],
      ['gcc/12.3.0', true],
      ['relion/4.0.1', false]
    ])
  })

  it('has nothing of warnings', () => {
    expect(readModules('Lmod has detected the following error: no\n-rf\n')).toEqual([])
  })

  it('has no names that would act where they are typed', () => {
    expect(readModules('gcc/12\ngcc\u0003reboot\ngcc\u001b[A\n').map(({ name }) => name)).toEqual(['gcc/12'])
  })

  it('is searched by parts of the names', () => {
    const modules = ['relion/4.0', 'relion/5.0', 'gcc/12'].map(name => ({ name }))
    expect(matchingModules(modules, 'REL 5')).toEqual([{ name: 'relion/5.0' }])
    expect(matchingModules(modules, ' ')).toHaveLength(3)
  })
})
