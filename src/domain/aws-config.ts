/** The files in `~/.aws` (AWS SDK and tools reference, "Shared config and credentials files"), as far as we read them. */

const heading = /^\[\s*(?:(profile|services|sso-session)\s+)?["']?([^\]"']+?)["']?\s*\]/
const setting = /^(\s*)([\w-]+)\s*=\s*(.*?)\s*$/

/** Settings by name; those that stand indented below another are `OUTER.INNER`. */
export type AwsSection = ReadonlyMap<string, string>

/** By heading as it stands: `default`, `profile lab`, `services stores`; in the credentials file the bare name. */
export function awsSections(text: string): ReadonlyMap<string, AwsSection> {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  let outer = ''
  for (const line of text.split(/\r?\n/)) {
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

/** What the config file says of a profile; the default one may be written in two ways. */
export function awsProfileSection(sections: ReadonlyMap<string, AwsSection>, profile: string): AwsSection | undefined {
  return sections.get(profile === 'default' ? 'default' : `profile ${profile}`) ?? sections.get(`profile ${profile}`)
}

/**
 * Where a profile of the config file wants a service (`s3`, `ec2`, `sts`) to be asked, which is `endpoint_url` of that
 * part of the profile's `services`, else of the profile itself; undefined: at AWS's own address.
 */
export function awsEndpointOf(config: string, profile: string, service: string): string | undefined {
  const sections = awsSections(config)
  const own = awsProfileSection(sections, profile)
  if (!own) return undefined
  const services = sections.get(`services ${own.get('services')}`)
  return services?.get(`${service}.endpoint_url`) ?? own.get('endpoint_url')
}
