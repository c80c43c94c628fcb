/** What the machine of a run tells of it: the line of `resources/cloud-run/state.sh`. */
import type { Run } from '@contract/cloud-runs'

/**
 * `idle`: the command has not begun. `lost`: it had begun, and neither it nor the word of its end is there: the machine
 * was started anew, or its supervisor was killed.
 */
export type CommandStage = 'idle' | 'running' | 'ended' | 'lost'

export interface MachineState {
  readonly stage: CommandStage
  /** As bash has it: 128 and the signal's number for what a signal ended. */
  readonly exitCode: number | null
  /** Seconds since 1970, by the machine's clock. */
  readonly endedAt: number | null
  readonly beganAt: number | null
  /** Who ended it, where it was not itself. */
  readonly endedBy: Run['command']['endedBy']
  /** Every input is there and proven. */
  readonly uploaded: boolean
  /** AWS takes the machine away. */
  readonly spot: boolean
  /** Of its output until now. Bytes. */
  readonly logBytes: number
  /** The folder in which it runs, absolute. */
  readonly work: string
}

const line = /^farscope (idle|running|ended|lost) (-?\d+|-) (\d+|-) (\d+|-) ([a-z-]+) ([01]) ([01]) (\d+) (\/.*)$/

const enders: ReadonlySet<string> = new Set(['stop', 'idle', 'gpu-idle', 'spot', 'deadline'])

const isEnder = (word: string): word is NonNullable<MachineState['endedBy']> => enders.has(word)
const stages: readonly CommandStage[] = ['idle', 'running', 'ended', 'lost']

/** Null: it is none. Other lines come from login scripts of the machine. */
export function parseState(text: string): MachineState | null {
  const [, stage, code = '', ended = '', began = '', by = '', uploaded, spot, size, work = ''] = line.exec(text) ?? []
  const known = stages.find(one => one === stage)
  if (!known) return null
  const number = (word: string): number | null => (word === '-' ? null : Number(word))
  const over = known === 'ended'
  return {
    stage: known,
    exitCode: over ? number(code) : null,
    endedAt: over ? number(ended) : null,
    beganAt: number(began),
    endedBy: isEnder(by) ? by : over ? 'itself' : null,
    uploaded: uploaded === '1',
    spot: spot === '1',
    logBytes: Number(size),
    work
  }
}

/** The last one of an answer; `not-ready`: the machine is still at its first boot. Null: no word of it. */
export function readState(answer: string): MachineState | 'not-ready' | null {
  const lines = answer.split('\n')
  for (const text of lines.reverse()) {
    if (text === 'none') return 'not-ready'
    const state = parseState(text)
    if (state) return state
  }
  return null
}

/** The same as the record has it. */
export function commandOf(state: MachineState): Run['command'] {
  const instant = (seconds: number | null): string | null =>
    seconds === null ? null : new Date(seconds * 1000).toISOString()
  return {
    startedAt: instant(state.beganAt),
    endedAt: instant(state.endedAt),
    exitCode: state.exitCode,
    endedBy: state.stage === 'ended' ? state.endedBy : null
  }
}
