/** The host keys of a machine, from its console: the one way that nobody between it and us can change. */
import { consoleHostKeys } from '@domain/cloud/runs/console-host-keys'
import { Failure } from '@domain/failure'
import { cloudErrorName } from '../cloud-errors'
import type { CloudLink } from '../cloud-link'

/** Empty while the console has not told them. */
export async function readHostKeys(link: CloudLink, instance: string, signal: AbortSignal): Promise<string[]> {
  const ask = async (Latest: boolean): Promise<string> => {
    const { Output } = await link.ec2(`read the console of ${instance}`, signal, (ec2, options) =>
      ec2.getConsoleOutput({ InstanceId: instance, ...(Latest && { Latest }) }, options)
    )
    return Buffer.from(Output ?? '', 'base64').toString('utf8')
  }
  try {
    return consoleHostKeys(await ask(true))
  } catch (thrown) {
    // Only machines of the Nitro kind give the text of this moment (EC2 API reference, GetConsoleOutput).
    if (!(thrown instanceof Failure) || cloudErrorName(thrown.cause) !== 'UnsupportedOperation') throw thrown
    return consoleHostKeys(await ask(false))
  }
}
