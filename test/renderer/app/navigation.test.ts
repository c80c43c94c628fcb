import { afterEach, describe, expect, it } from 'vitest'
import { lookAtFile, navigation } from '../../../src/renderer/app/navigation'

const one = { kind: 'site', site: 'alpha', path: '/a.mrc' } as const
const other = { kind: 'local', path: '/b.mrc' } as const

const shown = () => navigation.getState().lookAt

afterEach(() => navigation.setState({ lookAt: null }))

describe('the quick look beside the room', () => {
  it('opens at a file, goes to another, and closes at the same one', () => {
    lookAtFile(one, false)
    expect(shown()).toEqual(one)
    lookAtFile(other, false)
    expect(shown()).toEqual(other)
    lookAtFile({ ...other }, false)
    expect(shown()).toBeNull()
  })

  it('follows what is chosen only while it is open', () => {
    lookAtFile(one, true)
    expect(shown()).toBeNull()
    lookAtFile(one, false)
    lookAtFile(other, true)
    lookAtFile(other, true)
    expect(shown()).toEqual(other)
  })
})
