/**
 * SHA-256 of files on Windows hosts, by the PowerShell that every one of them has: what `Get-FileHash` does, also where
 * that is not there yet (PowerShell 2), and with the reason when a file cannot be read.
 */
import { encodeName } from '../bytes-name'
import type { ChecksumTool } from './checksum-tools'

const tool: ChecksumTool = { name: 'PowerShell', algorithm: 'sha256', command: [], bytesPerSecond: 300e6 }

/** Prints the checksum of `abc`. */
export const windowsProbeScript = `$sha = [Security.Cryptography.SHA256]::Create()
$hash = $sha.ComputeHash([Text.Encoding]::ASCII.GetBytes('abc'))
[Console]::Out.WriteLine([BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant())`

/** The one way to compute checksums there, or none. */
export function parseWindowsProbe(stdout: string): ChecksumTool[] {
  return stdout.trim() === 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' ? [tool] : []
}

/** Takes lines of requests (`windowsHashRequest`) and answers as the script for sh does (checksum-tools `parseAnswer`). */
export const windowsHashScript = `$sha = [Security.Cryptography.SHA256]::Create()
function HashOf($path) {
  $stream = [IO.File]::Open($path, 'Open', 'Read', 'ReadWrite, Delete')
  try { [BitConverter]::ToString($sha.ComputeHash($stream)).Replace('-', '').ToLowerInvariant() }
  finally { $stream.Close() }
}
while (($line = [Console]::In.ReadLine()) -ne $null) {
  $number = 0
  foreach ($word in $line.Split(' ')) {
    $number++
    try {
      $path = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($word))
      if ([IO.Directory]::Exists($path)) { $answer = 'other' }
      elseif (-not [IO.File]::Exists($path)) { $answer = 'missing' }
      else { $answer = HashOf $path }
    }
    catch [UnauthorizedAccessException] { $answer = 'denied' }
    catch { $answer = 'failed' }
    [Console]::Out.WriteLine("$number $answer")
  }
  [Console]::Out.WriteLine('end')
}`

/** SFTP of OpenSSH for Windows has a slash before the drive. */
const windowsPath = (path: string): string => path.replace(/^\/(?=[A-Za-z]:)/, '')

/** One line without its newline: Base64 of each path's bytes. */
export function windowsHashRequest(paths: readonly string[]): string {
  return paths
    .map(path => btoa(Array.from(encodeName(windowsPath(path)), byte => String.fromCharCode(byte)).join('')))
    .join(' ')
}
