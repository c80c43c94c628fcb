/** RELION's commands in a script of a shell: programs, processes and options, as far as they stand there in plain words. */

/** One word; null: only a shell could say what it becomes (`$x`, `$(…)`). */
type Word = string | null

export interface RelionCommand {
  /** `relion_refine_mpi`. */
  readonly program: string
  /** Processes that MPI starts; 1 without it; null: not told in plain words. */
  readonly processes: number | null
  /** Names without dashes. A switch has an empty value; null: only a shell could say. */
  readonly options: ReadonlyMap<string, string | null>
}

/** Every command of a RELION program, in the order of the script. */
export function relionCommands(script: string): RelionCommand[] {
  return shellCommands(script).flatMap(words => {
    const at = words.findIndex(word => word !== null && isProgram(word))
    const program = words[at]
    if (program == null) return []
    const before = words.slice(0, at)
    // What only names the program (`echo relion_refine`, `which relion_refine`) runs nothing.
    if (before.some(word => word !== null && /^(which|type|echo|printf|command|module)$/.test(word))) return []
    return [{ program: baseName(program), processes: processesOf(before), options: optionsOf(words.slice(at + 1)) }]
  })
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const isProgram = (word: string): boolean => /^relion_[a-z0-9_]+$/.test(baseName(word))

/** Of `mpirun -n 5`, `-np 5`, `srun --ntasks=5`. To srun(1) `-c` is processors of each; to mpirun(1) processes. */
function processesOf(before: readonly Word[]): number | null {
  const slurm = before.some(word => word !== null && baseName(word) === 'srun')
  const names = slurm ? /^(-n|--ntasks)$/ : /^(-n|-np|--np|-c)$/
  const at = before.findIndex(word => word !== null && names.test(word))
  const joined = before.map(word => /^(?:-n|--ntasks=|--np=)(\d+)$/.exec(word ?? '')?.[1]).find(Boolean)
  if (at < 0 && joined === undefined)
    return before.some(word => word !== null && /^(mpirun|mpiexec|srun|mpiexec\.hydra)$/.test(baseName(word)))
      ? null
      : 1
  const count = Number(joined ?? before[at + 1] ?? Number.NaN)
  return Number.isInteger(count) && count > 0 ? count : null
}

/** As RELION reads them (parser.cpp): the word behind a name is its value, unless it is a name itself. */
function optionsOf(words: readonly Word[]): Map<string, string | null> {
  const options = new Map<string, string | null>()
  for (const [at, word] of words.entries()) {
    if (word === null || !/^--[A-Za-z]/.test(word)) continue
    const next = words[at + 1]
    options.set(word.slice(2), next === undefined || next?.startsWith('--') ? '' : next)
  }
  return options
}

/** The words of each simple command (POSIX.1-2017 XCU 2.3): quotes are undone, redirections and comments left out. */
function shellCommands(script: string): Word[][] {
  const commands: Word[][] = [[]]
  const form = /\\\r?\n|[ \t\r]+|(#[^\n]*)|(&&|\|\||[\n;&|(){}])|(\d*(?:&>>?|>&|>>?|<<?<?)(?:&\d)?)/y
  let at = 0
  let redirected = false
  let inWord = false
  while (at < script.length) {
    form.lastIndex = at
    const [found = '', comment, end, redirection] = form.exec(script) ?? []
    // A `#` or a brace within a word is a letter of it, and so are digits that no redirection follows.
    if (found !== '' && !(inWord && (comment !== undefined || /^[{}]$/.test(found)))) {
      at += found.length
      if (end !== undefined) commands.push([])
      if (redirection !== undefined) redirected = !/&\d$/.test(redirection)
      inWord = false
      continue
    }
    const word = readWord(script, at)
    at = word.end
    inWord = true
    if (!redirected) commands.at(-1)?.push(word.value)
    redirected = false
  }
  return commands.filter(words => words.length > 0)
}

/** The word that begins at `from`: up to white space or a sign of the shell that is not quoted. */
function readWord(script: string, from: number): { value: Word; end: number } {
  const part =
    /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|`([^`]*)`|\$\(([^()]*)\)|\\([\s\S])|([$])|([^\s'"`\\$;&|()<>]+)|([\s\S])/y
  let value: Word = ''
  let at = from
  const add = (text: Word): void => {
    value = value === null || text === null ? null : value + text
  }
  while (at < script.length) {
    part.lastIndex = at
    const [found = '', single, double, back, sub, escaped, expansion, plain, other] = part.exec(script) ?? []
    if (other !== undefined && at > from) break
    at += found.length
    if (single !== undefined || plain !== undefined) add(single ?? plain ?? '')
    else if (double !== undefined) add(inDoubleQuotes(double))
    else if (back !== undefined || sub !== undefined) add(substituted(back ?? sub ?? ''))
    else if (escaped !== undefined) add(escaped === '\n' ? '' : escaped)
    else if (expansion !== undefined) add(null)
    else add(other ?? '')
    if (other !== undefined) break
  }
  return { value, end: at }
}

/** XCU 2.2.3: a backslash counts before `$`, a back quote, a quote, a backslash and the end of a line. */
function inDoubleQuotes(text: string): Word {
  const which = /^`([^`]*)`$|^\$\(([^()]*)\)$/.exec(text)
  if (which) return substituted(which[1] ?? which[2] ?? '')
  if (/(^|[^\\])(\\\\)*[$`]/.test(text)) return null
  return text.replace(/\\(["$`\\])/g, '$1').replaceAll('\\\n', '')
}

/** RELION writes its programs as `which relion_refine` in back quotes (pipeline_jobs.cpp). */
const substituted = (command: string): Word => /^\s*(?:which|command -v|type -p)\s+(\S+)\s*$/.exec(command)?.[1] ?? null
