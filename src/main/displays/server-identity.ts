/** Which server is meant, and who vouches for its certificate. */

export interface ServerIdentity {
  /** Name or address of the server, for its certificate and for messages. */
  readonly host: string
  /** What whoever vouches for the address calls it besides: a trusted certificate may be of any of these names. */
  readonly otherNames?: readonly string[]
  /** SHA-256 of its certificate, 64 hexadecimal digits each; one of them must be seen. Empty: not known. */
  readonly fingerprints: readonly string[]
  /** Who told the fingerprints, for messages: `the host itself names`. */
  readonly pinnedBy: string
  /** What to do where no fingerprint is known and the certificate, of this SHA-256, is not trusted by this computer. */
  unpinnedHint(seen: string): string
}

/** A server on the very host at which the SSH link ends. */
export const ofHost = (host: string, fingerprint: string | undefined): ServerIdentity => ({
  host,
  fingerprints: fingerprint === undefined ? [] : [fingerprint],
  pinnedBy: 'the host itself names',
  unpinnedHint: () =>
    'The host has neither openssl nor python3 that could name its fingerprint over SSH; ask the facility to install one.'
})

/** A server on a compute node, behind the cluster's own network. */
export const ofNode = (node: string, fingerprint: string | undefined): ServerIdentity => ({
  host: node,
  fingerprints: fingerprint === undefined ? [] : [fingerprint],
  pinnedBy: 'the node itself names',
  unpinnedHint: () =>
    'Neither the job nor srun nor ssh could read its fingerprint on the node, so nobody vouches for what answers there. Ask the facility to install openssl or python3 on its nodes.'
})

/** A server on a machine at which nobody can be asked. */
export const ofElsewhere = (host: string): ServerIdentity => ({
  host,
  fingerprints: [],
  pinnedBy: 'its host names',
  unpinnedHint: () =>
    'It is on another machine than the display host, which cannot vouch for it. Ask the facility for a certificate of that name from a known authority, or for an address on the display host itself.'
})
