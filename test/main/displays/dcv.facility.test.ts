import { chmod, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { dcvScript } from '../../../src/demo/displays/dcv-script'
import { describeFacility } from '../../facility/describe-facility'
import { ports } from '../../facility/facility'
import { facilityHost } from '../sites/site-rig'
import { createDisplayRig, type DisplayRig, last, limit, type RigOptions, wish } from './display-rig'
import { armed } from './fake-displays'
import { bookedBy } from './no-bookings'

let rig: DisplayRig | undefined
async function start(options?: RigOptions): Promise<DisplayRig> {
  rig = await createDisplayRig(options)
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const place = (id: string) => ({ kind: 'dcv', site: 'em', host: 'main', id }) as const

async function made(one: DisplayRig, changes: object = {}): Promise<string> {
  const { display } = await last(one.displays.create({ ...wish, ...changes }, limit()))
  return display?.id ?? ''
}

describeFacility('DCV over SSH', 'ssh', () => {
  it('makes a session, lists it with its owner and size, and closes it', async () => {
    const one = await start()
    expect(await one.displays.list('em', [], limit())).toMatchObject({ displays: [], problems: [], kinds: ['dcv'] })
    const { display, steps } = await last(
      one.displays.create({ ...wish, name: "ada's (x)", size: '1280x720', gl: true }, limit())
    )
    expect(display).toMatchObject({ kind: 'dcv', host: 'main', state: 'ready', owner: 'cryo', size: '1280x720' })
    expect(steps.at(0)).toBe('Looking at the sessions of the host')
    const { displays } = await one.displays.list('em', ['dcv'], limit())
    expect(displays).toMatchObject([
      { id: display?.id, name: "ada's (x)", type: 'virtual', clients: 0, size: '1280x720', cannot: {} }
    ])
    await one.displays.close(place(display?.id ?? ''), limit())
    expect((await one.displays.list('em', [], limit())).displays).toEqual([])
    await expect(one.displays.close(place('gone'), limit())).rejects.toMatchObject({ code: 'not-found' })
  })

  it('reads a server that knows only text', async () => {
    const one = await start()
    await one.dcv({ json: false })
    const id = await made(one, { name: 'old server' })
    const { displays } = await one.displays.list('em', [], limit())
    expect(displays).toMatchObject([{ id, name: 'old server', owner: 'cryo', type: 'virtual', size: '1920x1080' }])
  })

  it('is no kind of a host without it, and a problem of one where it does not answer', async () => {
    const one = await start()
    await one.command('dcv', '#!/bin/sh\necho "Could not connect to the DCV server" >&2; exit 1\n')
    const { problems, kinds } = await one.displays.list('em', [], limit())
    expect(kinds).toEqual(['dcv'])
    expect(problems).toMatchObject([{ kind: 'dcv', host: 'main', error: { code: 'remote-error' } }])
    expect(problems[0]?.error.hint).toContain('dcvserver')
    await unlink(join(one.bin, 'dcv'))
    expect(await one.displays.list('em', [], limit())).toMatchObject({ displays: [], problems: [], kinds: [] })
  })

  it('names the logs of a session that dies after it was made', async () => {
    const one = await start()
    await one.dcv({ diesAfter: 1 })
    await expect(made(one)).rejects.toMatchObject({ code: 'remote-error', message: /ended at once/ })
  })

  it('refuses a console session beside a virtual one before the server is asked', async () => {
    const one = await start()
    await made(one)
    await expect(made(one, { type: 'console' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(made(one, { type: 'console', gl: true })).rejects.toMatchObject({ code: 'usage' })
  })

  it('makes the console session where the server lets this account, and no second one beside it', async () => {
    const one = await start()
    await expect(made(one, { type: 'console' })).rejects.toMatchObject({ code: 'permission' })
    // As where the facility lets its operators.
    const open = dcvScript({ folder: one.state, port: one.server.port }).replace('[ "$(id -u)" = 0 ]', 'true')
    await one.command('dcv', open)
    const id = await made(one, { type: 'console', name: 'Falcon' })
    const { displays } = await one.displays.list('em', ['dcv'], limit())
    expect(displays).toMatchObject([{ id, name: 'Falcon', type: 'console' }])
    for (const type of ['console', 'virtual']) {
      const second = made(one, { type })
      await expect(second).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(id) })
    }
  })

  it('says in the words of the server why a session cannot be made', async () => {
    const one = await start()
    await one.command(
      'dcv',
      '#!/bin/sh\n[ "$1" = list-sessions ] && exit 0\necho "Could not create session. Could not get the system bus: Exhausted" >&2; exit 1\n'
    )
    await expect(made(one)).rejects.toMatchObject({ code: 'remote-error', message: /system bus/, hint: /directory/ })
  })

  it('shares it by a permissions file, and gives a picture and the people on it', async () => {
    const one = await start()
    const id = await made(one)
    await one.displays.share(place(id), [{ user: 'bob', right: 'view' }], limit())
    expect(await readFile(join(one.state, `${id}.perm`), 'utf8')).toContain('bob allow display')
    const picture = await one.displays.thumbnail(place(id), 320, limit())
    expect(Buffer.from(picture.base64, 'base64').subarray(1, 4).toString()).toBe('PNG')
    expect(await one.displays.people(place(id), limit())).toEqual([])
    const file = join(one.state, 'sessions', id)
    await writeFile(file, (await readFile(file, 'utf8')).replace('clients=0', 'clients=1'))
    expect(await one.displays.people(place(id), limit())).toMatchObject([{ user: 'cryo', address: '10.0.0.38' }])
  })

  it('opens the web client once, through a forward that checks the certificate and takes the token along', async () => {
    const one = await start()
    const id = await made(one)
    const { launch, steps } = await last(one.displays.open(place(id), { way: 'web', print: false }, limit()))
    expect(one.pages).toEqual([launch?.url])
    expect(steps).toContain('Checking the certificate of the server')
    const first = await fetch(launch?.url ?? '', { redirect: 'manual' })
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toMatch(new RegExp(`^/\\?authToken=[0-9a-f]{48}#${id}$`))
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    const base = `http://127.0.0.1:${launch?.port}`
    const page = await fetch(`${base}${first.headers.get('location')}`, { headers: { cookie } })
    const text = await page.text()
    expect(text).toContain(id)
    expect(page.status).toBe(200)
    expect(page.headers.get('strict-transport-security')).toBeNull()
    expect(page.headers.get('set-cookie')).not.toContain('Secure')
    // The address works once, and nothing works without the pass.
    expect((await fetch(launch?.url ?? '', { redirect: 'manual' })).status).toBe(410)
    expect((await fetch(base)).status).toBe(403)
    await one.displays.dispose()
    await expect(fetch(base)).rejects.toThrow()
  })

  it('writes a connection file of this user alone, without secrets, that is gone afterwards', async () => {
    const one = await start()
    const id = await made(one)
    await expect(last(one.displays.open(place(id), { way: 'native', print: false }, limit()))).rejects.toMatchObject({
      code: 'not-found'
    })
    const { launch } = await last(one.displays.open(place(id), { way: 'native', print: true }, limit()))
    expect(launch).toMatchObject({ way: 'native', host: '127.0.0.1', sessionId: id, url: null, right: 'control' })
    const file = launch?.file ?? ''
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = await readFile(file, 'utf8')
    expect(text).toContain(`port=${launch?.port}\nsessionid=${id}\nuser=cryo\n`)
    expect(text).not.toContain('authtoken')
    await one.displays.dispose()
    await expect(stat(file)).rejects.toThrow()
    expect(await readdir(join(one.folder, 'displays'))).toEqual([])
  })

  it('is named by python3 where the host has no openssl, and vouched for by the link alone where it has neither', async () => {
    const one = await start()
    const id = await made(one)
    await one.command('openssl', '#!/bin/sh\nexit 1\n')
    const web = await last(one.displays.open(place(id), { way: 'web', print: true }, limit()))
    expect(web.launch?.url).toContain('http://127.0.0.1:')
    await one.command('python3', '#!/bin/sh\nexit 1\n')
    const native = await last(one.displays.open(place(id), { way: 'native', print: true }, limit()))
    expect(native.steps.at(-1)).toContain('the SSH link alone vouches')
    await expect(last(one.displays.open(place(id), { way: 'web', print: true }, limit()))).rejects.toMatchObject({
      ...{ code: 'mismatch', hint: expect.stringContaining('openssl nor python3') }
    })
  })

  it('says which step failed when it cannot be opened', async () => {
    const one = await start()
    const id = await made(one)
    await one.dcv({ port: 1 })
    const opening = last(one.displays.open(place(id), { way: 'web', print: false }, limit()))
    await expect(opening).rejects.toMatchObject({ code: 'refused', message: /^TCP to port 1 of main: / })
    await expect(last(one.displays.open(place('no-such'), { print: false }, limit()))).rejects.toMatchObject({
      code: 'not-found'
    })
  })

  it('checks every step of the road in order', async () => {
    const one = await start()
    const id = await made(one)
    const steps = []
    for await (const step of one.displays.check({ site: 'em', kind: 'dcv', id }, limit())) steps.push(step)
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      ...['dns pass', 'tcp pass', 'auth pass', 'tls pass', 'certificate pass', 'server pass', 'session pass'],
      ...['licence pass', 'disk pass', 'udp skipped', 'round-trip pass', 'bandwidth pass', 'client warn']
    ])
  })

  it('says at the step that fails what is wrong there, and goes on with the others', async () => {
    const one = await start()
    const id = await made(one)
    const check = async (of: string) => {
      const steps: Record<string, string> = {}
      for await (const { step, state, text, hint } of one.displays.check({ site: 'em', kind: 'dcv', id: of }, limit()))
        steps[step] = `${state} ${text} ${hint}`
      return steps
    }
    const script = dcvScript({ folder: one.state, port: one.server.port })
    await one.command('dcv', script.replace('"status" : "licensed"', '"status" : "expired"'))
    await one.command('df', '#!/bin/sh\nprintf "head\\n/dev/x 1 1 1024 1% /\\n"\n')
    expect(await check(id)).toMatchObject({
      licence: expect.stringMatching(/^fail The licence of dcv is expired\. .*dcv-license/),
      disk: expect.stringMatching(/^warn 1\.0 MB free/),
      session: expect.stringMatching(/^pass/)
    })
    await chmod(one.home, 0o555)
    expect(await check('gone')).toMatchObject({
      ...{ certificate: expect.stringMatching(/^pass/), licence: expect.stringMatching(/^skipped/) },
      session: expect.stringMatching(/^fail There is no session gone/),
      disk: expect.stringMatching(/^fail The home folder takes no new file/)
    })
    await one.command('dcv', '#!/bin/sh\necho "Could not connect to the DCV server" >&2; exit 1\n')
    expect(await check(id)).toMatchObject({
      server: expect.stringMatching(/^fail .*Could not connect.*systemctl start dcvserver/),
      'round-trip': expect.stringMatching(/^pass/)
    })
  })

  it('makes a session by the connect script of ParallelCluster, and takes a token of it for each click', async () => {
    const one = await start()
    // As the script does it: the id is kept in a file of the account, and the line comes after other words.
    await one.command(
      'pcluster_dcv_connect.sh',
      `#!/bin/sh
[ "$1" = "$HOME" ] || exit 1
mkdir -p "$1/.parallelcluster/dcv"
file=$1/.parallelcluster/dcv/dcv_session_$(hostname)
id=$(cat "$file" 2>/dev/null)
dcv describe-session "$id" >/dev/null 2>&1 || { id=abcDEF0123456789; dcv create-session --type virtual "$id"; echo "$id" > "$file"; }
echo 'Warning: something else' >&2
echo "PclusterDcvServerPort=${one.server.port} PclusterDcvSessionId=$id PclusterDcvSessionToken=Tok_en-$$"
`
    )
    const { display } = await last(one.displays.create({ ...wish, by: 'pcluster' }, limit()))
    expect(display).toMatchObject({ id: 'abcDEF0123456789', listens: { port: one.server.port } })
    const locations = []
    for (const _click of [1, 2]) {
      await last(one.displays.open(place(display?.id ?? ''), { way: 'web', print: false }, limit()))
      const answer = await fetch(one.pages.at(-1) ?? '', { redirect: 'manual' })
      locations.push(answer.headers.get('location'))
    }
    expect(locations[0]).toMatch(/^\/\?authToken=Tok_en-\d+#abcDEF0123456789$/)
    expect(locations[1]).not.toBe(locations[0])
    await one.displays.close(place(display?.id ?? ''), limit())
  })

  it('names the logs of one of the connect script that dies after it was made', async () => {
    const one = await start()
    await one.dcv({ diesAfter: 2 })
    await one.command(
      'pcluster_dcv_connect.sh',
      `#!/bin/sh
dcv create-session --type virtual dying1
echo "PclusterDcvServerPort=${one.server.port} PclusterDcvSessionId=dying1 PclusterDcvSessionToken=Tok_en"
`
    )
    await expect(made(one, { by: 'pcluster' })).rejects.toMatchObject({ message: /dying1, but it ended at once/ })
  })

  it('says so where the connect script of ParallelCluster is not there', async () => {
    const one = await start()
    const making = last(one.displays.create({ ...wish, by: 'pcluster' }, limit()))
    await expect(making).rejects.toMatchObject({ code: 'command-missing' })
  })

  it('is followed by a poll that sees what was done', async () => {
    const one = await start()
    const stop = new AbortController()
    const seen: number[] = []
    for await (const list of one.displays.watch('em', [], AbortSignal.any([stop.signal, limit()]))) {
      if (seen.at(-1) !== list.displays.length) seen.push(list.displays.length)
      if (list.displays.length > 0) break
      await writeFile(
        join(one.state, 'sessions', 'other'),
        'owner=cryo\nname=x\ntype=virtual\ncreated=2026-01-01T00:00:00Z\nepoch=1\nclients=0\nsize=800x600\n'
      )
    }
    stop.abort()
    expect(seen).toEqual([0, 1])
  })
})

/** A booking that opens what it is asked for, with the session that the facility names. */
const booked = (right: 'control' | 'view', session: string) => {
  const one = armed(new Date(Date.now() + 3_600_000), right)
  const display = { kind: 'dcv' as const, host: 'main', session }
  return { ...one, resource: { ...one.resource, display } }
}

describeFacility('DCV of an instrument', 'ssh', () => {
  it('opens for an account that does not own it where the facility names the session, and for nobody by another id', async () => {
    const one = await start({
      mayOpen: bookedBy(({ site }) => (site === 'of-bob' ? booked('control', 'krios') : null))
    })
    await one.add('of-bob', facilityHost(ports.facility, { user: 'banner' }))
    await one.trustAll('of-bob')
    await one.displays.list('em', ['dcv'], limit())
    await writeFile(
      join(one.state, 'sessions', 'krios'),
      'owner=cryo\nname=Krios\ntype=console\ncreated=2026-01-01T00:00:00Z\nepoch=1\nclients=0\nsize=800x600\n'
    )
    const of = (site: string, id: string) => ({ kind: 'dcv', site, host: 'main', id }) as const
    expect((await one.displays.list('em', ['dcv'], limit())).displays.map(({ id }) => id)).toEqual(['krios'])
    expect((await one.displays.list('of-bob', ['dcv'], limit())).displays).toEqual([])
    const { launch, steps } = await last(
      one.displays.open(of('of-bob', 'krios'), { way: 'web', print: false }, limit())
    )
    expect(steps.join('\n')).toContain('The server shows krios only to its owner')
    expect(launch).toMatchObject({ sessionId: 'krios', right: 'control' })
    const answer = await fetch(one.pages.at(-1) ?? '', { redirect: 'manual' })
    expect(answer.headers.get('location')).toMatch(/#krios$/)
    await expect(
      last(one.displays.open(of('of-bob', 'other'), { way: 'web', print: false }, limit()))
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('lets its owner look only when the booking says so, and drive again when it gives that back', async () => {
    let right: 'control' | 'view' = 'control'
    const one = await start({ mayOpen: bookedBy(({ id }) => booked(right, id)) })
    const id = await made(one)
    const permissions = () => readFile(join(one.state, `${id}.perm`), 'utf8')
    const open = () => last(one.displays.open(place(id), { way: 'web', print: false }, limit()))
    await one.displays.share(place(id), [{ user: 'bob', right: 'control' }], limit())
    right = 'view'
    expect((await open()).launch).toMatchObject({ right: 'view' })
    expect(await permissions()).toContain('%owner% allow display pointer audio-out\nbob allow builtin')
    right = 'control'
    await open()
    expect(await permissions()).toContain('%owner% allow builtin\n')
    // A server that takes no permissions would let him drive.
    const script = await readFile(join(one.bin, 'dcv'), 'utf8')
    await one.command('dcv', script.replace('#!/bin/sh', '#!/bin/sh\n[ "$1" != set-permissions ] || exit 1'))
    right = 'view'
    await expect(open()).rejects.toMatchObject({ code: 'not-allowed', message: /would let you drive/ })
  })
})
