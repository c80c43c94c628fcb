/**
 * A make-believe `dcvsimpleextauth` (NICE DCV Administrator Guide, "Using external authentication"): takes a token from
 * its standard input and keeps only its hash, for the display server.
 */
import { quote } from '@domain/shell'

export function authenticatorScript(tokens: string): string {
  return `#!/bin/sh
# Make-believe DCV authenticator of the Farscope demo facility and of its tests.
umask 077
tokens=${quote(tokens)}
[ "$1" = add-user ] || exit 1
session=
while [ $# -gt 0 ]; do [ "$1" = --session ] && session=$2; shift; done
[ -n "$session" ] || exit 1
IFS= read -r token || exit 1
hash() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi; }
mkdir -p "$tokens" || exit 1
name=$(printf '%s' "$token" | hash)
printf '%s\\n' "$session" > "$tokens/\${name%% *}"
`
}
