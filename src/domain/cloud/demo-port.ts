/** Where an instance's SSH server listens. */
import { type CloudTag, demoPortTag } from './tags'

const sshPort = 22

/**
 * The port of an instance with these tags: of the demo's, which all are 127.0.0.1, a tag tells it, as EC2 tells none. It
 * counts at an endpoint on loopback alone, so nobody who may write tags in a real account can send us to another port.
 * `endpoint`: where EC2 is asked; undefined: at AWS's own address.
 */
export function sshPortOf(tags: readonly CloudTag[] | undefined, endpoint: string | undefined): number {
  const told = tags?.find(({ Key }) => Key === demoPortTag)?.Value
  if (told === undefined || !/^\d{1,5}$/.test(told) || !isLocalEndpoint(endpoint)) return sshPort
  const port = Number(told)
  return port >= 1 && port <= 65_535 ? port : sshPort
}

/** Whether EC2 is asked at this very computer: the demo's, or one of the tests. */
export function isLocalEndpoint(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false
  const { hostname } = new URL(endpoint)
  return hostname === '[::1]' || hostname === 'localhost' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
