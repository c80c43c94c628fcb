/** What the AWS SDK reads; the store of the facility takes any keys. */
const variables = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_S3: undefined
}

let before: NodeJS.ProcessEnv | undefined

function set(values: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(variables)) {
    const value = values[name]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** As a person would who has keys in the environment. */
export function putKeys(): void {
  before ??= { ...process.env }
  set(variables)
}

export function takeKeysAway(): void {
  set(before ?? {})
  before = undefined
}
