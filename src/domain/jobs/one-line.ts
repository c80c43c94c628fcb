/** The records of `scontrol show … -o`: one a line, `Key=value` with a space between (scontrol(1), --oneliner). */

/** A record's values by key. `free` names the last key whose text may hold spaces, as a node's Reason. */
export function parseOneLine(line: string, free?: string): Map<string, string> {
  const at = free === undefined ? -1 : line.search(new RegExp(`(?:^| )${free}=`))
  const plain = at < 0 ? line : line.slice(0, at)
  const values = new Map<string, string>()
  for (const [, key = '', value = ''] of plain.matchAll(/(?:^| )([A-Za-z][\w:]*)=(\S*)/g))
    if (!values.has(key)) values.set(key, value)
  if (at >= 0 && free !== undefined)
    values.set(
      free,
      line
        .slice(at)
        .trim()
        .slice(free.length + 1)
    )
  return values
}
