import { readProfiles } from '@domain/cloud/profiles'
import { expect, it } from 'vitest'

const config = `[default]
region = eu-west-1
[profile sso]
sso_session = lab
sso_account_id = 123456789012
region=eu-central-1
[sso-session lab]
sso_start_url = https://example.com/start
[profile runner]
role_arn = arn:aws:iam::123456789012:role/em
source_profile = keys
[profile tool]
credential_process = /opt/tool --give
[profile pod]
role_arn = arn:aws:iam::123456789012:role/pod
web_identity_token_file = /token
[profile new]
login_session = arn:aws:iam::123456789012:user/ada
[services stores]
`
const credentials = `[keys]
aws_access_key_id = AKIASECRETID
aws_secret_access_key = the-secret-itself
[default]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = another-secret
`

it('the profiles of ~/.aws are known with the way they sign in, and without a key', () => {
  const profiles = readProfiles(config, credentials)
  expect(profiles.map(({ name, signIn }) => [name, signIn])).toEqual([
    ['default', 'keys'],
    ['keys', 'keys'],
    ['new', 'login'],
    ['pod', 'web-identity'],
    ['runner', 'role'],
    ['sso', 'sso'],
    ['tool', 'process']
  ])
  expect(profiles.map(({ region }) => region)).toEqual(['eu-west-1', null, null, null, null, 'eu-central-1', null])
  expect(JSON.stringify(profiles)).not.toMatch(/secret/i)
})

it('there are none where there are no files', () => {
  expect(readProfiles('', '')).toEqual([])
  expect(readProfiles('[profile bare]\n', '')).toEqual([{ name: 'bare', signIn: 'none', region: null }])
})
