import type { ReactNode } from 'react'
import { Kbd } from '../kbd'

/**
 * Keys that work in a list, for the end of its foot.
 * @param lines keys (see `keyHint`), and last what they do: `['up', 'down', 'move']`
 */
export function FootKeys({ lines }: { lines: readonly (readonly string[])[] }): ReactNode {
  return lines.map(line => (
    <span key={line.join(' ')}>
      {line.slice(0, -1).map(key => (
        <Kbd key={key} keys={key} />
      ))}{' '}
      {line.at(-1)}
    </span>
  ))
}
