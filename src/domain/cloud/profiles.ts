/** The profiles of `~/.aws`: their names and how each signs in. No key is taken out of the files. */
import type { CloudProfile } from '@contract/cloud'
import { type AwsSection, awsProfileSection, awsSections } from '../aws-config'

/** The profile of the make-believe cloud of the demo facility. It is kept for that: in the files it is not heeded. */
export const demoProfileName = 'farscope-demo'

/** Whether nobody pays for it: it is of the cloud of the demo. */
export const isMakeBelieve = ({ profile }: { readonly profile: string | null }): boolean => profile === demoProfileName

/** Said wherever that profile shows a price: which cloud it is, and why nobody has to pay. */
export const makeBelieveWords = {
  what: 'The cloud of the demo is make-believe and costs nothing.',
  why: 'Its machines are folders of this computer. Prices and sums are shown as if it were AWS, apart from what is paid.'
} as const

/** `config`, `credentials`: the text of the two files; empty where there is none. In the order of the alphabet. */
export function readProfiles(config: string, credentials: string): CloudProfile[] {
  const ofConfig = awsSections(config)
  const ofCredentials = awsSections(credentials)
  const names = new Set([...profileNames(ofConfig), ...ofCredentials.keys()])
  return [...names]
    .filter(name => name !== demoProfileName)
    .toSorted((one, other) => Number(other === 'default') - Number(one === 'default') || (one < other ? -1 : 1))
    .map(name => profileOf(name, awsProfileSection(ofConfig, name), ofCredentials.get(name)))
}

function profileNames(sections: ReadonlyMap<string, AwsSection>): string[] {
  return [...sections.keys()]
    .filter(heading => heading === 'default' || heading.startsWith('profile '))
    .map(heading => heading.replace(/^profile /, ''))
}

function profileOf(name: string, config: AwsSection | undefined, credentials: AwsSection | undefined): CloudProfile {
  const has = (key: string): boolean => config?.has(key) === true || credentials?.has(key) === true
  const region = config?.get('region') ?? credentials?.get('region') ?? null
  return { name, signIn: signInOf(has), region }
}

/** In the order in which the SDK itself asks (credential-provider-ini, resolveProfileData). */
function signInOf(has: (key: string) => boolean): CloudProfile['signIn'] {
  if (has('role_arn')) return has('web_identity_token_file') ? 'web-identity' : 'role'
  if (has('aws_access_key_id')) return 'keys'
  if (has('credential_process')) return 'process'
  if (has('sso_session') || has('sso_start_url') || has('sso_account_id')) return 'sso'
  return has('login_session') ? 'login' : 'none'
}
