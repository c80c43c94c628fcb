import { afterEach, describe, expect, it } from 'vitest'
import { type FarFolder, openFarFolder } from './far-folder'
import { eventually } from './watch-rig'

let far: FarFolder
afterEach(() => far.eye.close())

const start = 1_000_000_000
/** More than are looked at one by one. */
const many = Array.from({ length: 12_000 }, (_, number) => `out/${number}.tmp`)

/** So much later; it looks at what is due then. */
function later(seconds: number): void {
  far.now += seconds * 1000
  far.eye.nudge(false)
}

describe('an eye on a folder', { timeout: 120_000 }, () => {
  it('sees by one look at everything that very many files are gone, and then rests', async () => {
    far = openFarFolder({ stableSeconds: 10 })
    far.write('out/', start)
    for (const path of many) far.write(path, start)
    await eventually(() => expect(far.unfinished()).toBe(many.length))
    far.inodes.clear()
    far.write('kept/', start)
    later(20)
    await eventually(() => expect(far.unfinished()).toBe(0))
    const looks = far.looks.filter(({ since }) => since === '').length
    later(20)
    await eventually(() => expect(far.looks.at(-1)?.since).not.toBe(''))
    expect(far.looks.filter(({ since }) => since === '')).toHaveLength(looks)
  })

  it('sees that they are gone also where it cannot look at everything', async () => {
    far = openFarFolder({ stableSeconds: 10 })
    far.write('out/', start)
    for (const path of many) far.write(path, start)
    far.fails("find: './raw': Input/output error")
    await eventually(() => expect(far.unfinished()).toBe(many.length))
    far.inodes.clear()
    later(20)
    await eventually(() => expect(far.unfinished()).toBe(0))
    expect(Math.max(...far.asked)).toBeLessThan(many.length)
    expect(far.looks.filter(({ since }) => since === '')).toHaveLength(1)
  })

  it('tells what it could not see, looks at everything again, and has not looked through it before', async () => {
    far = openFarFolder()
    far.write('raw/', start)
    far.fails("find: './raw': Stale file handle")
    await eventually(() => expect(far.eye.view.error).toMatchObject({ code: 'remote-error' }))
    expect(far.eye.view.error?.message).toContain('Stale file handle')
    expect(far.eye.lookedThroughSince(0)).toBe(false)
    // It was there before, so nothing of it is new.
    far.write('raw/old.eer', start - 1_000_000)
    far.fails('')
    later(61)
    await eventually(() => expect(far.eye.lookedThroughSince(0)).toBe(true))
    expect(far.eye.view.error).toBeNull()
    expect(far.unfinished()).toBe(1)
  })

  it.each([
    [
      'may not be read is told, and seen no better by another look',
      "find: './lost+found': Permission denied",
      'permission'
    ],
    ['vanished meanwhile is nothing to tell', "find: './a.tmp': No such file or directory", undefined]
  ])('has looked through it where only what %s', async (_what, said, code) => {
    far = openFarFolder()
    far.fails(`a word of the login shell\n${said}`)
    await eventually(() => expect(far.eye.lookedThroughSince(0)).toBe(true))
    expect(far.eye.view.error?.code).toBe(code)
  })

  it('finds what was brought into a known folder and is not new by its own time', async () => {
    far = openFarFolder()
    for (const path of ['', 'raw/', 'raw/grid/', 'raw/a.eer']) far.write(path, start)
    await eventually(() => expect(far.eye.lookedThroughSince(0)).toBe(true))
    // A rename, where that leaves a file its time; a folder that takes the place of another.
    far.write('raw/b.eer', start - 100_000)
    far.write('raw/', start + 10)
    far.write('raw/grid/', start - 50_000)
    far.write('raw/grid/c.eer', start - 100_000)
    await eventually(() => {
      later(0.3)
      expect(far.finished.map(({ path }) => path).sort()).toEqual(['raw/a.eer', 'raw/b.eer', 'raw/grid/c.eer'])
    })
    expect(far.looks.filter(({ since, alone }) => since === '' && !alone)).toHaveLength(1)
    expect(far.looks.filter(({ alone }) => alone).map(({ below }) => below)).toEqual(['raw/', 'raw/grid/'])
  })

  it('does not look into a folder for each movie that comes there', async () => {
    far = openFarFolder()
    for (const path of ['', 'raw/']) far.write(path, start)
    await eventually(() => expect(far.eye.lookedThroughSince(0)).toBe(true))
    for (let movie = 1; movie <= 5; movie++) {
      far.write(`raw/${movie}.eer`, start + movie * 20)
      far.write('raw/', start + movie * 20)
      await eventually(() => {
        later(20)
        expect(far.finished).toHaveLength(movie)
      })
    }
    expect(far.looks.filter(({ alone }) => alone)).toEqual([])
  })

  it('looks at everything when it is asked to, once', async () => {
    far = openFarFolder()
    await eventually(() => expect(far.eye.lookedThroughSince(far.now)).toBe(true))
    later(2)
    expect(far.eye.lookedThroughSince(far.now)).toBe(false)
    far.eye.lookThrough(far.now)
    await eventually(() => expect(far.eye.lookedThroughSince(far.now)).toBe(true))
    far.eye.lookThrough(far.now)
    expect(far.looks.filter(({ since }) => since === '')).toHaveLength(2)
  })
})
