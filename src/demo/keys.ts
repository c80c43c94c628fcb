/** The two key pairs of one run: the server's and the one user's. */
import { createHash } from 'node:crypto'
import { Failure } from '@domain/failure'
import ssh2 from 'ssh2'

export interface DemoKey {
  /** OpenSSH private key, PEM. */
  private: string
  /** The wire form of the public key (RFC 8709), as `ssh-keygen` puts it in base64. */
  public: Buffer
}

/** A fresh ed25519 pair. */
export function makeKey(comment: string): DemoKey {
  // ssh2 writes one pair in some hundreds that cannot be read back (a leading zero is lost): such a pair is thrown away.
  for (let attempt = 0; attempt < 10; attempt++) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    const parsed = ssh2.utils.parseKey(pair.private)
    if (!(parsed instanceof Error)) return { private: pair.private, public: parsed.getPublicSSH() }
  }
  throw new Failure('internal', 'The demo facility could not make an ed25519 key.')
}

/** `SHA256:…` as OpenSSH prints it: base64 without padding. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`
}
