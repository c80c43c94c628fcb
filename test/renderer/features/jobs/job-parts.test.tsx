import type { JobsSnapshot } from '@contract/jobs'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { cancelTitle } from '../../../../src/renderer/features/jobs/cancel-dialog'
import { barParts, jobColumns } from '../../../../src/renderer/features/jobs/job-columns'
import { jobFacts } from '../../../../src/renderer/features/jobs/job-drawer'
import { logAfter, noLog, noLogReason } from '../../../../src/renderer/features/jobs/job-log'
import { JobsNotes } from '../../../../src/renderer/features/jobs/jobs-notes'
import { JobsTable, type JobsTableProps } from '../../../../src/renderer/features/jobs/jobs-table'
import { draftTrouble, emptyDraft } from '../../../../src/renderer/features/jobs/new-job-dialog'
import { noSelection } from '../../../../src/renderer/ui/data-table/selection'
import { array, job } from './job-fixture'

const nothing = () => {}
const empty: JobsSnapshot = {
  ...{ jobs: [], asOf: '2026-11-17T10:00:00Z', error: null },
  accounting: { available: true, message: '' }
}

function table(known: Partial<JobsTableProps>): string {
  const props: JobsTableProps = {
    ...{ siteLabel: 'Northlight', snapshot: empty, error: null, rows: [], columns: jobColumns(false) },
    choices: {
      ...{ allUsers: false, filter: '', setFilter: nothing, group: 'any', setGroup: nothing },
      ...{ sort: undefined, setSort: nothing, toggle: nothing }
    },
    ...{ selection: noSelection, onSelection: nothing, drawer: false },
    ...{ onShow: nothing, onCancel: nothing, onNew: nothing },
    ...known
  }
  // React marks the seams between pieces of text; they are not seen.
  return renderToString(<JobsTable {...props} />).replaceAll('<!-- -->', '')
}

describe('an empty table of jobs', () => {
  it('says that there are none, and offers a new one', () => {
    const html = table({})
    expect(html).toContain('No jobs of yours on Northlight, and none ended in the last 2 days.')
    expect(html).toContain('New job')
  })

  it('says that the queue is unknown when it cannot be read, not that it is empty', () => {
    const error = { code: 'slurm-down', message: 'No answer.', hint: '' } as const
    expect(table({ snapshot: { ...empty, asOf: null, error }, error })).toContain('The jobs on Northlight are unknown.')
    expect(table({ snapshot: null })).toContain('Reading the queue of Northlight.')
  })

  it('says why ended jobs are missing', () => {
    const accounting = { available: false, message: 'sacct is not installed.' }
    expect(table({ snapshot: { ...empty, accounting } })).toContain(
      'Ended jobs are not listed: sacct is not installed.'
    )
  })

  it('says that the filter leaves none', () => {
    expect(table({ snapshot: { ...empty, jobs: [job(), job()] } })).toContain('None of 2 jobs matches the filter.')
  })
})

describe('what stands over the table', () => {
  it('tells of a dead controller, and keeps what was read', () => {
    const html = renderToString(
      <JobsNotes
        error={{ code: 'slurm-down', message: 'slurmctld does not answer.', hint: '' }}
        asOf='2026-11-17T10:00:00Z'
        cancels={{ refused: [], forgetRefused: nothing }}
        onRefresh={nothing}
      />
    )
    expect(html).toContain('slurmctld does not answer.')
    expect(html).toContain('as they were read last')
  })

  it('offers to connect where only a person can sign in', () => {
    const error = { code: 'answer-needed', message: 'The login needs a code.', hint: '' } as const
    const html = renderToString(
      <JobsNotes error={error} asOf={null} cancels={{ refused: [], forgetRefused: nothing }} onRefresh={nothing} />
    )
    expect(html).toContain('Connect</span></button>')
    expect(html).not.toContain('tried again by itself')
  })

  it('gives the words of a refusal as text, never as markup', () => {
    const refused = [{ id: '7', message: 'Access denied <b>x</b>' }]
    const html = renderToString(
      <JobsNotes error={null} asOf={null} cancels={{ refused, forgetRefused: nothing }} onRefresh={nothing} />
    )
    expect(html).toContain('Access denied &lt;b&gt;x&lt;/b&gt;')
  })
})

describe('the bar of a job', () => {
  it('has parts for an array, and warns near the limit', () => {
    expect(barParts(array('9', { done: 48, running: 24, failed: 24 }))?.map(({ share }) => share)).toEqual([
      0.5, 0.25, 0.25
    ])
    expect(barParts(job({ elapsedSeconds: 43_000 }))?.[0]?.tone).toBe('warn')
    expect(barParts(job({ limitSeconds: null }))).toBeNull()
    expect(barParts(job({ state: 'COMPLETED' }))).toBeNull()
  })
})

describe('the drawer', () => {
  it('tells the end only of a job that ended', () => {
    const names = (state: string) => jobFacts(job({ state }), 'Northlight', 0).map(({ name }) => name)
    expect(names('RUNNING')).not.toContain('Ended')
    expect(names('FAILED')).toContain('Result')
    expect(names('PENDING')).not.toContain('Started')
  })

  it('explains why there is no log', () => {
    expect(noLogReason(array('9', { running: 1 }))).toMatch(/Each task/)
    expect(noLogReason(job({ state: 'PENDING' }))).toMatch(/has not started/)
    expect(noLogReason(job())).toBeNull()
  })

  it('begins the log anew when the file was replaced', () => {
    const one = logAfter(logAfter(noLog, { type: 'opened', path: '/o', size: 3 }), { type: 'text', text: 'old\n' })
    expect(one.waiting).toBeNull()
    expect(logAfter(one, { type: 'reset' }).text.lines).toEqual([])
    expect(logAfter(one, { type: 'waiting', message: 'no file yet' }).waiting).toBe('no file yet')
  })
})

describe('dialogs of jobs', () => {
  it('name what is cancelled', () => {
    expect(cancelTitle([job()])).toBe('Cancel 101 refine?')
    expect(cancelTitle([job(), job({ id: '102' })])).toBe('Cancel 2 jobs?')
  })

  it('begin with a script that can be submitted, and say what is wrong with one that cannot', () => {
    expect(draftTrouble(emptyDraft)).toBeNull()
    expect(draftTrouble({ ...emptyDraft, script: 'echo hello' })).toMatch(/#!\/bin\/bash/)
  })
})
