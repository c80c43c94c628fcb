import type { ProcessingRule } from '@contract/processing'
import { describe, expect, it } from 'vitest'
import { changeOfDraft, draftOfRule } from '../../../../src/renderer/features/collection/process-draft'

const rule: ProcessingRule = {
  ...{ id: 'r', name: 'motion', watch: 'run7', site: 'hpc', from: { kind: 'site', site: 'hpc', path: '/data/run7' } },
  ...{ seenAs: '/mnt/run7', workDir: '/data/preprocess', include: ['*.eer', '*.tif'] },
  request: {
    ...{ template: 'motioncor3', values: { format: 'eer', pixel_size: '0.73' }, modules: ['cuda', 'motioncor3/1.1'] },
    ...{ resources: { partition: null, gpus: 0, memory: '8G' }, launcher: 'mpirun' }
  },
  ...{ batch: 2, waitSeconds: 0, atOnce: 4, queued: 8, retries: 0, createdAt: '2026-11-22T08:00:00Z', state: 'idle' },
  counts: { waiting: 0, pending: 0, running: 0, done: 0, failed: 0 },
  ...{ oldestWaiting: null, batches: [], lastJob: null, error: null, errorAt: null }
}

describe('the form of a rule that is changed', () => {
  it('sends what the rule has where nothing was touched', () => {
    const { request, batch, waitSeconds, atOnce, queued, retries } = rule
    expect(changeOfDraft(draftOfRule(rule), rule)).toEqual({
      ...{ name: 'motion', request, pace: { batch, waitSeconds, atOnce, queued, retries } }
    })
  })
})
