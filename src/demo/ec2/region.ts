/** What stands in one region. Each begins with the network that AWS gives to every account. */

import type { DemoKey } from '../keys'
import { type Image, images, type Machine, offeredIn } from './catalogue'
import type { Computer } from './computer'
import type { Tag } from './query'
import { newId } from './world'

export interface Subnet {
  readonly id: string
  readonly zone: string
  /** The third part of its addresses: 172.31.N.0/20. */
  readonly third: number
}

export interface Rule {
  readonly id: string
  readonly protocol: string
  /** Undefined: all. */
  readonly from: number | undefined
  readonly to: number | undefined
  /** One of the three. */
  readonly cidr?: string | undefined
  readonly cidr6?: string | undefined
  readonly group?: string | undefined
  readonly description: string | undefined
}

export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  rules: Rule[]
  tags: Tag[]
}

export interface DemoVolume {
  readonly id: string
  readonly zone: string
  readonly sizeGb: number
  readonly type: string
  readonly iops: number | undefined
  readonly throughput: number | undefined
  readonly encrypted: boolean
  readonly snapshotId: string
  readonly created: Date
  attached: { readonly instance: string; readonly device: string; readonly withInstance: boolean } | undefined
  tags: Tag[]
}

export interface SpotRequest {
  readonly id: string
  readonly instance: string
  readonly zone: string
  readonly machine: Machine
  readonly image: Image
  readonly created: Date
  /** Dollars an hour at most. */
  readonly maxPrice: number
  readonly kind: 'one-time' | 'persistent'
  readonly interruption: 'terminate' | 'stop'
  state: 'active' | 'closed' | 'cancelled'
  status: { code: string; message: string; at: Date }
  tags: Tag[]
}

/** EC2 API reference, InstanceState. */
export const stateCodes = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80
} as const
export type StateName = keyof typeof stateCodes

export interface DemoInstance {
  readonly id: string
  readonly reservation: string
  readonly index: number
  readonly image: Image
  readonly machine: Machine
  readonly subnet: Subnet
  readonly groups: readonly string[]
  /** Of its last start. */
  launched: Date
  readonly clientToken: string
  /** What `shutdown` on it does. */
  readonly onShutdown: 'stop' | 'terminate'
  readonly spotRequest: string | undefined
  readonly privateIp: string
  readonly interfaceId: string
  readonly attachmentId: string
  readonly metadata: {
    readonly tokens: string
    readonly endpoint: string
    readonly hops: number
    readonly tags: string
  }
  readonly userData: Buffer | undefined
  state: StateName
  stateReason: { readonly code: string; readonly message: string } | undefined
  /** In words, as `reason` of DescribeInstances. */
  transition: string
  runningSince: Date | undefined
  /** Its loopback computer while it runs. */
  computer: Computer | undefined
  /** The key of its SSH server: it is on its disk, and so the same after a stop and a start. */
  hostKey: DemoKey | undefined
  /** What its console has said; stays after its end. */
  console: { readonly text: () => string; readonly readableFrom: Date } | undefined
  interrupted: boolean
  tags: Tag[]
}

export interface Region {
  readonly name: string
  readonly zones: readonly string[]
  readonly vpc: string
  readonly subnets: readonly Subnet[]
  readonly defaultGroup: string
  readonly groups: Map<string, Group>
  readonly instances: Map<string, DemoInstance>
  readonly volumes: Map<string, DemoVolume>
  readonly spotRequests: Map<string, SpotRequest>
  /** Launches by client token. */
  readonly tokens: Map<string, { readonly asked: string; readonly instances: readonly string[] }>
}

export function newRegion(name: string): Region {
  const zones = ['a', 'b', 'c'].map(letter => `${name}${letter}`)
  const group: Group = {
    ...{ id: newId('sg'), name: 'default', description: 'default VPC security group' },
    rules: [],
    tags: []
  }
  group.rules.push({
    ...{ id: newId('sgr'), protocol: '-1', from: undefined, to: undefined, description: undefined },
    group: group.id
  })
  return {
    ...{ name, zones, vpc: newId('vpc'), defaultGroup: group.id },
    subnets: zones.map((zone, index) => ({ id: newId('subnet'), zone, third: index * 16 })),
    groups: new Map([[group.id, group]]),
    instances: new Map(),
    volumes: new Map(),
    spotRequests: new Map(),
    tokens: new Map()
  }
}

/** Whether it has left its network: nothing hangs on it any more. */
export const isGone = ({ state }: DemoInstance): boolean => state === 'terminated'

export const zonesOffering = (region: Region, machine: Machine): string[] =>
  region.zones.filter(zone => offeredIn(machine, zone))

export const imageOf = (id: string): Image | undefined => images.find(image => image.id === id)
