/** What the console of an instance says: the lines of cloud-init that tell its host key among them. */
import { type DemoKey, fingerprint } from '../keys'

/**
 * As cloud-init's `write-ssh-key-fingerprints` prints it (cc_keys_to_console), on a serial console that ends lines with
 * CR LF.
 */
export function consoleText(parts: {
  readonly name: string
  readonly hostKey: DemoKey
  /** Undefined: the script of the user data has not ended, or there is none. */
  readonly scriptEnd: number | null | undefined
}): string {
  const { name, hostKey, scriptEnd } = parts
  const rule = `<14>cloud-init: ${'#'.repeat(61)}`
  const lines = [
    '[    0.000000] Linux version 6.8.0-1018-aws (make-believe: this is a folder of the computer that runs Farscope)',
    "[    4.412771] cloud-init[531]: Cloud-init v. 24.3.1-0ubuntu0~22.04.1 running 'init'",
    rule,
    '<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `<14>cloud-init: 256 ${fingerprint(hostKey.public)} root@${name} (ED25519)`,
    '<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
    rule,
    '-----BEGIN SSH HOST KEY KEYS-----',
    `ssh-ed25519 ${hostKey.public.toString('base64')} root@${name}`,
    '-----END SSH HOST KEY KEYS-----',
    ...(scriptEnd === undefined
      ? []
      : [`[   14.802114] cloud-init[913]: Cloud-init finished, user script ended with ${scriptEnd ?? 'a signal'}`]),
    '',
    `${name} login: `
  ]
  return lines.join('\r\n')
}
