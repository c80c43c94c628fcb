/** What the AWS SDK reads of the environment, as of a person who has keys in it and nothing else. */
const variables = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'never-shown-secret',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_ENDPOINT_URL: undefined,
  AWS_CONFIG_FILE: undefined,
  AWS_SHARED_CREDENTIALS_FILE: undefined
}

type Values = Readonly<Record<string, string | undefined>>

function set(values: Values): void {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
}

/** Sets them, with `changes`; what it returns puts the old ones back. */
export function putAwsKeys(changes: Values = {}): () => void {
  const wanted: Values = { ...variables, ...changes }
  const before = Object.fromEntries(Object.keys(wanted).map(name => [name, process.env[name]]))
  set(wanted)
  return () => set(before)
}
