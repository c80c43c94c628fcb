/** The right of a booking on a session of one's own: DCV lets its owner do everything unless the permissions say less. */
import { randomUUID } from 'node:crypto'
import type { DisplayRight } from '@contract/resources'
import { dcvPermissions, ownerLine } from '@domain/displays/dcv-permissions'
import type { DcvSession } from '@domain/displays/dcv-sessions'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import type { OpenRequest, Step } from './adapter'
import { checkId, dcvFailure, noDcv, runScript } from './dcv-commands'
import { displaysFolder } from './job-scripts'
import { step } from './retry'

/** Name of its permissions file in the account's home: letters, digits, `_` and `-`. */
const fileNameOf = (id: string): string => id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 80)

/** The permissions file stays in the account's home: the server reads it again when it likes. */
const shareScript = `umask 077
folder=${displaysFolder}
mkdir -p "$folder" || exit 1
file=$folder/$2.perm
cat > "$file.$3" && mv -f "$file.$3" "$file" || exit 1
exec dcv set-permissions --session "$1" --file "$file" </dev/null`

/** Who may be in a session of this account besides it. `permission` and others where its server does not take it. */
export async function shareDcv(
  connection: Connection,
  id: string,
  people: readonly { user: string; right: DisplayRight }[],
  signal: AbortSignal | undefined
): Promise<void> {
  const stdin = Buffer.from(dcvPermissions(people, connection.target.user))
  const words = [checkId(id), fileNameOf(id), randomUUID()]
  const printed = await runScript(connection, shareScript, words, { signal, stdin })
  if (!printed) throw noDcv(connection)
  if (printed.code !== 0) throw dcvFailure(`sharing the session ${id}`, printed)
}

/**
 * The owner's line becomes `$4`, those of the others stay; standard input: the file where there is none yet. To give
 * control back, only a line `$5` that was written by this is changed: a facility's own permissions are left alone.
 */
const ownerScript = `umask 077
folder=${displaysFolder}
mkdir -p "$folder" || exit 1
file=$folder/$2.perm
[ -z "$5" ] || grep -qxF "$5" "$file" 2>/dev/null || exit 0
if grep -q '^%owner% ' "$file" 2>/dev/null; then sed "s/^%owner% .*/$4/" "$file"; else cat; fi > "$file.$3" &&
  mv -f "$file.$3" "$file" || exit 1
exec dcv set-permissions --session "$1" --file "$file" </dev/null`

/**
 * Before it is opened: who may look only gets a session that lets its owner look only, `not-allowed` where the server
 * does not take that. With control it is as it was, and a server that keeps it back is only told of.
 */
export async function* keepRight(
  connection: Connection,
  { id, owner }: DcvSession,
  { right, lowering }: Pick<OpenRequest, 'right' | 'lowering'>,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, void, undefined> {
  const { user } = connection.target
  // What root sees of others is theirs: their permissions say what an account may.
  if (owner !== '' && owner !== user) return
  if (right === 'view') yield step('Making the session one that you can only look at, as your booking says')
  const before = right === 'control' ? ownerLine('view') : ''
  const words = [checkId(id), fileNameOf(id), randomUUID(), ownerLine(right), before]
  const people = right === 'view' ? [{ user, right }] : []
  const stdin = Buffer.from(dcvPermissions(people, user))
  const run = () => runScript(connection, ownerScript, words, { signal, stdin })
  const printed = await (right === 'view' && lowering ? lowering(run) : run())
  if (!printed) throw noDcv(connection)
  if (printed.code === 0) return
  const failure = dcvFailure(`setting the permissions of ${id}`, printed)
  if (right === 'control') {
    yield step(`The session may let you look only: ${failure.message}`)
    return
  }
  throw new Failure('not-allowed', `You may look only, and the session ${id} would let you drive. ${failure.message}`, {
    hint: 'It is your account that owns it, and its server kept that so. Its operator can hand over to you.',
    ...(failure.detail !== undefined && { detail: failure.detail })
  })
}
