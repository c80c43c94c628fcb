import { notBegun } from '@domain/cloud/runs/states'
import { describe, expect, it } from 'vitest'
import { createStalledInputs } from '../../../../src/main/cloud/runs/stalled-inputs'

const error = { code: 'unreachable' as const, message: 'The site is down.', hint: '' }

function run(bytes: number, wrong: typeof error | null, state: 'uploading' | 'running' = 'uploading') {
  const begun = notBegun()
  return { ...begun, state, error: wrong, uploaded: { ...begun.uploaded, bytes } }
}

describe('inputs that are in trouble', () => {
  it('are so between two tries too, when no error stands there', () => {
    let now = 0
    const inputs = createStalledInputs(100, () => now)
    expect(inputs.look(run(0, null))).toBeNull()
    expect(inputs.look(run(0, error))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('is down')
    })
    now = 90
    expect(inputs.look(run(0, null))).not.toBeNull()
    now = 110
    expect(inputs.look(run(0, null))).toBeNull()
  })

  it('are not while more of them goes up, whatever else is told, and not when the command runs', () => {
    const inputs = createStalledInputs(100, () => 0)
    expect(inputs.look(run(5, error))).toBeNull()
    expect(inputs.look(run(5, error))).not.toBeNull()
    // A try that begins anew tells of less first.
    expect(inputs.look(run(3, null))).not.toBeNull()
    expect(inputs.look(run(5, null))).not.toBeNull()
    expect(inputs.look(run(6, error))).toBeNull()
    expect(inputs.look(run(6, error))).not.toBeNull()
    expect(inputs.look(run(6, error, 'running'))).toBeNull()
  })
})
