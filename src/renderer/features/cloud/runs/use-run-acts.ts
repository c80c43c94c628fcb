/** The acts on runs as they are asked about, done, and refused. */
import type { Run } from '@contract/cloud-runs'
import { eachAtOnce } from '@domain/each-at-once'
import { Failure } from '@domain/failure'
import { useState } from 'react'
import { client } from '../../../client/engine-link'
import { renewRun } from '../../../client/run-feed'
import { type RunAct, runActChoice } from './run-acts'

/** A question that is open. */
export interface OpenRunAct {
  readonly act: RunAct
  readonly targets: readonly Run[]
  /** How many were chosen. */
  readonly chosen: number
}

/** What the person answered beside yes. */
export interface RunActAnswer {
  /** Of an extension: seconds from now. */
  readonly seconds?: number
  /** Of a fetching: the machine stays afterwards. */
  readonly keep?: boolean
}

export interface RunRefusal {
  readonly name: string
  readonly failure: Failure
}

export interface RunOutcome {
  readonly act: RunAct
  readonly done: number
  readonly refused: readonly RunRefusal[]
}

function call(act: RunAct, id: string, { seconds, keep = false }: RunActAnswer): Promise<Run | undefined> {
  const { runs } = client
  switch (act) {
    case 'fetch':
      return runs.fetch({ id, keep })
    case 'stop':
      return runs.stop({ id })
    case 'terminate':
      return runs.terminate({ id })
    case 'extend':
      if (seconds === undefined) throw new Failure('usage', 'No time was given.')
      return runs.extend({ id, maxSeconds: seconds })
    case 'forget':
      return runs.remove({ id, abandon: true }).then(() => undefined)
  }
}

/** How many are asked at once: EC2 throttles an account that asks for much. */
const atOnce = 8

/** Does it to all of them. Nothing is thrown: what is refused is told. */
async function doToAll({ act, targets }: OpenRunAct, answer: RunActAnswer): Promise<RunOutcome> {
  const refused: RunRefusal[] = []
  await eachAtOnce(targets, atOnce, async ({ id, asked }) => {
    try {
      const run = await call(act, id, answer)
      if (run) renewRun(run)
    } catch (thrown) {
      refused.push({ name: asked.name, failure: Failure.from(thrown) })
    }
  })
  return { act, done: targets.length - refused.length, refused }
}

export function useRunActs() {
  const [open, setOpen] = useState<OpenRunAct | null>(null)
  const [outcome, setOutcome] = useState<RunOutcome | null>(null)
  const ask = (act: RunAct, runs: readonly Run[]): void => {
    const { targets } = runActChoice(act, runs)
    if (targets.length > 0) setOpen({ act, targets, chosen: runs.length })
  }
  const confirm = async (answer: RunActAnswer = {}): Promise<void> => {
    if (open === null) return
    setOpen(null)
    setOutcome(null)
    setOutcome(await doToAll(open, answer))
  }
  return { open, ask, close: () => setOpen(null), confirm, outcome, forget: () => setOutcome(null) }
}
