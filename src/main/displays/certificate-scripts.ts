/** Scripts of sh that read on a host which certificate its server shows. */

/**
 * Defines `fingerprint_of PORT`: prints the SHA-256 of the certificate that is shown at this port of loopback, with or
 * without colons, or nothing. Compute nodes often have one of openssl and python3 only.
 */
export const defineFingerprintOf = `fingerprint_of() {
  limit=
  command -v timeout >/dev/null 2>&1 && limit='timeout 10'
  print=$($limit openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 2>/dev/null)
  print=\${print#*=}
  [ -n "$print" ] || print=$($limit python3 -c '
import hashlib, socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
seen = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)).getpeercert(True)
print(hashlib.sha256(seen).hexdigest())' "$1" </dev/null 2>/dev/null)
  printf '%s' "$print"
}
`

/** \`$1\`: port. */
export const fingerprintScript = `${defineFingerprintOf}fingerprint_of "$1"`

/** `AB:CD…` as plain small digits. */
export function fingerprintOf(text: string): string | undefined {
  const digits = text.replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined
}
