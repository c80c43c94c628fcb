/** The line of a facility that makes a display, as it is run for somebody. */
import type { DisplayRight } from '@contract/resources'

/** Not `${right}`, which is a variable of the shell. */
const place = /(?<!\$)\{right\}/g

/** With the right in its place; undefined: it has no place for one, so that nobody could only look. */
export function commandLine(line: string, right: Exclude<DisplayRight, 'none'>): string | undefined {
  const told = line.replace(place, right)
  return right === 'view' && told === line ? undefined : told
}
