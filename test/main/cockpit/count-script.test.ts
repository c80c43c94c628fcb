/** The script that counts movies, with this computer's own sh, find and awk. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { emptyTally, type MovieTally, readTally, talliedMovies, withAnswer } from '@domain/cockpit/movie-tally'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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

/** `tools`: a folder whose programs come before those of this computer. */
function run(since: number, place = folder, tools?: string): string {
  const env = { ...process.env, PATH: `${tools === undefined ? '' : `${tools}:`}${process.env.PATH}` }
  return execFileSync('/bin/sh', ['-c', countScript, 'sh', place, String(since)], { encoding: 'utf8', env })
}

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

  it('counts once what is converted in its place, under its new time', () => {
    for (const name of ['a', 'b', 'c']) movie(`one/${name}_fractions.mrc`)
    let tally = withAnswer(emptyTally, readTally(run(0)))
    rmSync(join(folder, 'one', 'a_fractions.mrc'))
    writeFileSync(join(folder, 'one', 'a_fractions.tiff'), 'young')
    tally = withAnswer(tally, readTally(run(tally.since)))
    expect(counted(tally)).toBe(3)
    // It is settled by now.
    utimesSync(join(folder, 'one', 'a_fractions.tiff'), minute * 60 + 600, minute * 60 + 600)
    tally = withAnswer(tally, readTally(run(tally.since)))
    expect(counted(tally)).toBe(3)
    rmSync(join(folder, 'one', 'b_fractions.mrc'))
    expect(counted(withAnswer(tally, readTally(run(tally.since))))).toBe(3)
  })

  it('does not visit folders that did not change for long', async () => {
    movie('old/x_fractions.mrc')
    const second = Math.floor(statSync(join(folder, 'old')).ctimeMs / 1000)
    await vi.waitFor(() => expect(Date.now() / 1000).toBeGreaterThan(second + 2), { timeout: 30_000 })
    movie('new/y_fractions.mrc')
    // Ten minutes before what is told count as well.
    expect(readTally(run(second + 601)).settled.map(one => one.folder)).toEqual(['./new'])
  })

  it('finds what was moved in with its old time, be it a file or a folder', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'farscope-count-'))
    try {
      let tally = withAnswer(emptyTally, readTally(run(0)))
      mkdirSync(join(folder, 'in'))
      movie('x_fractions.mrc', 10, minute * 60)
      renameSync(join(folder, 'x_fractions.mrc'), join(folder, 'in', 'x_fractions.mrc'))
      tally = withAnswer(tally, readTally(run(tally.since)))
      expect(counted(tally)).toBe(1)
      movie('square/y_fractions.mrc', 10, minute * 60)
      renameSync(join(folder, 'square'), join(elsewhere, 'square'))
      for (const place of [join(elsewhere, 'square'), folder]) utimesSync(place, minute * 60, minute * 60)
      tally = withAnswer(tally, readTally(run(tally.since)))
      renameSync(join(elsewhere, 'square'), join(folder, 'square'))
      for (const place of [join(folder, 'square'), folder]) utimesSync(place, minute * 60, minute * 60)
      expect(counted(withAnswer(tally, readTally(run(tally.since))))).toBe(2)
    } finally {
      rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 })
    }
  })

  it('visits everything where no folder is as young as what was told: a clock was set back', () => {
    movie('one/x_fractions.mrc')
    expect(readTally(run(Math.floor(Date.now() / 1000) + 100_000)).settled).toMatchObject([{ movies: 1 }])
  })

  it('runs in the background, and is ended where it takes too long', () => {
    const tools = mkdtempSync(join(tmpdir(), 'farscope-tools-'))
    try {
      // Stands in for a find that never ends: it says so, and is what timeout(1) would end.
      writeFileSync(join(tools, 'timeout'), '#!/bin/sh\n[ "$2" = nice ] || exit 1\nexit 124\n', { mode: 0o700 })
      run(0, folder, tools)
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toMatchObject({ status: countStatus.tooLong })
    } finally {
      rmSync(tools, { recursive: true, force: true, maxRetries: 5 })
    }
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
