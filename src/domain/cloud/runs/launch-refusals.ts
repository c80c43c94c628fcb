/** What a refusal of EC2 means for where a machine is asked for next. */

/** Capacity is short here: the next zone may have it (FACTS of AWS ParallelCluster: the codes that it falls over at). */
const shortHere: readonly string[] = [
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'InsufficientCapacity',
  'UnfulfillableCapacity',
  'SpotMaxPriceTooLow',
  'Unsupported',
  'InsufficientFreeAddressesInSubnet'
]

/** The account may have no more of the type, in no zone of the region. */
const limited: readonly string[] = ['VcpuLimitExceeded', 'InstanceLimitExceeded', 'MaxSpotInstanceCountExceeded']

/** Asked too often, or AWS had a fault of its own: the same again, later. */
const busy: readonly string[] = [
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'RequestThrottled',
  'TooManyRequestsException',
  'ServiceUnavailable',
  'Unavailable',
  'InternalError',
  'InternalFailure'
]

/** `name` as cloud-errors has it. */
export type RefusalMeaning = 'next-zone' | 'next-type' | 'again' | 'other-parameters' | 'final'

export function refusalMeaning(name: string): RefusalMeaning {
  if (shortHere.includes(name)) return 'next-zone'
  if (limited.includes(name)) return 'next-type'
  if (busy.includes(name)) return 'again'
  // With this very token a machine was made already.
  return name === 'IdempotentParameterMismatch' ? 'other-parameters' : 'final'
}

const fleeting: readonly string[] = ['unreachable', 'timeout', 'dns', 'refused', 'channel-refused', 'protocol']

/** The network's, not AWS's: whether the question was heard is not known. */
export const isUnheard = (code: string): boolean => fleeting.includes(code)
