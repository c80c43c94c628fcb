/** What the states of nodes mean, power saving ones too (sinfo(1), NODE STATE CODES; scontrol(1), State= with flags). */
import type { NodeUse } from '@contract/jobs-cluster'

const words: Readonly<Record<string, string>> = {
  ALLOCATED: 'all of it is in use',
  BLOCKED: 'blocked by a job that has the node for itself',
  CLOUD: 'a cloud node',
  COMPLETING: 'its last job is being cleaned up',
  DOWN: 'down',
  DRAIN: 'takes no new jobs',
  DRAINED: 'taken out of use by an administrator',
  DRAINING: 'takes no new jobs; those that run may end',
  DYNAMIC_NORM: 'a node that came up by itself',
  ERROR: 'in error',
  FAIL: 'about to fail, takes no new jobs',
  FAILING: 'about to fail, takes no new jobs',
  FUTURE: 'not there yet',
  IDLE: 'free',
  INVAL: 'registered with a wrong configuration',
  INVALID_REG: 'registered with a wrong configuration',
  MAINT: 'in maintenance',
  MAINTENANCE: 'in maintenance',
  MIXED: 'partly in use',
  NOT_RESPONDING: 'does not answer',
  PERFCTRS: 'its performance counters are in use',
  PLANNED: 'kept free for a waiting job',
  POWERED_DOWN: 'switched off to save power; it starts when a job needs it',
  POWER_DOWN: 'is to be switched off',
  POWERING_DOWN: 'being switched off',
  POWERING_UP: 'starting',
  POWER_UP: 'is to be started',
  REBOOT: 'is to be restarted',
  REBOOT_ISSUED: 'restarting',
  REBOOT_REQUESTED: 'is to be restarted',
  RESERVED: 'reserved',
  RESUME: 'coming back',
  UNKNOWN: 'unknown until it has registered'
}

/** The signs that sinfo puts behind a state. */
const signs: Readonly<Record<string, string>> = {
  '*': 'NOT_RESPONDING',
  '~': 'POWERED_DOWN',
  '#': 'POWERING_UP',
  '!': 'POWER_DOWN',
  '%': 'POWERING_DOWN',
  $: 'MAINTENANCE',
  '@': 'REBOOT',
  '^': 'REBOOT_ISSUED',
  '-': 'PLANNED'
}

/** Said instead of the base state, which means nothing for a node that is off, out of use or on its way. */
const leading = [
  'DOWN',
  'POWERED_DOWN',
  'POWERING_UP',
  'POWERING_DOWN',
  'DRAIN',
  'MAINTENANCE',
  'MAINT',
  'REBOOT_ISSUED'
]

/** A node that is off and has jobs is about to be started for them; SLURM 22.05.8 calls it so for a second or two. */
function wakes([base = '', ...flags]: readonly string[]): boolean {
  return (base === 'MIXED' || base === 'ALLOCATED') && flags.includes('POWERED_DOWN')
}

/** State words of `IDLE+DRAIN`, `MIXED*`, `idle~`, base state first. */
export function nodeStateWords(raw: string): string[] {
  const [, base = '', sign = ''] = /^([A-Za-z_+]+)([*~#!%$@^-]*)/.exec(raw) ?? []
  const said = base
    .toUpperCase()
    .split('+')
    .filter(word => word !== '')
  const all = [...said, ...[...sign].flatMap(one => signs[one] ?? [])]
  return wakes(all) ? all.map(word => (word === 'POWERED_DOWN' ? 'POWERING_UP' : word)) : all
}

/** Plain words for a node's state; a word that is not known stands as it is. */
export function explainNodeState(raw: string): string {
  const said = nodeStateWords(raw)
  if (said.length === 0) return raw
  const quiet = said.some((word, at) => at > 0 && leading.includes(word)) && said[0] === 'IDLE'
  return said
    .filter((word, at) => word !== 'CLOUD' && !(quiet && at === 0))
    .map(word => (Object.hasOwn(words, word) ? words[word] : word))
    .join(', ')
}

/** What makes a node one of a use, strongest first; flags come before the base state, which they override. */
const uses: readonly (readonly [NodeUse, readonly string[]])[] = [
  ['down', ['DOWN', 'ERROR', 'FUTURE', 'INVAL', 'INVALID_REG']],
  ['asleep', ['POWERED_DOWN', 'POWERING_DOWN', 'POWER_DOWN']],
  ['waking', ['POWERING_UP', 'POWER_UP', 'REBOOT_ISSUED', 'RESUME']],
  ['down', ['NOT_RESPONDING', 'FAIL', 'FAILING']],
  ['draining', ['DRAIN', 'DRAINED', 'DRAINING']],
  ['mixed', ['MIXED']],
  ['allocated', ['ALLOCATED', 'COMPLETING']],
  ['kept', ['MAINT', 'MAINTENANCE', 'RESERVED', 'PLANNED', 'BLOCKED', 'REBOOT_REQUESTED', 'REBOOT']],
  ['idle', ['IDLE']]
]

/** What a node can be used for now. */
export function nodeUse(raw: string): NodeUse {
  const said = nodeStateWords(raw)
  return uses.find(([, signs]) => signs.some(sign => said.includes(sign)))?.[0] ?? 'unknown'
}
