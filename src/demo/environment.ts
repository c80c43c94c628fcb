/** Where things of one demo facility are, and what its processes see of the outer environment. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { quote } from '@domain/shell'
import type { Login } from './login'

/** The scratch folder's parts. Only `home` outlives the run. */
export interface DemoPlaces {
  /** Where a login starts; holds the believable data. */
  home: string
  /** First in PATH: the SLURM commands. */
  bin: string
  /** Start-up files of the shells. */
  etc: string
  keys: string
  /** Calls of the SLURM commands and scripts of the jobs. */
  spool: string
  temporary: string
  /** The instances of the make-believe cloud. */
  cloud: string
}

export function demoPlaces(folder: string): DemoPlaces {
  return {
    home: join(folder, 'home'),
    bin: join(folder, 'bin'),
    etc: join(folder, 'etc'),
    keys: join(folder, 'keys'),
    spool: join(folder, 'spool'),
    temporary: join(folder, 'tmp'),
    cloud: join(folder, 'cloud')
  }
}

/** The present user's login name. */
export function demoUser(): string {
  return userInfo().username
}

/** Makes the folders, for this user alone. */
export function makePlaces(places: DemoPlaces): void {
  for (const path of Object.values(places)) mkdirSync(path, { recursive: true, mode: 0o700 })
}

/** Removes all but the data. */
export function removePlaces(places: DemoPlaces): void {
  const { home: _kept, ...rest } = places
  for (const path of Object.values(rest)) rmSync(path, { recursive: true, force: true })
}

/**
 * The whole environment of a process at the facility. Nothing else of ours goes in: the outer one may hold cloud
 * credentials and tokens.
 */
export function demoEnvironment(places: DemoPlaces, extra: Record<string, string> = {}): Record<string, string> {
  const user = demoUser()
  return {
    PATH: `${places.bin}:${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`,
    LANG: process.env.LANG || 'C.UTF-8',
    USER: user,
    LOGNAME: user,
    SHELL: loginShell(),
    HOME: places.home,
    TMPDIR: places.temporary,
    ...extra
  }
}

/** The user's own shell. */
export function loginShell(): string {
  return process.env.SHELL || userInfo().shell || '/bin/sh'
}

/** The one login of the facility. */
export const demoLogin = (places: DemoPlaces): Login => ({
  home: places.home,
  commandShell: '/bin/sh',
  environment: extra => demoEnvironment(places, extra),
  shell: shellCommand(places)
})

/** The command line that starts the login shell with our prompt instead of the user's own start-up files. */
function shellCommand(places: DemoPlaces): Login['shell'] {
  const file = loginShell()
  const name = basename(file)
  if (name === 'bash') return { file, args: ['--rcfile', join(places.etc, 'bashrc'), '-i'], environment: {} }
  if (name === 'zsh') return { file, args: ['-i'], environment: { ZDOTDIR: places.etc } }
  return { file, args: ['-i'], environment: { ENV: join(places.etc, 'shrc') } }
}

const greeting = [
  'Welcome to the Farscope demo facility. It runs on this computer, in a scratch folder, as you.',
  'Try:  ls krios1   squeue   sinfo   sbatch relion/submit_class2d.sh'
]

/** Writes the shells' start-up files. */
export function writeShellFiles(places: DemoPlaces): void {
  const hello = greeting.map(line => `printf '%s\\n' '${line}'`).join('\n')
  writeFileSync(join(places.etc, 'bashrc'), `PS1='demo:\\w\\$ '\nHISTFILE=\n${hello}\n`)
  writeFileSync(join(places.etc, '.zshrc'), `PROMPT='demo:%~%# '\nunset HISTFILE\n${hello}\n`)
  writeFileSync(join(places.etc, 'shrc'), `PS1='demo$ '\n${hello}\n`)
  writeLoginProfile(places)
}

const profileMark = '# Farscope demo facility: written anew at every start. Take this line out to keep your own.'

/**
 * What `bash -l` (a batch script's, the list of modules) reads after /etc/profile, which may set PATH anew and bring
 * this computer's own modules.
 */
function writeLoginProfile(places: DemoPlaces): void {
  const file = join(places.home, '.bash_profile')
  if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(profileMark)) return
  const bin = quote(places.bin)
  writeFileSync(file, `${profileMark}\nPATH=${bin}:$PATH\nmodule() { ${bin}/module "$@"; }\n`)
}
