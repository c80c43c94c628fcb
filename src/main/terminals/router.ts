import { os } from '../implementer'
import type { Terminals } from './terminals'

/** The handlers of contract/terminals. */
export function createTerminalsRouter(terminals: Terminals) {
  return os.terminals.router({
    list: os.terminals.list.handler(() => terminals.list()),
    open: os.terminals.open.handler(({ input, signal }) => terminals.open(input, signal)),
    watch: os.terminals.watch.handler(({ input, signal }) => terminals.watch(input.id, signal)),
    ack: os.terminals.ack.handler(({ input }) => terminals.ack(input.id, input.offset)),
    input: os.terminals.input.handler(({ input }) => terminals.input(input.id, input.data)),
    resize: os.terminals.resize.handler(({ input }) => terminals.resize(input.id, input.cols, input.rows)),
    close: os.terminals.close.handler(({ input }) => terminals.closeTerminal(input.id, input.detach)),
    folder: os.terminals.folder.handler(async ({ input }) => ({ folder: await terminals.folder(input.id) })),
    kept: os.terminals.kept.handler(({ input, signal }) => terminals.kept(input, signal)),
    layout: os.terminals.layout.handler(() => terminals.layout.read()),
    saveLayout: os.terminals.saveLayout.handler(({ input }) => terminals.layout.save(input)),
    run: os.terminals.run.handler(({ input, signal }) => terminals.run(input, signal)),
    runInput: os.terminals.runInput.handler(({ input, signal }) =>
      terminals.runInput(input.id, input.base64, input.end, signal)
    )
  })
}
