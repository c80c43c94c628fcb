/** The escape of an interactive shell, as in ssh(1): `~.` at the start of a line leaves it. */

export interface Typed {
  /** What goes to the shell. */
  readonly send: string
  /** `~.` was typed; what came after it is dropped. */
  readonly leave: boolean
  /** `~?` was typed. */
  readonly help: boolean
}

/** What `~?` shows. */
export const escapeHelp = [
  'Escapes at the start of a line:',
  ' ~.  leave; a kept shell goes on, any other ends',
  ' ~?  this help',
  ' ~~  one ~',
  ''
].join('\r\n')

/** Reads what is typed, in pieces of any size. */
export function createEscapeReader(): (text: string) => Typed {
  let atStart = true
  let tilde = false
  return text => {
    let send = ''
    let help = false
    for (const character of text) {
      if (tilde) {
        tilde = false
        if (character === '.') return { send, leave: true, help }
        if (character === '?') {
          help = true
          continue
        }
        send += character === '~' ? '~' : `~${character}`
      } else if (atStart && character === '~') {
        tilde = true
        continue
      } else send += character
      atStart = character === '\r' || character === '\n'
    }
    return { send, leave: false, help }
  }
}
