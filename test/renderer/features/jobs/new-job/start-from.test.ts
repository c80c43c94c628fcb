import type { Submission } from '@contract/jobs-history'
import { describe, expect, it } from 'vitest'
import {
  draftOfScript,
  draftOfSubmission,
  earlierChoices,
  emptyDraft,
  rememberedValues,
  withAccount,
  withModule
} from '../../../../../src/renderer/features/jobs/new-job/start-from'
import { submission } from '../../../../../src/renderer/features/jobs/new-job/use-submit'
import { emptyTemplateDraft } from '../../../../../src/renderer/features/jobs/template-draft'
import { pastJob } from '../history/history-fixture'
import { array, job } from '../job-fixture'

const sent: Submission = {
  ...{ site: 'northlight', id: '7', at: '2026-11-17T10:00:00Z', name: 'align', workDir: '/proj/a' },
  ...{ script: '#!/bin/bash\ntrue\n', options: ['--partition=gpu', '--array=0-3'], template: null, values: {} }
}
const form = {
  ...{ template: 'relion-class2d', values: { mask: '180' }, resources: { partition: 'gpu' }, modules: 'relion/4.0' }
}

describe('a job that is submitted again', () => {
  it('begins with the same script, folder and options', () => {
    expect(draftOfSubmission(sent, new Set())).toMatchObject({
      ...{ way: 'script', script: sent.script, name: 'align', folder: '/proj/a' },
      options: '--partition=gpu\n--array=0-3'
    })
  })

  it('begins with the same form when it was made from a template', () => {
    const values = rememberedValues(form)
    const draft = draftOfSubmission({ ...sent, template: form.template, values }, new Set([form.template]))
    expect(draft).toMatchObject({ way: 'template', template: form, folder: '/proj/a' })
  })

  it('begins with the script when the template is gone', () => {
    expect(draftOfSubmission({ ...sent, template: 'gone', values: {} }, new Set())).toMatchObject({
      ...{ way: 'script', script: sent.script }
    })
  })

  it('keeps its name when the script does not tell one', () => {
    const job = { name: 'align', workDir: null }
    expect(draftOfScript(job, '#!/bin/sh\ntrue\n').name).toBe('align')
    expect(draftOfScript(job, '#!/bin/sh\n#SBATCH --job-name=other\n').name).toBe('')
  })
})

describe('what is sent to sbatch', () => {
  it('is the script of the template with what it was made from', () => {
    const made = submission({ ...emptyDraft, way: 'template', name: 'left over', template: form }, '#!/bin/bash -l\n')
    expect(made).toEqual({
      ...{ script: '#!/bin/bash -l\n', options: [] },
      from: { template: 'relion-class2d', values: { mask: '180', partition: 'gpu', modules: 'relion/4.0' } }
    })
  })

  it('is the own script with the line ends of Unix', () => {
    const draft = { ...emptyDraft, script: '#!/bin/sh\r\ntrue\r\n', name: ' a ', folder: '/p ', options: '-p gpu' }
    expect(submission(draft, '')).toEqual({
      ...{ script: '#!/bin/sh\ntrue\n', name: 'a', workDir: '/p', options: ['-p', 'gpu'] }
    })
  })
})

describe('a picked module', () => {
  it('is loaded after the head of the script, in a login shell', () => {
    const script = withModule('#!/bin/bash\n#SBATCH --time=1\n\ntrue\n', 'gcc/12')
    expect(script).toBe('#!/bin/bash -l\n#SBATCH --time=1\n\nmodule load gcc/12\n\ntrue\n')
    expect(withModule(script, 'relion/4.0')).toContain('module load gcc/12\nmodule load relion/4.0\n')
    expect(withModule(script, 'gcc/12')).toBe(script)
  })
})

describe('the jobs that a new one may begin from', () => {
  const queue = [
    job({ id: '7', name: 'refine' }),
    job({ id: '3', name: 'align', state: 'COMPLETED' }),
    array('9', { pending: 4 }, { name: 'movies', workDir: '/proj/apo' }),
    ...[0, 1].map(part => job({ id: `5+${part}`, hetId: '5', name: 'parts' }))
  ]
  const past = [pastJob({ id: '7', name: 'refine' }), pastJob({ id: '2', name: 'ctf' })]
  const ids = (typed: string, most = 50) =>
    earlierChoices(queue, past, typed, most).map(({ job: one, lives }) => `${one.id} ${lives ? 'lives' : 'ended'}`)

  it('are those that live, the newest first, then those that ended, each once', () => {
    expect(ids('')).toEqual(['9_[0-95] lives', '7 lives', '5+0 lives', '2 ended'])
    expect(ids('', 2)).toEqual(['9_[0-95] lives', '7 lives'])
  })

  it('are found by name, number and folder while they live; the history was asked for what was typed', () => {
    expect(ids('apo MOV')).toEqual(['9_[0-95] lives', '7 ended', '2 ended'])
  })
})

describe('what pays for a job of a session', () => {
  it('is its account, unless the script or the form names another', () => {
    const paid = withAccount(emptyDraft, 'cryoem')
    expect([paid.options, paid.template.resources]).toEqual(['--account=cryoem', { account: 'cryoem' }])
    const own = { ...emptyDraft, script: '#!/bin/bash\n#SBATCH -A mine\n' }
    expect(withAccount(own, 'cryoem').options).toBe('')
    const template = { ...emptyTemplateDraft, resources: { account: '' } }
    const form = withAccount({ ...emptyDraft, way: 'template', template }, 'cryoem')
    expect([form.options, form.template.resources]).toEqual(['', { account: '' }])
  })
})
