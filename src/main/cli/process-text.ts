/** Rules of pre-processing as the command shows them. */
import type { ProcessedFile, ProcessingRule } from '@contract/processing'
import { displayName } from '@domain/bytes-name'
import { durationText, fields, table } from './text'
import { placeText } from './watch-text'

/** The object of --json: text with U+FFFD where a byte was not text. */
export function shownRule(rule: ProcessingRule): ProcessingRule {
  const { from, seenAs, workDir } = rule
  const shown = { ...from, path: displayName(from.path) }
  return { ...rule, from: shown, seenAs: displayName(seenAs), workDir: displayName(workDir) }
}

export const shownProcessed = (file: ProcessedFile): ProcessedFile => ({ ...file, path: displayName(file.path) })

export function rulesTable(rules: readonly ProcessingRule[]): string {
  return table(rules, [
    { title: 'NAME', cell: ({ name }) => name },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'WAITING', right: true, cell: ({ counts }) => String(counts.waiting) },
    { title: 'PENDING', right: true, cell: ({ counts }) => String(counts.pending) },
    { title: 'RUNNING', right: true, cell: ({ counts }) => String(counts.running) },
    { title: 'DONE', right: true, cell: ({ counts }) => String(counts.done) },
    { title: 'FAILED', right: true, cell: ({ counts }) => String(counts.failed) },
    { title: 'WATCH', cell: ({ watch }) => watch },
    { title: 'SITE', cell: ({ site }) => site },
    { title: 'TEMPLATE', cell: ({ request }) => request.template },
    { title: 'LAST JOB', cell: ({ lastJob }) => lastJob ?? '-' },
    { title: 'ERROR', cell: ({ error }) => error?.message ?? '' }
  ])
}

export function ruleText(rule: ProcessingRule): string {
  const { name, watch, state, site, from, seenAs, workDir, include, request, counts, batches, error } = rule
  const { batch, waitSeconds, atOnce, queued, retries, lastJob, oldestWaiting } = rule
  const since = oldestWaiting === null ? '' : `, oldest of ${oldestWaiting}`
  const head = fields([
    ['rule', name],
    ['watch', watch],
    ['state', state],
    ['files', `${counts.waiting} waiting${since}, ${counts.done} done, ${counts.failed} failed`],
    ['tasks', `${counts.pending} pending, ${counts.running} running`],
    ['site', site],
    ['from', `${placeText(from)}${from.path === seenAs ? '' : `, to jobs ${displayName(seenAs)}`}`],
    ['takes', include.join(' ')],
    ['works in', displayName(workDir)],
    ['template', request.template],
    ['arrays', `of ${batch} files, or after ${durationText(waitSeconds)}; ${atOnce} tasks at once, ${queued} queued`],
    ['retries', String(retries)],
    ['last job', lastJob],
    ['error', error?.message]
  ])
  return `${head}${batches.length === 0 ? '' : `\n${batchesTable(batches)}`}`
}

function batchesTable(batches: ProcessingRule['batches']): string {
  return table(batches, [
    { title: 'ARRAY', cell: ({ job }) => job ?? 'not yet' },
    { title: 'FILES', right: true, cell: ({ files }) => String(files) },
    { title: 'PENDING', right: true, cell: ({ pending }) => String(pending) },
    { title: 'RUNNING', right: true, cell: ({ running }) => String(running) },
    { title: 'DONE', right: true, cell: ({ done }) => String(done) },
    { title: 'FAILED', right: true, cell: ({ failed }) => String(failed) },
    { title: 'SUBMITTED', cell: ({ submittedAt }) => submittedAt ?? '-' }
  ])
}

export function filesTable(files: readonly ProcessedFile[]): string {
  return table(files, [
    { title: 'FINISHED', cell: ({ finishedAt }) => finishedAt },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'JOB', cell: ({ job }) => job ?? '-' },
    { title: 'FILE', cell: ({ path }) => displayName(path) },
    {
      title: 'WHY',
      cell: ({ error, tries }) => (error === null ? '' : tries > 1 ? `${error} (${tries} tries)` : error)
    }
  ])
}
