// The same text on both ways to the screen, so that nothing has to be fetched.

/** Stands at the end of the text and nowhere else. */
export const endMark = 'END-OF-THE-FLOOD'

const words = 'micrograph motion corrected dose weighted frames aligned patch shift resolution defocus angle'.split(' ')

function plainLine(number) {
  const rotated = words.map((_, at) => words[(at + number) % words.length])
  return `${String(number).padStart(8)} ${rotated.join(' ')}`.slice(0, 40 + (number % 60))
}

/** As compilers, `ls --color` and progress reports colour: some words of a line, of 16, 256 and all colours. */
function colouredLine(number) {
  const colours = [`3${number % 8}`, `1;9${number % 8}`, `38;5;${number % 256}`, `38;2;${number % 256};120;40`]
  const coloured = words.map((word, at) =>
    at % 2 === 0 ? `\x1b[${colours[(at + number) % 4]}m${words[(at + number) % words.length]}\x1b[0m` : word
  )
  return coloured.slice(0, 3 + (number % 6)).join(' ')
}

/** @param {'plain' | 'coloured'} kind @returns {string} ASCII lines of about so many bytes, ending with the mark */
export function floodText(kind, bytes) {
  const line = kind === 'plain' ? plainLine : colouredLine
  // A piece of 5000 lines, again and again: made at once, and long enough not to be cached by anything.
  const piece = Array.from({ length: 5000 }, (_, number) => line(number)).join('\r\n')
  return `${`${piece}\r\n`.repeat(Math.ceil(bytes / (piece.length + 2)))}${endMark}\r\n`
}
