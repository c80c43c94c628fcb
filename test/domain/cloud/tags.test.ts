import { ownTags, tagKeys } from '@domain/cloud/tags'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const owner = { Key: tagKeys.owner, Value: 'ada' }

describe('the tags of a resource', () => {
  it('say whose it is, of which run, and until when', () => {
    const tags = [
      owner,
      { Key: tagKeys.run, Value: 'r-1' },
      { Key: tagKeys.project, Value: 'ribosome' },
      { Key: tagKeys.session, Value: 'u@here' },
      { Key: tagKeys.expiry, Value: '2026-11-22T02:00:00+01:00' }
    ]
    expect(ownTags(tags)).toEqual({
      ...{ owner: 'ada', run: 'r-1', project: 'ribosome', session: 'u@here' },
      expiry: '2026-11-22T01:00:00.000Z'
    })
  })

  it('make nothing Farscope’s that has no owner', () => {
    for (const tags of [undefined, [], [{ Key: tagKeys.owner, Value: '' }], [{ Key: tagKeys.run, Value: 'r' }]])
      expect(ownTags(tags)).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.record({ Key: fc.string(), Value: fc.string() })), tags => {
        expect(ownTags(tags.filter(({ Key }) => Key !== tagKeys.owner))).toBeNull()
      })
    )
  })

  it('are data: whatever somebody wrote stands as it is', () => {
    const text = '<img src=x onerror=alert(1)> $(reboot) `id` "\'; rm -rf /'
    expect(
      ownTags([
        { Key: tagKeys.owner, Value: text },
        { Key: tagKeys.run, Value: text }
      ])
    ).toMatchObject({
      owner: text,
      run: text
    })
  })

  it('have no expiry where what stands there is no whole time', () => {
    for (const Value of ['tomorrow', '2026-11-22', '2026-13-41T00:00:00Z', '2026-11-22T01:00:00', '0'])
      expect(ownTags([owner, { Key: tagKeys.expiry, Value }])?.expiry).toBeNull()
  })
})
