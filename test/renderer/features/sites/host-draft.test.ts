import { siteHostSchema } from '@contract/sites'
import { describe, expect, it } from 'vitest'
import { draftOfHost, emptyHostDraft, hostOfDraft, withHost } from '../../../../src/renderer/features/sites/host-draft'
import { parseJump, siteOfDraft } from '../../../../src/renderer/features/sites/site-draft'

const host = siteHostSchema.parse({
  name: 'main',
  host: 'login.example',
  port: 2222,
  user: 'marta',
  identityFiles: ['~/.ssh/id_a', '~/.ssh/id_b'],
  jumps: [{ host: 'bastion.example', port: 22, user: 'jump', identityFiles: ['~/.ssh/id_jump'] }, { host: '::1' }],
  roles: ['login'],
  hostKeys: ['ssh-ed25519 AAAA']
})

describe('the form of a host', () => {
  it('gives back the host it was filled from, with what it does not show', () => {
    expect(hostOfDraft(draftOfHost(host), host)).toEqual({ ok: true, host })
  })

  it('names the first field that is wrong', () => {
    const draft = { ...emptyHostDraft, name: 'x', host: 'h' }
    expect(hostOfDraft({ ...draft, host: '-oProxyCommand=x' })).toMatchObject({ ok: false, field: 'host' })
    expect(hostOfDraft({ ...draft, name: 'a b' })).toMatchObject({ ok: false, field: 'name' })
    expect(hostOfDraft({ ...draft, port: 70000 })).toMatchObject({ ok: false, field: 'port' })
    expect(hostOfDraft({ ...draft, jumps: 'a, b c' })).toMatchObject({ ok: false, field: 'jumps' })
  })

  it('puts a changed host in its place and leaves the others', () => {
    const other = siteHostSchema.parse({ name: 'dtn', host: 'dtn.example' })
    const site = { version: 1 as const, name: 's', hosts: [host, other], demo: false }
    expect(withHost(site, { ...other, roles: ['transfer'] }).hosts).toEqual([host, { ...other, roles: ['transfer'] }])
  })
})

describe('the form of a site', () => {
  it.each([
    ['bastion', { host: 'bastion', identityFiles: [] }],
    ['me@b.example:2200', { host: 'b.example', user: 'me', port: 2200, identityFiles: [] }],
    ['[fe80::1]:22', { host: 'fe80::1', port: 22, identityFiles: [] }],
    ['a b', null],
    ['', null]
  ])('reads the jump host %j', (text, jump) => {
    expect(parseJump(text)).toEqual(jump)
  })

  it('takes the host for a name when none is given', () => {
    const draft = { name: '', host: 'login.example', port: undefined, user: '', identityFile: '', jumps: '' }
    expect(siteOfDraft(draft)).toMatchObject({ ok: true, site: { name: 'login.example' } })
    expect(siteOfDraft({ ...draft, host: '' })).toMatchObject({ ok: false, field: 'host' })
  })
})
