import { once } from 'node:events'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createDisplayRig, type DisplayRig, last, limit, wish } from './display-rig'

let rig: DisplayRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const job = { minutes: 10, gpus: 0, cpus: 1, modules: [] }

describeFacility('A DCV session in a job of SLURM', 'slurm', () => {
  it('is waited for, reached over the login host, and ends with its job', async () => {
    rig = await createDisplayRig()
    const made = await last(rig.displays.create({ ...wish, name: 'In a job', size: '800x600', job }, limit()))
    const { display } = made
    expect(display).toMatchObject({ kind: 'dcv', name: 'In a job', state: 'ready', owner: 'cryo', type: 'virtual' })
    expect(display?.job).toMatch(/^\d+$/)
    expect(display?.listens?.port).toBe(rig.server.port)
    expect(display?.cannot.people).toContain('node')
    const place = { kind: 'dcv', site: 'em', host: 'main', id: display?.id ?? '' } as const
    // The node is this very host, so the session is told as the one of its job and not twice.
    const { displays } = await rig.displays.list('em', ['dcv'], limit())
    expect(displays.filter(({ id }) => id === place.id)).toMatchObject([{ job: display?.job, state: 'ready' }])
    await rig.displays.close(place, limit())
    const gone = await rig.displays.list('em', ['dcv'], limit())
    expect(gone.displays.find(({ id, state }) => id === place.id && state === 'ready')).toBeUndefined()
  })

  /** A node on which nothing can read a certificate. */
  const blind = async (one: DisplayRig): Promise<void> => {
    for (const name of ['openssl', 'python3']) await one.command(name, '#!/bin/sh\nexit 1\n')
  }

  it('is opened natively with the certificate that the node itself names, on each connection of the client', async () => {
    rig = await createDisplayRig()
    await blind(rig)
    const { display } = await last(rig.displays.create({ ...wish, job }, limit()))
    // The job could not read it when it began; a step of it can now.
    for (const name of ['openssl', 'python3']) await unlink(join(rig.bin, name))
    const place = { kind: 'dcv', site: 'em', host: 'main', id: display?.id ?? '' } as const
    const { launch, steps } = await last(rig.displays.open(place, { way: 'native', print: true }, limit()))
    expect(steps).toContain(`Reading the certificate of the server on ${display?.listens?.host}`)
    // The client sees a certificate of ours, and behind it the server.
    const seen = connect({ host: '127.0.0.1', port: launch?.port ?? 0, rejectUnauthorized: false })
    await once(seen, 'secureConnect')
    expect(seen.getPeerCertificate().subject.CN).toBe('Farscope on this computer')
    seen.write('GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const [answer] = await once(seen, 'data', { signal: limit() })
    expect(String(answer)).toContain('200 OK')
    seen.destroy()
    await rig.displays.close(place, limit())
  })

  it('is opened in no way where nobody can name the certificate of the node', async () => {
    rig = await createDisplayRig()
    await blind(rig)
    const { display } = await last(rig.displays.create({ ...wish, job }, limit()))
    const place = { kind: 'dcv', site: 'em', host: 'main', id: display?.id ?? '' } as const
    for (const way of ['native', 'web'] as const) {
      const opening = last(rig.displays.open(place, { way, print: true }, limit()))
      await expect(opening).rejects.toMatchObject({ code: 'mismatch', hint: expect.stringContaining('srun') })
    }
    await rig.displays.close(place, limit())
  })

  it('fails with the words of the job when its node has no DCV', async () => {
    rig = await createDisplayRig()
    await rig.command('dcv', '#!/bin/sh\necho "Could not create session. No virtual sessions here" >&2; exit 1\n')
    const making = last(rig.displays.create({ ...wish, job }, limit()))
    await expect(making).rejects.toMatchObject({
      code: 'remote-error',
      message: expect.stringMatching(/^Job \d+ of em ended before its session was there/),
      detail: expect.stringContaining('No virtual sessions here')
    })
  })

  it('fails with the words of SLURM when it refuses the job', async () => {
    rig = await createDisplayRig()
    const making = last(rig.displays.create({ ...wish, job: { ...job, partition: 'no-such-partition' } }, limit()))
    await expect(making).rejects.toMatchObject({ code: 'remote-error', detail: expect.stringContaining('partition') })
  })

  it('is refused for what a job cannot hold', async () => {
    rig = await createDisplayRig()
    const console = last(rig.displays.create({ ...wish, type: 'console', job }, limit()))
    await expect(console).rejects.toMatchObject({ code: 'usage' })
  })
})
