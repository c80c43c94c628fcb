/** What an SSH login starts in and with. */
export interface Login {
  /** Where it starts, and where relative paths of SFTP do. */
  readonly home: string
  /** Runs a command given as text by `-c`. */
  readonly commandShell: string
  /** The whole environment of its processes. */
  environment(extra: Record<string, string>): Record<string, string>
  /** What it gets that asks for a shell. */
  readonly shell: { readonly file: string; readonly args: string[]; readonly environment: Record<string, string> }
}
