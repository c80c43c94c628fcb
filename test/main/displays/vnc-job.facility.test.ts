import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createVncRig, until, type VncRig } from './vnc-rig'

let rig: VncRig
beforeEach(async () => {
  rig = await createVncRig()
})
afterEach(() => rig.close())

const job = { minutes: 10, gpus: 0, cpus: 1, modules: [] }

describeFacility('VNC in a job of SLURM', 'slurm', () => {
  it('is sent, waited for, opened over the login host, and ended with its job', async () => {
    const { display, steps } = await rig.create({ name: 'In a job', size: '800x600', command: 'exec openbox', job })
    expect(display).toMatchObject({ name: 'In a job', state: 'ready', size: '800x600', owner: 'cryo' })
    expect(display.job).toBe(display.id)
    expect(display.listens?.host).not.toBe('127.0.0.1')
    expect(steps.some(({ text }) => text.startsWith(`Job ${display.id}`))).toBe(true)
    const { launch } = await rig.open(display.id)
    const channel = launch.channel ?? ''
    expect(rig.channels.password(channel)).toHaveLength(8)
    const watching = rig.channels.watch(channel, AbortSignal.timeout(60_000))
    const first = await watching.next()
    expect(first.value).toMatchObject({ type: 'bytes', base64: Buffer.from('RFB 003.008\n').toString('base64') })
    await watching.return()
    const picture = await rig.adapter.thumbnail?.(rig.place, display.id, 100, undefined)
    expect(Buffer.from(picture ?? []).readUInt32BE(16)).toBe(100)
    await rig.adapter.close(rig.place, display.id, undefined)
    await until('the job has left the queue', async () => {
      const left = await rig.run('squeue -h -j "$1" -o %T 2>/dev/null', display.id)
      return /RUNNING|PENDING/.test(left) ? undefined : true
    })
    expect((await rig.adapter.list(rig.place, undefined))?.some(({ id }) => id === display.id)).toBe(false)
  })

  it('keeps its files from everybody else, and the plain passwords only while the job lives', async () => {
    const { display } = await rig.create({ command: 'exec openbox', job })
    expect(await rig.run('find $HOME/.local/share/farscope/displays -perm /077 | wc -l')).toBe('0\n')
    const holding = async (name: string): Promise<string> =>
      rig.run(
        `cd $HOME/.local/share/farscope/displays; for facts in $(grep -lx "job $1" job.*/facts); do
          [ -e "\${facts%/*}/$2" ] && echo there; done; true`,
        display.id,
        name
      )
    expect(await holding('connection.yml')).toBe('there\n')
    expect(await holding('letters')).toBe('')
    expect(await rig.run('scontrol show job "$1"', display.id)).not.toMatch(/password/i)
  })

  it('fails with the words of the job when it ends before its display is there', async () => {
    const making = rig.create({ command: 'exec openbox', job: { ...job, modules: ['no-such-module/1.0'] } })
    await expect(making).rejects.toMatchObject({
      code: 'remote-error',
      message: expect.stringMatching(/^Job \d+ of facility ended before its display was there/)
    })
    const left = (await rig.adapter.list(rig.place, undefined))?.filter(({ job, state }) => job && state === 'ended')
    expect(await rig.run('ls $HOME/.local/share/farscope/displays/job.*/letters 2>/dev/null | wc -l')).toBe('0\n')
    for (const { id } of left ?? []) await rig.adapter.close(rig.place, id, undefined)
  })

  it('fails with the words of SLURM when it refuses the job', async () => {
    const making = rig.create({ job: { ...job, partition: 'no-such-partition' } })
    await expect(making).rejects.toMatchObject({ code: 'remote-error', detail: expect.stringContaining('partition') })
  })

  it('stays in the queue when nobody waits for it any more, and can be taken back', async () => {
    const over = new AbortController()
    // As soon as the job is in the queue, whether it waits there or begins at once.
    const onStep = ({ text }: { text: string }): void => {
      if (text.startsWith('Job ')) over.abort()
    }
    const making = rig.create({ name: 'Waits', command: 'exec openbox', job }, { signal: over.signal, onStep })
    const made = await making.catch(thrown => thrown)
    const list = await rig.adapter.list(rig.place, undefined)
    const left = list?.find(({ name }) => name === 'Waits')
    expect(left?.job).toMatch(/^\d+$/)
    if (made instanceof Error) expect(made).toMatchObject({ code: 'cancelled' })
    await rig.adapter.close(rig.place, left?.id ?? '', undefined)
    const after = await rig.adapter.list(rig.place, undefined)
    expect(after?.some(({ name }) => name === 'Waits')).toBe(false)
  })

  it('finds and opens a display that Open OnDemand started, and reads its file anew each time', async () => {
    const { display } = await rig.create({ size: '640x480', command: 'exec openbox', job })
    const { host = '', port } = display.listens ?? {}
    const folder = '$HOME/ondemand/data/sys/dashboard/batch_connect/sys/bc_desktop/output/11aa-22bb'
    const write = (password: string): Promise<string> =>
      rig.run(
        `umask 077; mkdir -p ${folder}; printf 'host: %s\\nport: %s\\npassword: %s\\ndisplay: 1\\nwebsocket: 4000\\nspassword: %s\\n' "$1" "$2" "$3" lookonly >${folder}/connection.yml`,
        host,
        String(port),
        password
      )
    try {
      await write('firstone')
      const found = (await rig.adapter.list(rig.place, undefined))?.find(({ id }) => id === 'ood-11aa-22bb')
      expect(found).toMatchObject({ name: 'Open OnDemand', state: 'ready', listens: { host, port } })
      expect(found?.message).toBe('The number of its job is not known: it may have ended.')
      const password = async (right: 'control' | 'view'): Promise<string | null> =>
        rig.channels.password((await rig.open('ood-11aa-22bb', right)).launch.channel ?? '')
      expect(await password('control')).toBe('firstone')
      await write('nextone')
      expect(await password('control')).toBe('nextone')
      expect(await password('view')).toBe('lookonly')
    } finally {
      await rig.run('rm -rf "$HOME/ondemand"')
    }
  })
})
