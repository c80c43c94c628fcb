import { fetches, onMachine, uploads } from '@domain/cloud/work/run-copies'
import { describe, expect, it } from 'vitest'

const local = (path: string) => ({ kind: 'local' as const, path })
const site = (path: string) => ({ kind: 'site' as const, site: 'embl', path })

const asked = {
  inputs: [
    { from: local('/a/one'), to: 'one' },
    { from: site('/data/two'), to: 'in//./two/' },
    { from: local('/a/three'), to: 'three' }
  ],
  outputs: [
    { from: 'out', to: local('/back/out') },
    { from: '', to: site('/back/all') }
  ]
}

describe('uploads', () => {
  it('puts what is in one place into one transfer, in the order asked', () => {
    expect(uploads(asked, '/run', [])).toEqual([
      {
        end: local('/a/one'),
        files: [
          { far: '/a/one', here: '/run/one' },
          { far: '/a/three', here: '/run/three' }
        ]
      },
      { end: site('/data/two'), files: [{ far: '/data/two', here: '/run/in/two' }] }
    ])
  })

  it('brings back up what came from the machine before', () => {
    const [first] = uploads(asked, '/run', [0])
    expect(first?.files.at(-1)).toEqual({ far: '/back/out', here: '/run/out' })
  })
})

describe('fetches', () => {
  it('leaves out what is not there', () => {
    expect(fetches(asked, '/run', [1])).toEqual([
      { end: site('/back/all'), files: [{ far: '/back/all', here: '/run' }] }
    ])
    expect(onMachine('/run', 'a/./b')).toBe('/run/a/b')
  })
})
