/** What `dcv list-connections` prints: people use its length, its keys are not documented. */
import { asRecord, field, instantOf, printedJson, textOf } from './printed-json'

export interface DcvConnection {
  readonly user: string
  readonly since: string | undefined
  readonly address: string | undefined
}

/** Undefined where it is neither a list nor nothing. A connection whose user is not told has an empty one. */
export function parseDcvConnections(stdout: string, code: number | null): DcvConnection[] | undefined {
  const json = printedJson(stdout)
  const record = asRecord(json)
  const list = Array.isArray(json) ? json : record && field(record, 'connections')
  if (Array.isArray(list))
    return list.flatMap(item => {
      const one = asRecord(item)
      if (!one) return []
      return [
        {
          user: textOf(field(one, 'user', 'username', 'user-name', 'login', 'owner')) ?? '',
          since: instantOf(field(one, 'connection-time', 'connected-since', 'creation-time', 'start-time', 'since')),
          address: textOf(field(one, 'client-address', 'remote-address', 'address', 'client-ip', 'ip'))
        }
      ]
    })
  const text = stdout.trim()
  return code === 0 && (text === '' || /no connections/i.test(text)) ? [] : undefined
}
