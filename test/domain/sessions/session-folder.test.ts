import { describe, expect, it } from 'vitest'
import { pathSafe, sessionFolders, sessionWatchName } from '../../../src/domain/sessions/session-folder'
import { slot } from './session-fixture'

const folderOf = (folder: string, booking = slot(), folders: string[] = []) =>
  sessionFolders({ folder, folders }, booking, 'Europe/Stockholm', '/home/ml')

describe('the folders of a session', () => {
  it('are filled in from the booking, with the day of the facility', () => {
    const late = slot({ start: '2026-11-21T23:30:00Z', end: '2026-11-22T08:00:00Z' })
    expect(folderOf('/data/{resource}/{year}/{month}-{day}_{user}_{title}', late).folder).toBe(
      '/data/krios1/2026/11-22_mlindq_apoferritin'
    )
  })

  it('begin in the home where the template does not say where', () => {
    expect(folderOf('sessions/{title}').folder).toBe('/home/ml/sessions/apoferritin')
  })

  it.each([
    ['../../etc/passwd', 'etc-passwd'],
    ['..', 'untitled'],
    ['/', 'untitled'],
    ['a/b\\c', 'a-b-c'],
    ['$(rm -rf ~) `x`; |', 'rm-rf-x'],
    ['new\nline\0nul', 'new-line-nul'],
    ['Ribosom größe é', 'Ribosom-gro-e-e'],
    ['.hidden', 'hidden'],
    ['日本', 'untitled'],
    ['x'.repeat(300), 'x'.repeat(60)],
    ['', 'untitled']
  ])('never leave their parent with the title %j', (title, safe) => {
    expect(pathSafe(title)).toBe(safe)
    expect(folderOf('/data/{title}', slot({ title })).folder).toBe(`/data/${safe}`)
  })

  it('are refused where the template itself climbs or asks for what is not known', () => {
    expect(() => folderOf('/data/../{title}')).toThrow('upwards')
    expect(() => folderOf('/data/{project}')).toThrow('{project}')
    expect(() => folderOf('/data', slot(), ['../x'])).toThrow('upwards')
  })
})

describe('the watch of a session', () => {
  it('copies to places that are filled in as its folders are', () => {
    const setup = {
      folder: '/data/{title}',
      folders: [],
      movies: 'movies',
      copies: [{ kind: 'site', site: 'nas', path: '/archive/{year}/{resource}' } as const]
    }
    expect(sessionFolders(setup, slot(), 'Europe/Stockholm', '/home/ml').copies).toEqual([
      { kind: 'site', site: 'nas', path: '/archive/2026/krios1' }
    ])
    const climbing = { ...setup, copies: [{ kind: 'local', path: '/archive/../{title}' } as const] }
    expect(() => sessionFolders(climbing, slot(), 'Europe/Stockholm', '/home/ml')).toThrow(/goes upwards/)
  })

  it('is watched under a name of its own beside another whose identifier differs only at its end', () => {
    const exchange = '040000008200E00074C5B7101A82E00800000000'
    const [one, other] = ['1A', '1B'].map(end => sessionWatchName(slot({ uid: exchange + end })))
    expect(one).not.toBe(other)
    expect(sessionWatchName(slot({ uid: `${exchange}1A` }))).toBe(one)
  })

  it('has a name that a watch can have, whatever the booking is called', () => {
    const uid = 'gaba-a@demo.farscope'
    expect(sessionWatchName(slot({ uid }))).toMatch(/^krios1-2026-11-21-gaba-a-demo-fars-[0-9a-f]{8}$/)
    expect(sessionWatchName(slot({ uid: '..@@..' }))).toMatch(/^krios1-2026-11-21-[a-z]+-[0-9a-f]{8}$/)
  })
})
