/** Host keys that a machine tells on its console. */

/** cloud-init's `write-ssh-key-fingerprints`; its lines may begin with a time, a priority and a program's name. */
const block = /-----BEGIN SSH HOST KEY KEYS-----([\s\S]*?)-----END SSH HOST KEY KEYS-----/g
const keyText =
  /\b(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa) (AAAA[A-Za-z0-9+/]{40,2000}={0,3})(?![A-Za-z0-9+/=])/

/**
 * Of the last block, because each boot writes one; empty where there is none yet, or none that is whole. As
 * `ssh-ed25519 AAAA…`, without their comments.
 */
export function consoleHostKeys(text: string): string[] {
  const last = [...text.matchAll(block)].at(-1)?.[1] ?? ''
  return last.split(/\r?\n/).flatMap(line => {
    const [, type, key] = keyText.exec(line) ?? []
    return type && key && namesItsType(type, key) ? [`${type} ${key}`] : []
  })
}

/** The key's own bytes begin with the length and the name of its type (RFC 4253, 6.6). */
function namesItsType(type: string, key: string): boolean {
  const head = atob(key.slice(0, 4 * Math.ceil((4 + type.length) / 3)))
  return head.charCodeAt(3) === type.length && head.slice(4, 4 + type.length) === type
}
