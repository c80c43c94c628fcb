import type { Job } from '@contract/jobs'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { OutcomeNote } from '../../../../src/renderer/features/jobs/acts/outcome-note'
import { jobFacts } from '../../../../src/renderer/features/jobs/detail/overview-section'
import { barParts, columnChoices, jobColumns, secondsLeft } from '../../../../src/renderer/features/jobs/job-columns'
import { logAfter, noLog, noLogReason } from '../../../../src/renderer/features/jobs/job-log'
import { JobsTable, type JobsTableProps, menuOf } from '../../../../src/renderer/features/jobs/jobs-table'
import { type ListRows, listRows, type RowChoice } from '../../../../src/renderer/features/jobs/list/list-rows'
import { hintOf, QueueNotes, worthTelling } from '../../../../src/renderer/features/jobs/list/queue-notes'
import { moveColumn, parseView, withColumn } from '../../../../src/renderer/features/jobs/list/queue-view'
import { finish } from '../../../../src/renderer/features/jobs/list/slices'
import { hasLoginHost } from '../../../../src/renderer/features/jobs/list/use-queue-choices'
import { emptyDraft } from '../../../../src/renderer/features/jobs/new-job/start-from'
import { draftTrouble } from '../../../../src/renderer/features/jobs/new-job-dialog'
import { noSelection } from '../../../../src/renderer/ui/data-table/selection'
import { array, job } from './job-fixture'

const nothing = () => {}
const choice: RowChoice = {
  ...{ filter: '', states: new Set(), grouping: 'none', unfoldArrays: false },
  ...{ toggled: new Set(), cancelling: new Set(), siteLabel: (site: string) => site }
}
function list(jobs: readonly Job[], known: Partial<RowChoice> = {}): ListRows {
  const source = { site: 'north', jobs: new Map(jobs.map(one => [one.id, one])), tasks: new Map() }
  return finish(listRows([source], { ...choice, ...known }))
}

const needs = { allUsers: false, manySites: false, siteLabel: (site: string) => site }
const columnsOf = (rows: ListRows, ids = ['id', 'elapsed', 'reason'], known: Partial<typeof needs> = {}) =>
  jobColumns(ids, { ...needs, ...known }, { lookup: rows.lookup, relations: rows.lookup.relations([]) })

function props(known: Partial<JobsTableProps> = {}): JobsTableProps {
  const rows = known.list ?? list([])
  return {
    state: { label: 'Northlight', read: true, failed: false, allUsers: false, noAccounting: null },
    ...{ list: rows, columns: columnsOf(rows), sort: undefined, onSort: nothing, onToggle: nothing },
    ...{
      onShowAll: nothing,
      selection: noSelection,
      onSelection: nothing,
      drawer: false,
      onShow: nothing,
      onShowOutput: nothing
    },
    ...{ onAct: nothing, onCopy: nothing, onNew: nothing, onOpenRun: nothing },
    ...known
  }
}

// React marks the seams between pieces of text; they are not seen.
const html = (drawn: ReactNode): string => renderToString(drawn).replaceAll('<!-- -->', '')
const table = (known: Partial<JobsTableProps>): string => html(<JobsTable {...props(known)} />)

describe('an empty table of jobs', () => {
  const { state } = props()
  it('says that there are none, and offers a new one', () => {
    const drawn = table({})
    expect(drawn).toContain('No jobs of yours on Northlight, and none ended in the last 2 days.')
    expect(drawn).toContain('New job')
  })

  it('says that the queue is unknown when it cannot be read, not that it is empty', () => {
    expect(table({ state: { ...state, read: false, failed: true } })).toContain('The jobs on Northlight are unknown.')
    expect(table({ state: { ...state, read: false } })).toContain('Reading the queue of Northlight.')
  })

  it('says why ended jobs are missing', () => {
    expect(table({ state: { ...state, noAccounting: 'sacct is not installed.' } })).toContain(
      'Ended jobs are not listed: sacct is not installed.'
    )
  })

  it('says that the filter leaves none', () => {
    const none = list([job(), job({ id: '102' })], { filter: 'nowhere' })
    expect(table({ list: none })).toContain('None of 2 jobs matches the filter.')
  })
})

describe('the table of jobs', () => {
  it('draws the head of a group over all columns, with its counts', () => {
    const groups = list([job(), job({ id: '102', state: 'FAILED' })], { grouping: 'partition' })
    const drawn = table({ list: groups, columns: columnsOf(groups) })
    expect(drawn).toContain('colSpan="4"')
    expect(drawn).toMatch(/<b[^>]*>gpu<\/b>.*2 jobs.*1 running.*1 failed/)
  })

  it('names what a job waits for, with its state', () => {
    const rows = list([job(), job({ id: '102', state: 'PENDING', dependency: 'afterok:101(unfulfilled)' })])
    expect(table({ list: rows, columns: columnsOf(rows) })).toContain('Waits for 101 refine (running) to end well')
  })

  it('shows a hostile name as text', () => {
    const rows = list([job({ name: '<img src=x>' })])
    expect(table({ list: rows, columns: columnsOf(rows) })).toContain('&lt;img src=x&gt;')
  })

  it('says at each act why it cannot be done', () => {
    const { rows } = list([job({ state: 'COMPLETED' })])
    const reasons = menuOf(rows, props()).flatMap(entry => (entry.kind === 'act' ? [entry.disabledReason] : []))
    expect(reasons.filter(reason => reason !== undefined)).toHaveLength(5)
  })
})

describe('the columns', () => {
  it('are those chosen in their order; user and site come in where they tell jobs apart', () => {
    const heads = (known: Partial<typeof needs>) => columnsOf(list([]), ['id', 'limit'], known).map(({ id }) => id)
    expect(heads({})).toEqual(['name', 'id', 'limit'])
    expect(heads({ allUsers: true, manySites: true })).toEqual(['name', 'id', 'site', 'user', 'limit'])
  })

  it('are chosen and moved', () => {
    expect(withColumn(['id', 'limit'], 'cpus', true)).toEqual(['id', 'limit', 'cpus'])
    expect(withColumn(['id', 'limit'], 'id', false)).toEqual(['limit'])
    expect(moveColumn(['id', 'limit'], 'limit', -1)).toEqual(['limit', 'id'])
    expect(moveColumn(['id', 'limit'], 'limit', 1)).toEqual(['id', 'limit'])
    expect(new Set(columnChoices.map(({ id }) => id)).size).toBe(columnChoices.length)
  })

  it('are as at first where what was kept cannot be read', () => {
    expect(parseView('{"columns":7}')).toEqual(parseView(null))
    const kept = { ...parseView(null), columns: ['id'], grouping: 'project' as const }
    expect(parseView(JSON.stringify(kept))).toEqual(kept)
  })

  it('tell the time left only of a job that runs under a limit', () => {
    expect(secondsLeft(job({ elapsedSeconds: 100, limitSeconds: 160 }))).toBe(60)
    expect(secondsLeft(job({ limitSeconds: null }))).toBeUndefined()
    expect(secondsLeft(job({ state: 'PENDING' }))).toBeUndefined()
  })
})

describe('what stands over the table', () => {
  const trouble = (code: 'slurm-down' | 'answer-needed' | 'command-missing', message: string) => ({
    ...{ site: 'north', label: 'Northlight', error: { code, message, hint: '' } },
    readAt: code === 'slurm-down' ? Date.now() - 185_000 : undefined
  })
  const notes = (...troubles: ReturnType<typeof trouble>[]): string =>
    html(<QueueNotes troubles={troubles} many onRefresh={nothing} />)

  it('tells of a dead controller, whose it is, and how old what is shown is', () => {
    const drawn = notes(trouble('slurm-down', 'slurmctld does not answer.'))
    expect(drawn).toContain('slurmctld does not answer.')
    expect(drawn).toContain('as they were read last, 3 min old')
    expect(drawn).toContain('Northlight')
  })

  it('offers to connect where only a person can sign in', () => {
    const drawn = notes(trouble('answer-needed', 'The login needs a code.'))
    expect(drawn).toContain('Connect</span></button>')
    expect(drawn).not.toContain('tried again by itself')
  })

  it('asks for a click, not for a command, where a host key is unknown', () => {
    const known = { message: 'The host key is not known.', hint: 'Run: farscope site trust x' }
    expect(hintOf({ ...known, code: 'host-key-unknown' })).toBe('Compare it with what the facility says, then connect.')
    expect(hintOf({ ...known, code: 'host-key-changed' })).toBe(known.hint)
  })

  it('says nothing of a site without SLURM among many; of it alone it does', () => {
    const none = [trouble('command-missing', 'squeue is not there.')]
    expect([worthTelling(none, true).length, worthTelling(none, false).length]).toEqual([0, 1])
  })

  it('gives the words of a refusal as text, never as markup', () => {
    const refused = [{ site: 'north', id: '7', message: 'Access denied <b>x</b>' }]
    const drawn = html(<OutcomeNote outcome={{ kind: 'hold', done: 2, refused }} onForget={nothing} />)
    expect(drawn).toContain('The scheduler did not hold 1 job; 2 others went well.')
    expect(drawn).toContain('7: Access denied &lt;b&gt;x&lt;/b&gt;')
  })
})

describe('a site of the queue', () => {
  it('is one with a login host', () => {
    const host = (...roles: ('login' | 'transfer')[]) => ({
      ...{ name: 'main', host: 'h', identityFiles: [], jumps: [], hostKeys: [] },
      roles
    })
    expect(hasLoginHost({ hosts: [host()] })).toBe(true)
    expect(hasLoginHost({ hosts: [host('transfer'), host('login')] })).toBe(true)
    expect(hasLoginHost({ hosts: [host('transfer')] })).toBe(false)
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
    expect(names('FAILED')).toContain('Ended')
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
  it('begin with a script that can be submitted, and say what is wrong with one that cannot', () => {
    expect(draftTrouble(emptyDraft)).toBeNull()
    expect(draftTrouble({ ...emptyDraft, script: 'echo hello' })).toMatch(/#!\/bin\/bash/)
  })
})
