/** Where a profile of `~/.aws/config` wants S3 to be asked (AWS SDK and tools reference, "Service-specific endpoints"). */

const heading = /^\[\s*(?:(profile|services|sso-session)\s+)?["']?([^\]"']+?)["']?\s*\]/
const setting = /^(\s*)([\w-]+)\s*=\s*(.*?)\s*$/

/** `endpoint_url` of the `s3` part of the profile's `services`, else of the profile itself; undefined for AWS's own. */
export function s3EndpointOf(config: string, profile: string): string | undefined {
  const sections = readSections(config)
  const own =
    sections.get(profile === 'default' ? 'default' : `profile ${profile}`) ?? sections.get(`profile ${profile}`)
  if (!own) return undefined
  const services = sections.get(`services ${own.get('services')}`)
  return services?.get('s3.endpoint_url') ?? own.get('endpoint_url')
}

/** By heading; settings that stand indented below another are `OUTER.INNER`. */
function readSections(config: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  let outer = ''
  for (const line of config.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue
    const [, kind, name] = heading.exec(line) ?? []
    if (name !== undefined) {
      section = new Map()
      sections.set(kind === undefined ? name : `${kind} ${name}`, section)
      continue
    }
    const [, indent, key, value] = setting.exec(line) ?? []
    if (key === undefined || value === undefined) continue
    if (indent === '') outer = key
    if (value !== '') section.set(indent === '' ? key : `${outer}.${key}`, value.replace(/\s+[#;].*$/, ''))
  }
  return sections
}
