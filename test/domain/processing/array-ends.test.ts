import { arrayEnds } from '@domain/processing/array-ends'
import { describe, expect, it } from 'vitest'

describe('how the tasks of an array ended', () => {
  it('is what each wrote down, before what accounting says', () => {
    const { lives, ends } = arrayEnds({
      queue: [],
      written: '1.exit:0\n2.exit:3\nnonsense\n12.exit:0\n',
      accounted: '77_1|RUNNING\n77_2|COMPLETED\n77_3|TIMEOUT\n77_4|OUT_OF_MEMORY\n77_5|COMPLETED\n'
    })
    expect(lives).toBe(false)
    expect(Object.fromEntries([...ends].map(([task, { failed }]) => [task, failed]))).toEqual({
      1: null,
      2: 'It ended with status 3.',
      3: 'It reached its time limit.',
      4: 'It ran out of memory.',
      5: null,
      12: null
    })
  })

  it('tells tasks that somebody cancelled from those that failed, waiting ones too', () => {
    const { ends } = arrayEnds({
      queue: [],
      written: '1.exit:143\n',
      accounted: '77_1|CANCELLED by 1000\n77_[2-3,5%2]|CANCELLED by 1000\n'
    })
    expect([...ends].map(([task, { cancelled }]) => [task, cancelled])).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [5, true]
    ])
  })

  it('is not known of what a signal ended until accounting has said why, where there is accounting', () => {
    const written = '1.exit:143\n2.exit:1\n'
    const late = arrayEnds({ queue: ['CANCELLED'], written, accounted: '77_1|RUNNING\n77_2|RUNNING\n' })
    expect([...late.ends.keys()]).toEqual([2])
    const none = arrayEnds({ queue: [], written, accounted: null })
    expect(none.ends.get(1)).toEqual({ failed: 'It ended with status 143.', cancelled: false })
  })

  it('is not told while a task lives, whatever word SLURM has for it', () => {
    for (const state of ['PENDING', 'RUNNING', 'COMPLETING', 'SUSPENDED', 'SOMETHING_NEW'])
      expect(arrayEnds({ queue: ['COMPLETED', state], written: '', accounted: null }).lives, state).toBe(true)
    expect(arrayEnds({ queue: ['COMPLETED', 'FAILED'], written: '', accounted: null }).lives).toBe(false)
  })
})
