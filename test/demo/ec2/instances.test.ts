/** Instances of the make-believe cloud: they really run what they are told to, and all of it ends. */
import { existsSync } from 'node:fs'
import type { Instance } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeKey } from '../../../src/demo/keys'
import { openSftp, run, startFacility } from '../client'
import { processRuns } from '../still-runs'
import { bootScript, type CloudRig, clientOf, connect, image, inBase64, openCloud, portOf } from './cloud-rig'

let rig: CloudRig
beforeAll(async () => {
  rig = await openCloud()
})
afterAll(() => rig.close())

const running = async (changes: Parameters<CloudRig['launch']>[0] = {}): Promise<Instance> => {
  const { InstanceId = '' } = await rig.launch(changes)
  return rig.until(InstanceId, 'running')
}

describe('a launched instance', () => {
  it('is pending, then runs, at an address of loopback with a port of its own', async () => {
    const launched = await rig.launch({
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: '<b>&"run"</b>' }] }]
    })
    expect(launched).toMatchObject({ State: { Name: 'pending' }, InstanceType: 'g5.xlarge' })
    expect(launched.PublicIpAddress).toBeUndefined()
    const now = await rig.until(launched.InstanceId ?? '', 'running')
    expect(now).toMatchObject({
      PublicIpAddress: '127.0.0.1',
      Tags: expect.arrayContaining([{ Key: 'Name', Value: '<b>&"run"</b>' }])
    })
    expect(portOf(now)).toBeGreaterThan(0)
  })

  it('lets in the key that the script of the user data wrote, and no other', async () => {
    const instance = await running()
    const client = await rig.logIn(instance)
    client.end()
    const port = portOf(instance)
    await expect(connect({ port, privateKey: makeKey('stranger').private })).rejects.toThrow(/authentication/i)
    await expect(connect({ port, username: 'root' })).rejects.toThrow(/authentication/i)
  })

  it('runs commands for real in a home of its own, and serves its files', async () => {
    const client = await rig.logIn(await running())
    const ended = await run(client, 'echo "$((6 * 7)) $BASH_VERSION" >answer; cat answer; pwd; echo "$HOME"; exit 3')
    const [answer = '', folder, home] = ended.out.split('\n')
    expect(ended.code).toBe(3)
    expect(answer).toMatch(/^42 \d/)
    expect(folder).toBe(home)
    const sftp = await openSftp(client)
    const text = await new Promise<Buffer>((resolve, reject) =>
      sftp.readFile('answer', (error, data) => (error ? reject(error) : resolve(data)))
    )
    expect(`${text}`).toBe(`${answer}\n`)
    client.end()
  })

  it('keeps what was started in the background when the link ends', async () => {
    const instance = await running()
    const client = await rig.logIn(instance)
    const { out } = await run(
      client,
      'nohup sleep 300 >/dev/null 2>&1 & echo $!; setsid sleep 301 >/dev/null 2>&1 & echo $!'
    )
    client.end()
    const pids = out.trim().split('\n').map(Number)
    expect(pids).toHaveLength(2)
    const again = await rig.logIn(instance)
    for (const pid of pids) expect(processRuns(pid)).toBe(true)
    again.end()
    await rig.ec2.terminateInstances({ InstanceIds: [instance.InstanceId ?? ''] })
    for (const pid of pids) await expect.poll(() => processRuns(pid)).toBe(false)
  })

  it('tells its own host key on its console', async () => {
    const instance = await running()
    let seen = ''
    const client = await rig.logIn(instance, {
      hostVerifier: (key: Buffer) => {
        seen = key.toString('base64')
        return true
      }
    })
    client.end()
    const output = async (): Promise<string> => {
      const { Output = '' } = await rig.ec2.getConsoleOutput({ InstanceId: instance.InstanceId ?? '', Latest: true })
      return Buffer.from(Output, 'base64').toString()
    }
    await expect.poll(output).toContain('-----END SSH HOST KEY KEYS-----')
    const [, key] = /-----BEGIN SSH HOST KEY KEYS-----\r?\nssh-ed25519 (\S+) /.exec(await output()) ?? []
    expect(key).toBe(seen)
  })

  it('does nothing to this computer that only an instance should suffer', async () => {
    const client = await rig.logIn(await running())
    const commands = 'for c in shutdown poweroff halt reboot sudo systemctl apt-get mount; do command -v $c; done'
    for (const shell of ['sh -c', 'bash -lc', 'PATH=/usr/bin:/bin bash -c', 'HOME=/ bash -lc']) {
      const { out } = await run(client, `${shell} '${commands}'`)
      const places = out.trim().split('\n')
      expect(places, shell).toHaveLength(8)
      for (const place of places) expect(place).toContain(rig.folder)
    }
    expect(await run(client, 'sudo -n -u root env A=1 sh -c "echo \\$A"')).toMatchObject({ out: '1\n', code: 0 })
    client.end()
  })

  it('has the GPUs of its type, which are busy when told so', async () => {
    const client = await rig.logIn(await running({ InstanceType: 'g5.12xlarge' }))
    const ask = 'nvidia-smi --query-gpu=index,utilization.gpu,memory.total --format=csv,noheader,nounits'
    expect((await run(client, ask)).out).toBe('0, 0, 22888\n1, 0, 22888\n2, 0, 22888\n3, 0, 22888\n')
    await run(client, 'echo 61 >$FARSCOPE_ROOT/gpu-load')
    expect((await run(client, `${ask} | head -1`)).out).toBe('0, 61, 22888\n')
    client.end()
    const without = await rig.logIn(await running({ InstanceType: 't3.medium' }))
    expect((await run(without, 'type -P nvidia-smi || echo none')).out).not.toContain(rig.folder)
    without.end()
  })
})

describe('a stopped instance', () => {
  it('starts again from its disk, with its host key, and runs the script of its first boot no more', async () => {
    const keys: string[] = []
    const hostVerifier = (key: Buffer): boolean => keys.push(key.toString('base64')) > 0
    const instance = await running({ UserData: inBase64(bootScript('echo boot >>"$FARSCOPE_ROOT/home/ubuntu/boots"')) })
    const InstanceIds = [instance.InstanceId ?? '']
    const client = await rig.logIn(instance, { hostVerifier })
    client.on('error', () => undefined)
    await vi.waitFor(async () => expect((await run(client, 'cat ~/boots')).out).toBe('boot\n'), { timeout: 30_000 })
    await run(client, 'shutdown +60')
    expect((await rig.ec2.startInstances({ InstanceIds })).StartingInstances).toMatchObject([
      { CurrentState: { Name: 'running' }, PreviousState: { Name: 'running' } }
    ])
    await rig.ec2.stopInstances({ InstanceIds })
    const [id = ''] = InstanceIds
    expect((await rig.until(id, 'stopped')).PublicIpAddress).toBeUndefined()
    expect((await rig.ec2.startInstances({ InstanceIds })).StartingInstances).toMatchObject([
      { CurrentState: { Name: 'pending' }, PreviousState: { Name: 'stopped' } }
    ])
    const again = await rig.until(id, 'running')
    expect(again.LaunchTime?.getTime()).toBeGreaterThanOrEqual(instance.LaunchTime?.getTime() ?? Number.NaN)
    const second = await rig.logIn(again, { hostVerifier })
    expect((await run(second, 'cat ~/boots; ls $FARSCOPE_ROOT/run/systemd/shutdown')).out).toBe('boot\n')
    expect(new Set(keys).size).toBe(1)
    second.end()
  })

  it('starts when it is stopped alone, and never where it was bought once on the market', async () => {
    const { InstanceId: ended = '' } = await running()
    await rig.ec2.terminateInstances({ InstanceIds: [ended] })
    await rig.until(ended, 'terminated')
    await expect(rig.ec2.startInstances({ InstanceIds: [ended] })).rejects.toThrow(/state from which it can be started/)
    const { InstanceId: spot = '' } = await running({ InstanceMarketOptions: { MarketType: 'spot' } })
    await expect(rig.ec2.startInstances({ InstanceIds: [spot] })).rejects.toThrow(/Spot Instance/)
    await expect(rig.ec2.startInstances({ InstanceIds: ['i-0'] })).rejects.toThrow(/Invalid id/)
  })
})

describe('the end of an instance', () => {
  it('comes by a shutdown on it, with its disks', async () => {
    const instance = await running({ InstanceInitiatedShutdownBehavior: 'terminate' })
    const id = instance.InstanceId ?? ''
    const client = await rig.logIn(instance)
    client.on('error', () => undefined)
    await run(client, 'sudo shutdown -h +5; sudo shutdown -c; sudo shutdown -h now')
    const ended = await rig.until(id, 'terminated')
    expect(ended).toMatchObject({ StateReason: { Code: 'Client.InstanceInitiatedShutdown' } })
    expect(ended.PublicIpAddress).toBeUndefined()
    const { Volumes } = await rig.ec2.describeVolumes({ Filters: [{ Name: 'attachment.instance-id', Values: [id] }] })
    expect(Volumes).toEqual([])
    await expect(connect({ port: portOf(instance) })).rejects.toThrow()
  })

  it('is a stop where nothing else was said at the launch', async () => {
    const { InstanceId = '' } = await rig.launch({ UserData: inBase64(bootScript('shutdown now')) })
    await rig.until(InstanceId, 'stopped')
  })

  it('comes two minutes after the notice of the market, which is told on it', async () => {
    const other = await openCloud()
    const { InstanceId = '' } = await other.launch({ InstanceMarketOptions: { MarketType: 'spot' } })
    const instance = await other.until(InstanceId, 'running')
    const client = await other.logIn(instance)
    client.on('error', () => undefined)
    expect((await run(client, 'cat $FARSCOPE_IMDS_FILE')).code).not.toBe(0)
    expect(other.cloud.interrupt(InstanceId)).toBe(true)
    const wait = 'until cat $FARSCOPE_IMDS_FILE 2>/dev/null; do sleep 0.01; done'
    expect(JSON.parse((await run(client, wait)).out)).toEqual({
      action: 'terminate',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    })
    expect((await other.describe(InstanceId)).State?.Name).toBe('running')
    other.passNotices()
    expect(await other.until(InstanceId, 'terminated')).toMatchObject({
      StateReason: { Code: 'Server.SpotInstanceTermination' },
      InstanceLifecycle: 'spot'
    })
    const { SpotInstanceRequests } = await other.ec2.describeSpotInstanceRequests({})
    expect(SpotInstanceRequests).toMatchObject([
      { State: 'closed', Status: { Code: 'instance-terminated-no-capacity' } }
    ])
    await other.close()
  })

  it('is begun by who touches spot-notice on it', async () => {
    const other = await openCloud()
    const { InstanceId = '' } = await other.launch({
      InstanceMarketOptions: { MarketType: 'spot' },
      UserData: inBase64(bootScript('touch "$FARSCOPE_ROOT/spot-notice"'))
    })
    await expect.poll(() => other.passNotices()).toBe(1)
    expect(await other.until(InstanceId, 'terminated')).toMatchObject({
      StateReason: { Code: 'Server.SpotInstanceTermination' }
    })
    await other.close()
  })
})

describe('the end of the cloud', () => {
  it('ends every process of every instance, whatever session it is in, and leaves no folder', async () => {
    const other = await openCloud()
    const { InstanceId = '' } = await other.launch({
      UserData: inBase64(bootScript('setsid sleep 300 & echo $! >"$FARSCOPE_ROOT/home/ubuntu/script-pid"'))
    })
    const instance = await other.until(InstanceId, 'running')
    const client = await other.logIn(instance)
    client.on('error', () => undefined)
    const { out } = await run(
      client,
      'until [ -s script-pid ]; do sleep 0.01; done; cat script-pid; (setsid sh -c "sleep 300; :" >/dev/null 2>&1 & echo $!)'
    )
    const pids = out.trim().split('\n').map(Number)
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(processRuns(pid)).toBe(true)
    await other.cloud.close()
    for (const pid of pids) expect(processRuns(pid)).toBe(false)
    expect(existsSync(other.folder)).toBe(false)
    await expect(connect({ port: portOf(instance) })).rejects.toThrow(/ECONNREFUSED/)
    await other.close()
  })

  it('comes with that of the facility', async () => {
    const { facility, stop } = await startFacility({ bare: true })
    const ec2 = clientOf(facility.cloud)
    await ec2.runInstances({ ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 })
    await facility.close()
    await expect(ec2.describeInstances({})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    ec2.destroy()
    await stop()
  })

  it('may come while an instance starts', async () => {
    const other = await openCloud({ pending: 0 })
    await other.launch()
    await other.cloud.close()
    expect(existsSync(other.folder)).toBe(false)
    await other.close()
  })
})
