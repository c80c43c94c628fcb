import { readHostProbe } from '@domain/sites/host-probe'
import { suggestRole } from '@domain/sites/roles'
import { describe, expect, it } from 'vitest'

describe('the suggested role', () => {
  it.each([
    ['em-dtn01', 'transfer'],
    ['data.example.org', 'transfer'],
    ['krios2', 'instrument'],
    ['gpu07', 'compute'],
    ['viz', 'display'],
    ['hpc.example.org', 'login']
  ])('of %s is %s', (name, role) => expect(suggestRole(name)).toBe(role))
})

describe('the answer of a host', () => {
  it('is read without being misled by other lines', () => {
    const output = 'Welcome! x=1\nshell=/bin/tcsh\nchecksum=b3sum\nchecksum=evil\nslurm=slurm 22.05.8\n'
    expect(readHostProbe(output)).toEqual({ shell: '/bin/tcsh', checksums: ['b3sum'], slurm: { version: '22.05.8' } })
  })

  it('may be empty', () => {
    expect(readHostProbe('')).toEqual({ shell: null, checksums: [], slurm: null })
  })
})
