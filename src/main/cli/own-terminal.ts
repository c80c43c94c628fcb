/** The terminal in which the command runs, handed over to a shell: raw, with its size followed. */
import { StringDecoder } from 'node:string_decoder'

export interface OwnTerminal {
  /** What the terminal measures now; 80 by 24 where it does not tell. */
  size(): { cols: number; rows: number }
  onInput(listener: (text: string) => void): void
  onResize(listener: () => void): void
  /** As it was before; also done when the process ends. */
  giveBack(): void
}

/** Takes every key as it is, Ctrl-C among them. */
export function takeTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): OwnTerminal {
  const decoder = new StringDecoder('utf8')
  const releases: (() => void)[] = []
  const giveBack = (): void => {
    for (const release of releases.splice(0)) release()
  }
  input.setRawMode(true)
  process.once('exit', giveBack)
  releases.push(() => {
    input.setRawMode(false)
    input.pause()
    process.off('exit', giveBack)
  })
  return {
    size: () => ({ cols: output.columns || 80, rows: output.rows || 24 }),
    onInput: listener => {
      const take = (chunk: Buffer): void => listener(decoder.write(chunk))
      input.on('data', take)
      input.resume()
      releases.push(() => input.off('data', take))
    },
    onResize: listener => {
      output.on('resize', listener)
      releases.push(() => output.off('resize', listener))
    },
    giveBack
  }
}
