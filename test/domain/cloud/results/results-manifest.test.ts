import { parseManifest } from '@domain/cloud/results/results-manifest'
import { expect, it } from 'vitest'

const hash = (sign: string): string => sign.repeat(64)
const head = `farscope-results 1
run rabcdefghij1
unread 2
marks RELION_JOB_EXIT_FAILURE
farscope ended 7 1700000100 1700000000 - 1 0 12 /home/a b/run
log 12 output.log
part ${hash('a')} 1000
part ${hash('b')} 24
files
`
const whole = Buffer.from(`${head}${hash('c')}  ./out/a\n"b\0${hash('d')}  ././x\0`)

it('the list of what waits is read as the machine wrote it, whatever names hold', () => {
  expect(parseManifest(whole)).toMatchObject({
    ...{
      run: 'rabcdefghij1',
      unread: 2,
      marks: ['RELION_JOB_EXIT_FAILURE'],
      logs: [{ name: 'output.log', bytes: 12 }]
    },
    state: { stage: 'ended', exitCode: 7, endedBy: 'itself', work: '/home/a b/run' },
    parts: [
      { sha256: hash('a'), bytes: 1000 },
      { sha256: hash('b'), bytes: 24 }
    ],
    files: new Map([
      ['out/a\n"b', hash('c')],
      ['x', hash('d')]
    ])
  })
})

it('a list that was cut anywhere is none', () => {
  for (const end of [0, 20, head.length - 3, whole.length - 1, whole.length - 40])
    expect(() => parseManifest(whole.subarray(0, end))).toThrow('is not whole')
  expect(() => parseManifest(Buffer.from(`x${head}`))).toThrow('is not whole')
})
