/** How an instance begins, runs and ends. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { demoPortTag } from '@domain/cloud/tags'
import { startComputer } from './computer'
import { consoleText } from './console-text'
import type { DemoInstance, Region, SpotRequest } from './region'
import { withTags } from './tags'
import type { World } from './world'

/** Why one ends: EC2 API reference, StateReason, and the words of `reason`. */
export interface Ending {
  readonly code: string
  readonly message: string
  readonly words: string
  /** Of its spot request. */
  readonly spotCode: string
}

export const byUser: Ending = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  words: 'User initiated',
  spotCode: 'instance-terminated-by-user'
}
const byItself: Ending = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  words: '',
  spotCode: 'instance-terminated-by-user'
}
const byMarket: Ending = {
  code: 'Server.SpotInstanceTermination',
  message: 'Server.SpotInstanceTermination: Spot instance termination',
  words: 'Server.SpotInstanceTermination',
  spotCode: 'instance-terminated-no-capacity'
}
const byFault: Ending = {
  code: 'Server.InternalError',
  message: 'Server.InternalError: Internal error on launch',
  words: 'Server.InternalError',
  spotCode: 'instance-terminated-launch-failed'
}

/** To be called once for each new instance, and at each start of a stopped one. */
export function begin(world: World, region: Region, instance: DemoInstance): void {
  world.later(world.waits.pending, () => {
    if (instance.state === 'pending') world.keep(boot(world, region, instance))
  })
}

const rootOf = (world: World, { id }: DemoInstance): string => join(world.folder, id)

async function boot(world: World, region: Region, instance: DemoInstance): Promise<void> {
  const root = rootOf(world, instance)
  try {
    const computer = await startComputer({
      ...{ root, name: hostName(instance), children: world.children, log: world.log },
      ...{ gpu: instance.machine.gpu, vcpus: instance.machine.vcpus, hostKey: instance.hostKey }
    })
    // Told to end in the meantime.
    if (world.closed || instance.state !== 'pending') return await computer.close()
    // User data is for the first boot alone (cloud-init, module frequency once-per-instance).
    const first = instance.hostKey === undefined
    instance.computer = computer
    instance.hostKey = computer.hostKey
    instance.state = 'running'
    instance.runningSince = world.clock.now()
    instance.tags = withTags(instance.tags, [{ key: demoPortTag, value: String(computer.port) }])
    instance.console = {
      text: () => consoleText({ name: hostName(instance), hostKey: computer.hostKey, scriptEnd: computer.scriptEnd() }),
      readableFrom: new Date(world.clock.now().getTime() + world.waits.console)
    }
    if (instance.userData && first) await computer.runUserData(instance.userData)
    lookAgain(world, region, instance)
  } catch (thrown) {
    world.log(`demo cloud: ${instance.id} did not start: ${thrown instanceof Error ? thrown.message : thrown}`)
    end(world, region, instance, byFault, 'terminated')
  }
}

export const hostName = ({ privateIp }: DemoInstance): string => `ip-${privateIp.replaceAll('.', '-')}`

/** A stopped one boots again from its disk: another launch time, the same host key. */
export function startAgain(world: World, region: Region, instance: DemoInstance): void {
  if (instance.state !== 'stopped') return
  instance.state = 'pending'
  instance.launched = world.clock.now()
  instance.stateReason = { code: 'pending', message: 'pending' }
  instance.transition = ''
  instance.interrupted = false
  begin(world, region, instance)
}

/** What is asked on the instance itself: `shutdown`, and the notice that its user plays. */
function lookAgain(world: World, region: Region, instance: DemoInstance): void {
  world.later(world.waits.look, () => {
    const { computer } = instance
    if (instance.state !== 'running' || !computer) return
    if (computer.shutdownDue(world.clock.now())) {
      end(world, region, instance, byItself, instance.onShutdown === 'stop' ? 'stopped' : 'terminated')
      return
    }
    if (computer.noticeWanted()) interrupt(world, region, instance)
    lookAgain(world, region, instance)
  })
}

/** Announces the end of a spot instance and carries it out after the notice. False: it is none, or runs no more. */
export function interrupt(world: World, region: Region, instance: DemoInstance): boolean {
  const request = instance.spotRequest === undefined ? undefined : region.spotRequests.get(instance.spotRequest)
  if (!request || instance.state !== 'running' || instance.interrupted) return false
  instance.interrupted = true
  const now = world.clock.now()
  const at = new Date(now.getTime() + world.waits.notice)
  // The form of `spot/instance-action` of the instance metadata (EC2 user guide, "Spot Instance interruption notices").
  const time = `${at.toISOString().slice(0, 19)}Z`
  instance.computer?.tellNotice(JSON.stringify({ action: request.interruption, time }))
  request.status = statusNow(world, 'marked-for-termination', 'Your Spot Instance is marked for termination.')
  world.later(world.waits.notice, () =>
    end(world, region, instance, byMarket, request.interruption === 'stop' ? 'stopped' : 'terminated')
  )
  return true
}

const statusNow = (world: World, code: string, message: string): SpotRequest['status'] => ({
  code,
  message,
  at: world.clock.now()
})

/** Ends all that runs on it at once; the state follows as with EC2. Nothing happens where it ends already. */
export function end(
  world: World,
  region: Region,
  instance: DemoInstance,
  ending: Ending,
  final: 'stopped' | 'terminated'
): void {
  const { state } = instance
  if (state === 'terminated' || state === 'shutting-down') return
  if (final === 'stopped' && (state === 'stopping' || state === 'stopped')) return
  const wasStopped = state === 'stopped'
  instance.state = final === 'stopped' ? 'stopping' : 'shutting-down'
  instance.stateReason = { code: ending.code, message: ending.message }
  const time = world.clock.now().toISOString().slice(0, 19).replace('T', ' ')
  instance.transition = ending.words && `${ending.words} (${time} GMT)`
  const { computer } = instance
  instance.computer = undefined
  if (computer) world.keep(computer.close())
  const settle = (): void => {
    // A stop that became a termination meanwhile.
    if (final === 'stopped' && instance.state !== 'stopping') return
    settleEnd(world, region, instance, ending, final)
  }
  if (wasStopped) settle()
  else world.later(world.waits.ending, settle)
}

function settleEnd(
  world: World,
  region: Region,
  instance: DemoInstance,
  ending: Ending,
  final: 'stopped' | 'terminated'
): void {
  instance.state = final
  instance.tags = instance.tags.filter(({ key }) => key !== demoPortTag)
  if (final === 'stopped') return
  const request = region.spotRequests.get(instance.spotRequest ?? '')
  if (request) {
    if (request.state === 'active') request.state = 'closed'
    request.status = statusNow(world, ending.spotCode, 'Your Spot Instance was terminated.')
  }
  for (const volume of region.volumes.values()) {
    if (volume.attached?.instance !== instance.id) continue
    if (volume.attached.withInstance) region.volumes.delete(volume.id)
    else volume.attached = undefined
  }
  world.later(world.waits.folder, () =>
    world.keep(rm(rootOf(world, instance), { recursive: true, force: true, maxRetries: 5 }))
  )
  world.later(world.waits.forgotten, () => {
    region.instances.delete(instance.id)
    region.spotRequests.delete(instance.spotRequest ?? '')
  })
}
