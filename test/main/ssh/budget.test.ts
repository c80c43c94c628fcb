import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { ChannelBudget } from '../../../src/main/ssh/budget'

const refusal = (): Error => Object.assign(new Error('open failed'), { reason: 4 })

/** A server that allows so many channels at once. */
function server(most: number): { open(): Promise<EventEmitter> } {
  let open = 0
  return {
    async open() {
      if (open >= most) throw refusal()
      open++
      const channel = new EventEmitter()
      channel.once('close', () => open--)
      return channel
    }
  }
}

it('gives a channel to spare only where the server has one, at once, and lowers the number where not', async () => {
  const { open } = server(2)
  const budget = new ChannelBudget({ name: 'u@h:22', waitMs: 5000 })
  const first = await budget.channel('sftp', open)
  const spare = await budget.spare(open)
  const started = performance.now()
  await expect(budget.spare(open)).rejects.toMatchObject({ code: 'channel-refused' })
  expect(performance.now() - started).toBeLessThan(4000)
  expect(budget.open).toBe(2)
  spare.emit('close')
  expect(await budget.spare(open)).toBeInstanceOf(EventEmitter)
  first.emit('close')
})

it('gives none to spare while somebody waits, and tells who could give one back', async () => {
  const { open } = server(1)
  let wanted = 0
  const budget = new ChannelBudget({ name: 'u@h:22', waitMs: 5000, onWanted: () => wanted++ })
  const first = await budget.channel('sftp', open)
  const terminal = budget.channel('terminal', open)
  await expect.poll(() => wanted).toBeGreaterThan(0)
  await expect(budget.spare(open)).rejects.toMatchObject({ code: 'channel-refused' })
  first.emit('close')
  expect(await terminal).toBeInstanceOf(EventEmitter)
})
