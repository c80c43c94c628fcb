/** The certificate of a DCV server on a compute node, read on that node and not over the cluster's network. */
import { quote } from '@domain/shell'
import type { Connection } from '../ssh/types'
import { fingerprintOf, fingerprintScript } from './certificate-scripts'
import { slurmPath } from './job-scripts'

/**
 * \`$1\` job, \`$2\` node, \`$3\` port. srun's step runs on the node of the job, whose identity SLURM checks; ssh asks the
 * node itself, whose host key the login host must know already. Prints what the node says, or nothing.
 */
const askNode = `${slurmPath}
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 20'
ask=${quote(fingerprintScript)}
said=$($limit srun --quiet --overlap --jobid="$1" --nodes=1 --ntasks=1 sh -c "$ask" sh "$3" </dev/null 2>/dev/null)
case $2 in
  -*) ;;
  *) [ -n "$said" ] || said=$(printf '%s\\n' "$ask" | $limit ssh -o BatchMode=yes -o StrictHostKeyChecking=yes \\
    -o ConnectTimeout=10 "$2" sh -s -- "$3" 2>/dev/null) ;;
esac
printf '%s' "$said"`

/** 64 hexadecimal digits; undefined where neither way leads to the node, or it cannot read it either. */
export async function readNodeFingerprint(
  login: Connection,
  { job, host, port }: { readonly job: string; readonly host: string; readonly port: number },
  signal: AbortSignal | undefined
): Promise<string | undefined> {
  const { stdout } = await login.run(askNode, { args: [job, host, String(port)], signal, timeoutMs: 60_000 })
  return fingerprintOf(stdout.toString('utf8').trim())
}
