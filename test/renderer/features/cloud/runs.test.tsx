/** Runs as a table and beside it: none, ten thousand, in trouble, over. */
import { type Run, runStates } from '@contract/cloud-runs'
import { demoProfileName, makeBelieveWords } from '@domain/cloud/profiles'
import { runStateCosts } from '@domain/cloud/run-state-costs'
import { Failure } from '@domain/failure'
import { Children, isValidElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { lossWords, runActChoice } from '../../../../src/renderer/features/cloud/runs/run-acts'
import { CostSection } from '../../../../src/renderer/features/cloud/runs/run-cost'
import { FilesSection } from '../../../../src/renderer/features/cloud/runs/run-files'
import { logWith } from '../../../../src/renderer/features/cloud/runs/run-log'
import { MachineSection } from '../../../../src/renderer/features/cloud/runs/run-machine'
import { OverviewSection, waySteps } from '../../../../src/renderer/features/cloud/runs/run-overview'
import {
  endedWords,
  movedWords,
  nearness,
  progressWords,
  runMark,
  runMatches,
  stuckWords
} from '../../../../src/renderer/features/cloud/runs/run-words'
import { RunsTable, type RunsTableProps, runMenu } from '../../../../src/renderer/features/cloud/runs/runs-table'
import { noSelection } from '../../../../src/renderer/ui/data-table/selection'
import { formatDuration } from '../../../../src/renderer/ui/format'
import { emptyLog, logString } from '../../../../src/renderer/ui/log/log-text'
import { someMachine, someRun } from '../../../domain/cloud/spend/some-runs'

const nothing = (): void => undefined
const html = (drawn: ReactNode): string => renderToString(drawn).replaceAll('<!-- -->', '')

const table = (runs: readonly Run[] | null, known: Partial<RunsTableProps> = {}): string =>
  html(
    <RunsTable
      {...{ runs, rows: runs ?? [], failed: false, selection: noSelection, drawer: false }}
      {...{ onSelection: nothing, onShow: nothing, onShowAll: nothing, onAct: nothing, onLaunch: nothing }}
      {...known}
    />
  )

/** Presses the button of these words in what was drawn; there is no page here. */
function pressed(drawn: ReactNode, words: string): void {
  for (const one of Children.toArray(drawn)) {
    if (!isValidElement<{ children?: ReactNode; onClick?: () => void }>(one)) continue
    if (one.props.children === words) one.props.onClick?.()
    else pressed(one.props.children, words)
  }
}

const failure = new Failure('capacity', 'There is no g5.2xlarge.', { hint: 'The next zone is tried.' }).toData()
const outputs = [{ from: 'out', to: { kind: 'local' as const, path: '/data/out' } }]
const begun = { startedAt: '2026-11-22T10:30:00Z', endedAt: null, exitCode: null, endedBy: null }

describe('the table of runs', () => {
  it('says what a run is where there is none, and offers the first', () => {
    expect(table([])).toContain('No run yet')
    expect(table([])).toContain('Launch a run')
    expect(table(null)).toContain('Reading the runs.')
    expect(table(null, { failed: true })).toContain('The runs are unknown.')
    expect(table([someRun()], { rows: [] })).toContain('None of 1 run matches the filter.')
  })

  it('draws a screenful of ten thousand, and counts them all', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      someRun({ id: `r${String(at).padStart(11, '0')}`, asked: { name: `run ${at}` }, machine: someMachine() })
    )
    const drawn = table(many)
    expect(drawn).toContain('aria-rowcount="10001"')
    expect(drawn).toContain('10,000 runs')
    expect(drawn).toContain('10,000 machines there')
    expect(drawn.match(/data-place/g)?.length).toBeLessThan(80)
  })

  it('says that a price is unknown, and never that it is 0', () => {
    const drawn = table([someRun({ machine: someMachine({ usdPerHour: null }) })])
    expect(drawn).toContain('price unknown')
    expect(drawn).not.toContain('$0')
  })

  it('marks those of the demo as make-believe, and no others', () => {
    const [real, demo] = [someRun({ profile: 'lab' }), someRun({ id: 'r0demo000000', profile: demoProfileName })]
    expect(table([real, demo]).match(/>make-believe</g)).toHaveLength(1)
    expect(html(<CostSection run={demo} visible />)).toContain(makeBelieveWords.what)
    expect(html(<CostSection run={real} visible />)).toContain('the bill of AWS is what counts')
  })

  it('writes a hostile name as text', () => {
    expect(table([someRun({ asked: { name: '<img src=x onerror=alert(1)>' } })])).not.toContain('<img')
  })
})

describe('a run in words', () => {
  it('is marked as in trouble while it goes on with an error, and as failed when it is over', () => {
    expect(runMark(someRun({ error: failure })).state).toBe('warning')
    expect(runMark(someRun({ state: 'failed', error: failure })).state).toBe('failed')
    expect(progressWords(someRun({ error: failure }))).toBe('There is no g5.2xlarge.')
  })

  it('is found by what is told of it, word by word', () => {
    const run = someRun({ machine: someMachine(), asked: { project: 'Ribosome' } })
    expect(runMatches(run, 'ribosome g5')).toBe(true)
    expect(runMatches(run, 'ribosome p4d')).toBe(false)
    expect(runMatches(run, '')).toBe(true)
  })

  it('tells what moved, and how much of it is verified', () => {
    expect(movedWords({ files: 0, bytes: 0, totalBytes: 0, verified: 0 })).toBe('nothing yet')
    expect(movedWords({ files: 2, bytes: 1024, totalBytes: 2048, verified: 1 })).toBe(
      '1.0 KiB of 2.0 KiB, 2 files, 1 verified'
    )
    expect(movedWords({ files: 2, bytes: 2048, totalBytes: 2048, verified: 2 })).toContain('all verified')
  })

  it('tells how its command ended', () => {
    expect(endedWords(begun)).toBe('It runs')
    const ended = { ...begun, endedAt: '2026-11-22T11:00:00Z' }
    expect(endedWords({ ...ended, exitCode: 1, endedBy: 'itself' })).toBe('It ended by itself, exit 1')
    expect(endedWords({ ...ended, endedBy: 'spot' })).toContain('AWS took')
  })

  it('says what a machine that cannot be ended may cost, and until when', () => {
    const machine = someMachine({ instance: 'i-0stuck' })
    const deadline = '2026-11-22T18:00:00Z'
    const [before, after] = [Date.parse('2026-11-22T12:00:00Z'), Date.parse('2026-11-22T19:00:00Z')]
    expect(stuckWords({ machine, deadline }, before)).toMatch(
      /^i-0stuck may still run, at \$1.20 an hour \(estimate\), until it ends itself: \w{3} /
    )
    expect(stuckWords({ machine, deadline }, after)).toContain('i-0stuck was to end itself')
    expect(stuckWords({ machine: { ...machine, usdPerHour: null }, deadline: null }, before)).toContain(
      'a price that is unknown'
    )
  })

  it('warns an hour before the machine ends itself', () => {
    expect([nearness(null), nearness(3601), nearness(3600), nearness(600)]).toEqual([
      undefined,
      undefined,
      'warn',
      'bad'
    ])
  })
})

describe('the way of a run', () => {
  const marks = (run: Run): string[] => waySteps(run).map(({ mark }) => mark)

  it('is done up to where it stands', () => {
    expect(marks(someRun())).toEqual(['done', 'done', 'done', 'running', 'waiting', 'waiting', 'waiting'])
    expect(marks(someRun({ state: 'done' })).every(mark => mark === 'done')).toBe(true)
  })

  it('ends where it broke off', () => {
    expect(marks(someRun({ state: 'failed' }))).toEqual([...Array(6).fill('cancelled'), 'failed'])
    expect(marks(someRun({ state: 'stopped', machine: someMachine(), command: begun }))).toEqual([
      ...['done', 'done', 'done', 'cancelled', 'cancelled', 'done', 'cancelled']
    ])
  })
})

describe('acts on runs', () => {
  const may = (act: Parameters<typeof runActChoice>[0], run: Run): boolean =>
    runActChoice(act, [run]).disabledReason === undefined

  it('are those that make sense in its state, and say why else', () => {
    const running = someRun({ machine: someMachine(), command: begun })
    expect([may('fetch', running), may('stop', running), may('extend', running), may('terminate', running)]).toEqual([
      ...[false, true, true, true]
    ])
    expect(may('fetch', someRun({ state: 'waiting' }))).toBe(true)
    expect(may('forget', running)).toBe(false)
    expect(may('forget', someRun({ state: 'done' }))).toBe(true)
    expect(may('terminate', someRun({ state: 'ending' }))).toBe(false)
    expect(runActChoice('stop', []).disabledReason).toBe('Choose a run first')
  })

  it('name what would be lost', () => {
    const run = someRun({ command: begun, asked: { outputs } })
    expect(lossWords([run])).toContain('Lost for good')
    expect(lossWords([run])).toContain('outputs of 1 run that were not fetched')
    expect(lossWords([someRun({ state: 'booting' })])).toContain('Nothing that was asked back is lost')
  })

  it('stand in the menu for the rows they apply to', () => {
    const menu = runMenu([someRun({ state: 'done' }), someRun({ state: 'waiting' })], {
      onAct: nothing,
      onLaunch: nothing
    })
    expect(menu).toContainEqual(expect.objectContaining({ label: 'Fetch…', note: '1 of 2' }))
    expect(menu).toContainEqual(expect.objectContaining({ label: 'Terminate…', destructive: true }))
    expect(runMenu([], { onAct: nothing, onLaunch: nothing })).toHaveLength(1)
  })
})

describe('a run beside the list', () => {
  const run = someRun({
    ...{ machine: someMachine({ address: '18.1.2.3' }), usd: 1.21, mostUsd: 9.09, error: failure, command: begun },
    attempts: [{ type: 'p4d.24xlarge', zone: 'us-east-1a', at: '2026-11-22T10:00:00Z', error: failure }],
    asked: { outputs, maxUsd: 12.4 }
  })
  const more = { onAgain: nothing, onClose: nothing }
  const beside = {
    run,
    visible: true,
    onAct: nothing,
    onOpenFolder: nothing,
    onOpenTerminal: nothing,
    ...more
  }

  it('shows the error with what to do, and the places that had none', () => {
    const drawn = html(<OverviewSection run={run} visible />)
    expect(drawn).toContain('The next zone is tried.')
    expect(drawn).toContain('p4d.24xlarge')
  })

  it('says of a machine that cannot be ended why, what it may cost, and what one can do', () => {
    const stuck = someRun({ ...run, state: 'stuck', machine: someMachine({ instance: 'i-0stuck' }), asked: run.asked })
    const drawn = html(<OverviewSection run={stuck} visible />)
    for (const words of ['There is no g5.2xlarge.', 'i-0stuck may still run', 'AWS console', 'Forget it'])
      expect(drawn).toContain(words)
  })

  it('promises no end of a machine that is gone, and costs nothing of it, while results wait in a bucket', () => {
    const results = { path: '/lab/x/farscope-r00000000001', until: null, bytes: 2048, error: failure }
    const machine = someMachine({ endedAt: '2026-11-22T11:00:00Z' })
    const waiting = someRun({
      ...{ state: 'waiting', machine, deadline: '2026-11-22T18:00:00Z', results },
      asked: { outputs, results: { to: { kind: 's3', path: '/lab/x' }, end: true } }
    })
    expect(html(<OverviewSection run={waiting} visible />)).toContain('gone since')
    expect(html(<OverviewSection run={waiting} visible />)).toContain('s3://lab/x/farscope-r00000000001')
    expect(waySteps(waiting).map(({ mark }) => mark)).toEqual([...Array(4).fill('done'), 'paused', 'done', 'waiting'])
    expect(html(<OverviewSection run={waiting} visible />)).not.toContain('Ends itself')
    expect(html(<CostSection run={waiting} visible />)).toContain('The machine costs nothing any more')
    const files = html(<FilesSection {...beside} run={waiting} />)
    for (const words of ['s3://lab/x/farscope-r00000000001', 'they wait there, 2.0 KiB', 'The next zone is tried.'])
      expect(files).toContain(words)
  })

  it('shows the address, and why there is no terminal yet', () => {
    const drawn = html(<MachineSection {...beside} />)
    expect(drawn).toContain('18.1.2.3')
    expect(drawn).toContain('Its machine cannot be signed in to now')
    expect(html(<MachineSection {...beside} run={someRun()} />)).toContain('There is no machine yet')
  })

  it('shows the files of both ways, and warns where nothing comes back', () => {
    expect(html(<FilesSection {...beside} />)).toContain('/data/out')
    expect(html(<FilesSection {...beside} run={someRun()} />)).toContain('goes with the machine')
  })

  it('shows what it costs, with the most and what is allowed', () => {
    const drawn = html(<CostSection run={run} visible />)
    for (const figure of ['$1.21', '$9.09', '$12.40', '$1.20 an hour']) expect(drawn).toContain(figure)
    expect(html(<CostSection run={someRun({ machine: someMachine({ usdPerHour: null }) })} visible />)).toContain(
      'a price that is unknown'
    )
  })

  it.each(runStates)('says what the state %s costs, and what to do', state => {
    const drawn = html(<CostSection run={someRun({ state })} visible />)
    expect(drawn).toContain(runStateCosts[state].costs)
    expect(drawn).toContain(runStateCosts[state].advice)
  })

  it('opens a terminal and the files where the run stands', () => {
    const run = someRun({ site: 'run-r1', folder: '/home/ubuntu/run' })
    const opened: unknown[] = []
    const note = (...words: unknown[]): void => void opened.push(words)
    const parts = { ...beside, run, onOpenFolder: note, onOpenTerminal: note }
    pressed(FilesSection(parts), 'Open in Files')
    pressed(MachineSection(parts), 'Open a terminal')
    expect(opened).toEqual([
      ['run-r1', '/home/ubuntu/run'],
      ['run-r1', '/home/ubuntu/run']
    ])
  })

  it('shows the time that is billed, which is a minute at least', () => {
    const short = someMachine({ endedAt: '2026-11-22T10:00:10Z' })
    const drawn = html(<CostSection run={someRun({ state: 'done', machine: short })} visible />)
    expect(drawn).toContain(`${formatDuration(60)} at $1.20 an hour`)
  })
})

describe('the log of a run', () => {
  it('grows, and begins anew where the stream does', () => {
    const empty = { text: emptyLog, from: -1, pieces: 0 }
    const two = [
      { from: 0, text: 'one\n' },
      { from: 4, text: 'two\n' }
    ].reduce(logWith, empty)
    expect(logString(two.text)).toBe('one\ntwo\n')
    expect(logString(logWith(two, { from: 0, text: 'one\n' }).text)).toBe('one\n')
  })
})
