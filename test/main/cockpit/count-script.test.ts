/** The script that counts movies, with this computer's own sh, find and awk. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { emptyTally, type MovieTally, readTally, talliedMovies, withAnswer } from '@domain/cockpit/movie-tally'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countScript, countStatus } from '../../../src/main/cockpit/count-script'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-count-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Minutes since 1970 of files that were written long ago. */
const minute = 29_000_000

function movie(name: string, bytes = 10, at = minute * 60): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'm'.repeat(bytes))
  utimesSync(path, at, at)
}

const run = (since: number, place = folder): string =>
  execFileSync('/bin/sh', ['-c', countScript, 'sh', place, String(since)], { encoding: 'utf8' })

const counted = (tally: MovieTally): number =>
  talliedMovies(tally).arrivals.reduce((sum, { movies }) => sum + movies, 0)

describe.skipIf(process.platform !== 'linux')('the script that counts movies', () => {
  it('tells how many came in which minute, their bytes, and the newest', () => {
    movie('a b/x_fractions.mrc', 10)
    movie("it's/$(touch pwned)_fractions.mrc", 20)
    movie('late_fractions.mrc', 30, minute * 60 + 61)
    movie('gain.mrc')
    movie('x.xml')
    const { arrivals, newest } = talliedMovies(withAnswer(emptyTally, readTally(run(0))))
    expect(arrivals.map(({ movies, bytes }) => [movies, bytes])).toEqual([
      [2, 30],
      [1, 30]
    ])
    expect(newest).toMatchObject({ path: 'late_fractions.mrc', bytes: 30 })
  })

  it('tells bytes beyond 32 bits whole', () => {
    const many = Array.from({ length: 3 }, (_none, at) => `young M ${minute} 1 ${4_000_000_000 + at}`).join('\n')
    expect(talliedMovies(withAnswer(emptyTally, readTally(many))).arrivals[0]?.bytes).toBe(12_000_000_003)
  })

  it('counts nothing twice, however often it looks, also when owner or permissions change', () => {
    movie('one/x_fractions.mrc')
    writeFileSync(join(folder, 'one', 'y_fractions.mrc'), 'young')
    const first = readTally(run(0))
    expect([first.settled, first.young]).toMatchObject([[{ movies: 1 }], [{ movies: 1 }]])
    const before = withAnswer(emptyTally, first)
    chmodSync(join(folder, 'one', 'x_fractions.mrc'), 0o600)
    movie('two/z_fractions.mrc')
    const after = withAnswer(before, readTally(run(before.since)))
    expect(counted(after)).toBe(3)
    expect(counted(withAnswer(after, readTally(run(after.since))))).toBe(3)
  })

  it('does not visit folders in which nothing was made for long', () => {
    movie('old/x_fractions.mrc')
    utimesSync(join(folder, 'old'), minute * 60, minute * 60)
    utimesSync(folder, minute * 60, minute * 60)
    movie('new/y_fractions.mrc')
    const since = readTally(run(0)).now
    expect(readTally(run(since)).settled.map(one => one.folder)).toEqual(['./new'])
  })

  it('finds one that was moved in with its old time', () => {
    const before = withAnswer(emptyTally, readTally(run(0)))
    mkdirSync(join(folder, 'in'))
    movie('x_fractions.mrc', 10, minute * 60)
    renameSync(join(folder, 'x_fractions.mrc'), join(folder, 'in', 'x_fractions.mrc'))
    expect(counted(withAnswer(before, readTally(run(before.since))))).toBe(1)
  })

  it('leaves out names with line breaks, which could say anything', () => {
    movie('x\nminute M 1 1000 1\n_fractions.mrc')
    movie('y_fractions.mrc')
    expect(counted(withAnswer(emptyTally, readTally(run(0))))).toBe(1)
  })

  it('says when there is no folder', () => {
    try {
      run(0, join(folder, 'none'))
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toMatchObject({ status: countStatus.noFolder })
    }
  })
})
