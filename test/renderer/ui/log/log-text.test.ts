import { describe, expect, it } from 'vitest'
import { sbatchOptions } from '../../../../src/renderer/features/jobs/sbatch-options'
import { appendLog, emptyLog, logString, plainLine } from '../../../../src/renderer/ui/log/log-text'

describe('a log', () => {
  it('is put together from pieces that end anywhere', () => {
    const log = ['on', 'e\ntw', 'o\n', 'three'].reduce(appendLog, emptyLog)
    expect(logString(log)).toBe('one\ntwo\nthree')
    expect(log.cut).toBe(false)
  })

  it('keeps its last 5,000 lines and says that some are left out', () => {
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at}\n`).join('')
    const log = appendLog(appendLog(emptyLog, text), text)
    expect(log.lines).toHaveLength(5000)
    expect(log.lines[0]).toBe('line 1000')
    expect(log.cut).toBe(true)
    expect(appendLog(emptyLog, text + text).lines).toEqual(log.lines)
  })

  it('bounds a line that never ends', () => {
    let log = emptyLog
    for (let at = 0; at < 50; at++) log = appendLog(log, 'x'.repeat(1000))
    expect(log.last.length).toBeLessThanOrEqual(10_000)
  })

  it('shows a line as a terminal would leave it', () => {
    expect(plainLine('\u001b[1;31mred\u001b[0m plain')).toBe('red plain')
    expect(plainLine(' 10 %\r 20 %\r100 %')).toBe('100 %')
    expect(plainLine('dos\r')).toBe('dos')
    expect(plainLine('\u001b]0;title\u0007text')).toBe('text')
  })
})

describe('options of sbatch', () => {
  it('are one argument each, however they are written', () => {
    const typed = '--time 2:00:00\n  --mem=8G\n-p gpu\n-n4\n\n# a remark\n#SBATCH --gres=gpu:2\n--comment "two words"'
    expect(sbatchOptions(typed)).toEqual([
      ...['--time=2:00:00', '--mem=8G', '-p', 'gpu', '-n4', '--gres=gpu:2', '--comment=two words']
    ])
    expect(sbatchOptions('\n')).toEqual([])
  })
})
