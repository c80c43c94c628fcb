import { siteNameSchema } from '@contract/base'
import { runSiteName, runTags, tagValue } from '@domain/cloud/runs/launch-tags'
import { changedRunList, runListChange } from '@domain/cloud/runs/list-changes'
import { describe, expect, it } from 'vitest'
import { madeUpRecord } from './made-up-record'

const run = (id: string, createdAt: string, state: 'running' | 'done' = 'running') =>
  madeUpRecord({ id, state, createdAt }).run

describe('the list of runs', () => {
  const old = run('raaaaaaaaaaa', '2026-11-22T09:00:00.000Z')
  const young = run('rbbbbbbbbbbb', '2026-11-22T10:00:00.000Z')

  it('goes as what changed, newest first, and comes together again', () => {
    const ended = { ...old, state: 'done' as const }
    const newest = run('rccccccccccc', '2026-11-22T11:00:00.000Z')
    const event = runListChange([young, old], [newest, young, ended])
    expect(event).toEqual({ type: 'changed', runs: [newest, ended], gone: [] })
    if (!event) throw new Error('nothing changed')
    expect(changedRunList([young, old], event)).toEqual([newest, young, ended])
    expect(changedRunList([young, old], event)[1]).toBe(young)
    expect(changedRunList([young, old], { type: 'changed', runs: [], gone: [young.id] })).toEqual([old])
    expect(changedRunList([young], { type: 'all', runs: [old] })).toEqual([old])
  })

  it('is told whole first, and not at all where nothing changed', () => {
    expect(runListChange(undefined, [young])).toEqual({ type: 'all', runs: [young] })
    expect(runListChange([young, old], [{ ...young }, old])).toBeUndefined()
  })
})

describe('the names of a run', () => {
  it('make a site whatever they hold', () => {
    for (const name of ['Refine 3D', '<b>$(x)</b>', '…', 'x'.repeat(200), '-rf', '.'])
      expect(
        siteNameSchema.safeParse(runSiteName({ id: 'rabcdefghijk', asked: { ...madeUpRecord().run.asked, name } }))
          .success
      ).toBe(true)
  })

  it('stand in tags as they are, as far as EC2 takes them', () => {
    expect(tagValue('a\nb\0c')).toBe('a b c')
    expect(tagValue('ä'.repeat(300))).toHaveLength(255)
    // Half of a character, where a long name was cut, has no form in a request.
    expect(encodeURIComponent(tagValue(`${'x'.repeat(254)}😀`))).toMatch(/^x{254}%EF%BF%BD$/)
    const asked = { ...madeUpRecord().run.asked, name: '<b>', project: null, session: 'uid' }
    expect(runTags({ id: 'rabcdefghijk', owner: 'ada', asked }, '2026-11-22T11:00:00.000Z')).toEqual([
      { Key: 'Name', Value: 'farscope <b>' },
      { Key: 'farscope:owner', Value: 'ada' },
      { Key: 'farscope:run', Value: 'rabcdefghijk' },
      { Key: 'farscope:expiry', Value: '2026-11-22T11:00:00.000Z' },
      { Key: 'farscope:session', Value: 'uid' }
    ])
  })
})
