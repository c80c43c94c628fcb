import { refusalHint } from '@domain/jobs/refusal-hints'
import { expect, it } from 'vitest'

it('what a scheduler refuses comes with what to do about it', () => {
  // As sbatch 22.05 prints them after `Batch job submission failed: `.
  const refused = [
    ['Requested node configuration is not available', /partition that has them/],
    ['Invalid generic resource (gres) specification', /no such GPUs/],
    ['invalid partition specified: x; Invalid partition name specified', /Name one of its partitions/],
    ['Invalid account or account/partition combination specified', /account of yours/],
    ['Requested time limit is invalid (missing or exceeds some limit)', /shorter/],
    ['Job violates accounting/QOS policy (job submit limit, user’s size and/or time limits)', /allows less/],
    ['Memory specification can not be satisfied', /less memory/]
  ] as const
  for (const [words, hint] of refused) expect(refusalHint(`Batch job submission failed: ${words}`)).toMatch(hint)
  expect(refusalHint('Zero Bytes were transmitted or received')).toBe('')
})
