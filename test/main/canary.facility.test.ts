/** Secrets that are easy to find: they may go to the server and nowhere else. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import type { PromptRequest } from '@contract/prompts'
import { Failure } from '@domain/failure'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, ports } from '../facility/facility'
import { createSiteRig, facilityHost, type SiteRig } from './sites/site-rig'

const run = promisify(execFile)
const wrong = 'canary-5up3r-wr0ng'
const pipe = `require("net").connect(${ports.nosftp},"127.0.0.1",function(){process.stdin.pipe(this).pipe(process.stdout)})`
let rig: SiteRig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

const limit = (): AbortSignal => AbortSignal.timeout(120_000)

/** A secret as it is and as the ways in which it could be written down. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].map(shift =>
    // At each of the three places in a group; the ends depend on what stands beside them.
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4)
  )
  return [secret, bytes.toString('hex'), encodeURIComponent(secret), ...base64]
}

const traces = (text: string, secrets: readonly string[]): string[] =>
  secrets.flatMap(secret => formsOf(secret).filter(form => text.includes(form)))

async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  const texts = await Promise.all(files.map(async ({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  return files.map(({ name }, at) => `${name}\n${texts[at]}`).join('\n')
}

/** Command lines of every process below this one. */
async function childArguments(): Promise<string> {
  const { stdout } = await run('ps', ['-e', '-ww', '-o', 'pid=,ppid=,args='])
  const rows = stdout.split('\n').flatMap(line => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid && parent && args !== undefined ? [{ pid, parent, args }] : []
  })
  const ours = new Set([String(process.pid)])
  for (let size = 0; size !== ours.size; ) {
    size = ours.size
    for (const { pid, parent } of rows) if (ours.has(parent)) ours.add(pid)
  }
  return rows.flatMap(({ pid, args }) => (ours.has(pid) ? [args] : [])).join('\n')
}

function everythingOf(error: unknown): string {
  const failure = Failure.from(error)
  return [JSON.stringify(failure), JSON.stringify(failure.toData()), failure.stack, inspect(error, { depth: 10 })].join(
    '\n'
  )
}

/** Right or wrong answers for whatever is asked, to be remembered where that is offered. */
const answers =
  (right: () => boolean) =>
  (prompt: PromptRequest): { kind: 'credentials'; answers: string[]; remember: boolean } => {
    const isPassphrase = prompt.kind === 'credentials' && prompt.method === 'passphrase'
    const secret = isPassphrase ? facility.passphrase : facility.password
    return { kind: 'credentials', answers: [right() ? secret : wrong], remember: true }
  }

describeFacility('A secret', 'ssh', () => {
  it('appears in no file, no error and no command line, whether it was right or wrong', async () => {
    let right = false
    rig = await createSiteRig(answers(() => right))
    const password = facilityHost(ports.facility, { name: 'password', identityFiles: [] })
    // Through a child of ours, which lives as long as the link.
    const key = facilityHost(ports.nosftp, { name: 'key', host: 'behind', identityFiles: [facility.keys.encrypted] })
    await mkdir(join(rig.folder, '.ssh'))
    await writeFile(
      join(rig.folder, '.ssh', 'config'),
      `Host behind\n  ProxyCommand ${process.execPath} -e '${pipe}'\n`
    )
    await rig.add('em', password, key)
    await rig.trustAll('em')
    const errors: string[] = []
    const connect = (host: string): Promise<unknown> =>
      rig?.sites.connections.connect('em', host, limit()) ?? Promise.reject(new Error('no rig'))
    for (const host of ['password', 'key'])
      await connect(host).then(
        () => expect.unreachable('a wrong secret let us in'),
        (error: unknown) => errors.push(everythingOf(error))
      )
    right = true
    for (const host of ['password', 'key']) await connect(host)
    expect(rig.asked.map(prompt => prompt.kind === 'credentials' && prompt.method)).toContain('passphrase')
    const views = JSON.stringify(rig.sites.connections.list())
    const [files, children] = [await everyFile(rig.folder), await childArguments()]
    expect(errors).toHaveLength(2)
    expect(files).toContain('em.json')
    expect(children).toContain(pipe)
    const secrets = [facility.password, facility.passphrase, wrong]
    for (const text of [files, children, views, ...errors]) expect(traces(text, secrets)).toEqual([])
  })

  it('would be found if it were there', () => {
    const text = `log: ${JSON.stringify({ answer: wrong })}`
    expect(traces(text, [wrong])).toContain(wrong)
    expect(traces(Buffer.from(`x${wrong}y`).toString('base64'), [wrong])).not.toEqual([])
  })
})
