import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { narrowWindow } from '../../../src/main/ssh/narrow-window'
import { describeFacility } from '../../facility/describe-facility'
import { facility } from '../../facility/facility'
import { createRig, type Rig, targetAt } from './rig'

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

describeFacility('a channel with a narrow window', 'ssh', () => {
  it('holds little that was not read, loses nothing, and ends', async () => {
    const connection = await rig.connections.acquire(targetAt(facility.ports.facility))
    const { stream, exit } = await connection.shell({ term: 'dumb', cols: 80, rows: 24 })
    let count = 0
    stream.on('data', (chunk: Buffer) => {
      count += chunk.filter(byte => byte === 0x5e).length
    })
    narrowWindow(stream, 64 * 1024)
    stream.write(
      'stty -echo; PS1=; head -c 6000000 /dev/zero | tr "\\0" "\\136"; head -c 6000000 /dev/zero | tr "\\0" "\\136"; exit 3\n'
    )
    while (count < 4_000_000) await sleep(1)
    stream.pause()
    await sleep(500)
    expect(stream.readableLength).toBeLessThan(128 * 1024)
    stream.resume()
    expect(await exit).toMatchObject({ code: 3 })
    expect(count).toBe(12_000_000)
  })
})
