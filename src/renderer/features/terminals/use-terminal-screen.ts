/** Ties a pane's shell to its screen: opens it at the screen's size, shows its output, tells the engine its size. */
import type { TerminalOutput } from '@contract/terminals'
import { useEffect, useRef } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
import { visibleName } from '../../ui/visible-name'
import { createOutputFlow, type OutputFlow } from './output-flow'
import { paneScreen, useScreenState } from './pane-screens'
import { describePane, linkChanged, openShell, shellEnded, shellTaken } from './tab-store'
import { forgottenReason, type TerminalPane } from './terminal-tabs'

/** Shows what the shell prints; tells the engine how far the screen is, so that a flood is held back. */
function useShellOutput({ key, id, phase }: TerminalPane): void {
  const flow = useRef<{ id: string; flow: OutputFlow } | null>(null)
  const onItem = (item: TerminalOutput): void => {
    if (item.type === 'exit') {
      shellEnded(id, item.reason)
      return
    }
    if (item.type === 'link') {
      linkChanged(id, item)
      return
    }
    // Another window watches it now: it ends there.
    if (item.type === 'taken') {
      shellTaken(id)
      return
    }
    if (flow.current?.id !== id) flow.current = { id, flow: createOutputFlow() }
    const own = flow.current.flow
    const end = item.offset + item.data.length
    paneScreen(key).screen.write(own.fresh(item.offset, item.data), () => {
      const offset = own.taken(end)
      if (offset !== null) void client.terminals.ack({ id, offset }).catch(() => {})
    })
  }
  const failure = useEngineStream(
    phase.kind === 'open' || phase.kind === 'waiting' ? id : null,
    signal => client.terminals.watch({ id }, { signal }),
    onItem
  )
  useEffect(() => {
    if (failure?.code === 'not-found') shellEnded(id, forgottenReason)
  }, [failure, id])
}

/** Says in the text that the shell of an earlier run is gone, once, above the first line of the new one. */
function useEndLine({ key, afterEnd, phase, folder }: TerminalPane): void {
  useEffect(() => {
    if (!afterEnd || phase.kind !== 'open') return
    // The folder's name is data: nothing of it may steer the terminal.
    const where = folder === undefined ? '' : `, in ${visibleName(folder)}`
    const words = `The shell of before ended; this is a new one${where}.`
    paneScreen(key).screen.write(`\u001b[90m${words}\u001b[0m\r\n`)
    describePane(key, { afterEnd: undefined })
  }, [key, afterEnd, phase, folder])
}

/** Follows one pane for as long as the window has it, shown or not. */
export function useTerminalScreen(pane: TerminalPane): void {
  const { key, id, phase } = pane
  const { size } = useScreenState(key)
  useEndLine(pane)
  useShellOutput(pane)
  useEffect(() => {
    if (size !== null && phase.kind === 'wanted') void openShell(key, size)
    // A shell that ends meanwhile needs no size any more.
    else if (size !== null && phase.kind === 'open') void client.terminals.resize({ id, ...size }).catch(() => {})
  }, [size, key, id, phase])
  useEffect(() => paneScreen(key).screen.setFaint(phase.kind === 'waiting'), [key, phase])
}
