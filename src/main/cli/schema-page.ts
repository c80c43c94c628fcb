/** docs/cli-json.md, made from the schemas, the catalogue and the table of exit statuses. */
import { errorCodes } from '@contract/errors'
import { z } from 'zod'
import { commands } from './catalogue/commands'
import { exitStatuses, exitStatusOf } from './exit-status'
import { documents, errorObjectSchema } from './schema-documents'

/** The JSON Schema (2020-12) of what a schema lets out. */
export function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'output' })
}

export function renderSchemaPage(): string {
  return [
    '# What `farscope --json` prints',
    '',
    'This page is made from the schemas of the program (`farscope schema COMMAND` prints one). A test keeps it current.',
    '',
    ...rules,
    '## Exit statuses',
    '',
    '| Status | Meaning |',
    '|---|---|',
    ...Object.entries(exitStatuses).map(([status, meaning]) => `| ${status} | ${meaning} |`),
    '',
    '## Error codes',
    '',
    '| Code | Exit status |',
    '|---|---|',
    ...errorCodes.map(code => `| \`${code}\` | ${exitStatusOf(code)} |`),
    '',
    '## The error object',
    '',
    ...schemaBlock(errorObjectSchema),
    ...Object.entries(documents).flatMap(([name, schema]) => section(name, schema))
  ].join('\n')
}

const rules = [
  '- Standard output is one JSON document. Streams (`job tail --follow`; `put`, `get`, `copy` and `sync` with',
  '  `--progress`) are one object a line; the last line of a copy is `{"type": "result", …}` with the fields below.',
  '- An error is one object on standard error, and nothing else is there.',
  '- With some done and some failed, the result is on standard output and `{"code": "partial", …}` on standard error. Where',
  '  all failed, the result is printed too, and the error carries the code of the first failure.',
  '- Names and paths that are not UTF-8 have U+FFFD for what is not text and the exact bytes in `nameBase64`, `pathBase64`.',
  '- Sizes are bytes, times ISO 8601 in UTC.',
  '- `exec`, `shell` and `job wait` return the remote exit status, 128+n when signal n ended it. A job that did not complete and',
  '  left no status gives 1. That is no error of Farscope: there is an error object only when Farscope itself failed.',
  '- `status` starts nothing: with no engine running its `engine` is null and the exit status 0.',
  '- `rm` without a terminal needs `--yes`, and `--expect N` where more than one file, folder or link would go.',
  '- `sync --delete` is as careful: without a terminal it needs `--yes`, and `--expect N` where more than one entry would',
  '  go. What is extra is counted again at the end; unless it is that number, nothing is deleted.',
  '- A copy that is interrupted, or whose engine dies, keeps what arrived: the same command with `--resume` goes on.',
  '  Its result counts all that arrived since the transfer was first started; `resumedBytes` had arrived before.',
  '- `verified` counts files whose checksums are equal at both ends, `sizeOnly` those where one end has no tool for it.',
  '  With `--verify`, a copy that differs is among `failed` with code `mismatch`.',
  '- `transfer resume` and `retry` return at once where another engine runs; without one they stay until the end.',
  '- `cloud launch`, `submit`, `fetch` and `stop` print their document when it has begun and return at once where the window',
  '  or `serve` runs; else they stay until the run is over, also with another engine when theirs ends. The exit status says how.',
  '- `serve` and `demo` print their document when ready and stay; a signal ends them with exit status 0.',
  '- Commands with the same data folder share one engine. The command that started it stays until those that use it',
  '  have ended; Ctrl-C ends it at once, and theirs end with `unreachable` (5), as when the engine dies.',
  '- `forward` prints one object a line for each tunnel, and again when its state changes; a signal ends it with exit',
  '  status 0. Ports are on loopback unless an address is given.',
  '- `shell` needs a terminal; with `-T` it is `exec` of the login shell, which reads standard input.',
  '- `--` ends the options: `farscope put -- -name SITE:`. What follows it with `exec`, `shell`, `job submit` is theirs.',
  '- SSH_ASKPASS is asked where there is no terminal, whether or not DISPLAY is set; SSH_ASKPASS_REQUIRE is as in ssh(1).',
  ''
]

function section(name: string, schema: z.ZodType): string[] {
  const command = commands.find(candidate => candidate.words.join(' ') === name)
  return [
    `## ${name}`,
    '',
    `\`farscope ${name} ${command?.usage ?? ''}`.trimEnd().concat('`'),
    '',
    ...schemaBlock(schema)
  ]
}

function schemaBlock(schema: z.ZodType): string[] {
  return ['```json', JSON.stringify(jsonSchemaOf(schema), null, 2), '```', '']
}
