/** Marks of prompts in a terminal's text (OSC 133): a sign in the margin, ways from prompt to prompt, the last output. */
import type { IBufferLine, IDecoration, IMarker, Terminal } from '@xterm/xterm'
import { promptStep } from './shell-reports'
import styles from './terminals.module.css'

/** Commands that are remembered; the oldest go first. Their lines go with the scrollback anyway. */
const mostCommands = 5_000

interface MarkedCommand {
  readonly prompt: IMarker
  readonly sign: IDecoration | undefined
  output?: IMarker | undefined
  end?: IMarker | undefined
  /** Undefined while it runs; null where the shell does not tell. */
  exit?: number | null | undefined
}

export interface PromptMarks {
  /** Scrolls to the prompt before (-1) or after (1) what is at the top now. */
  jump(step: 1 | -1): void
  /** Text that the last finished command wrote; null where none is marked. */
  lastOutput(): string | null
  dispose(): void
}

/** Lines of a buffer as text: what was wrapped is one line again, and lines lose the blanks at their ends. */
export function linesText(line: (at: number) => IBufferLine | undefined, from: number, to: number): string {
  const lines: string[] = []
  for (let at = from; at < to; at++) {
    const next = line(at)
    if (!next) continue
    // A line that goes on in the next one keeps its blanks: they are part of the text.
    const text = next.translateToString(line(at + 1)?.isWrapped !== true)
    if (next.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`)
    else lines.push(text)
  }
  return lines.join('\n')
}

/** Draws how the command of a prompt ended: by shape first. */
function drawSign(element: HTMLElement, { exit }: MarkedCommand): void {
  const failed = exit !== undefined && exit !== null && exit !== 0
  element.className = `xterm-decoration ${styles.promptSign} ${failed ? styles.promptFailed : ''}`
  element.title = exit === undefined || exit === null ? 'Prompt' : `Ended with status ${exit}`
}

export function createPromptMarks(terminal: Terminal): PromptMarks {
  const commands: MarkedCommand[] = []

  function addPrompt(): void {
    const prompt = terminal.registerMarker(0)
    const before = commands.at(-1)
    // A prompt that is drawn again on its own line is the same prompt.
    if (before && before.prompt.line === prompt.line && before.output === undefined) {
      prompt.dispose()
      return
    }
    const sign = terminal.registerDecoration({ marker: prompt, width: 1, layer: 'top' })
    const command: MarkedCommand = { prompt, sign }
    sign?.onRender(element => drawSign(element, command))
    commands.push(command)
    prompt.onDispose(() => {
      const at = commands.indexOf(command)
      if (at >= 0) commands.splice(at, 1)
    })
    if (commands.length > mostCommands) commands[0]?.prompt.dispose()
  }

  const heard = terminal.parser.registerOscHandler(133, data => {
    const step = promptStep(data)
    const last = commands.at(-1)
    // A program with a screen of its own (vim, less) has no prompts.
    if (step === null || terminal.buffer.active.type === 'alternate') return true
    if (step.kind === 'prompt') addPrompt()
    else if (step.kind === 'output' && last) last.output ??= terminal.registerMarker(0)
    else if (step.kind === 'done' && last && last.exit === undefined) {
      last.end = terminal.registerMarker(0)
      last.exit = step.exit
      if (last.sign?.element) drawSign(last.sign.element, last)
    }
    return true
  })

  return {
    jump(step) {
      const top = terminal.buffer.active.viewportY
      const lines = commands.map(({ prompt }) => prompt.line).filter(line => line >= 0)
      const to = step < 0 ? lines.findLast(line => line < top) : lines.find(line => line > top)
      if (to !== undefined) terminal.scrollToLine(to)
      else if (step > 0) terminal.scrollToBottom()
    },
    lastOutput() {
      const last = commands.findLast(({ output, end }) => output && end && !output.isDisposed && !end.isDisposed)
      if (!last?.output || !last.end) return null
      return linesText(at => terminal.buffer.normal.getLine(at), last.output.line, last.end.line)
    },
    dispose() {
      heard.dispose()
      for (const { prompt } of [...commands]) prompt.dispose()
    }
  }
}
