/** `--jump [USER@]HOST[:PORT][,identity=FILE]…` */
import type { Jump } from '@contract/sites'
import { Failure } from '@domain/failure'

const form = '[USER@]HOST[:PORT][,identity=FILE]…; an IPv6 address stands in brackets'
const address =
  /^(?:(?<user>[^@]+)@)?(?:\[(?<literal>[^\]]+)\]|(?<host>[^:@[\]\s/-][^:@[\]\s/]*))(?::(?<port>\d{1,5}))?$/

/** Throws `usage` naming the option. */
export function parseJump(text: string): Jump {
  const [where = '', ...settings] = text.split(',')
  const { user, literal, host, port } = address.exec(where)?.groups ?? {}
  const name = literal ?? host
  const number = port === undefined ? undefined : Number(port)
  if (name === undefined || (number !== undefined && (number < 1 || number > 65_535)))
    throw new Failure('usage', `--jump cannot be "${text}".`, { hint: `Write --jump ${form}.` })
  const identityFiles = settings.map(setting => {
    const [, file] = /^identity=(.+)$/s.exec(setting) ?? []
    if (file === undefined)
      throw new Failure('usage', `--jump does not know "${setting}".`, { hint: `Write --jump ${form}.` })
    return file
  })
  return {
    host: name,
    identityFiles,
    ...(user !== undefined && { user }),
    ...(number !== undefined && { port: number })
  }
}
