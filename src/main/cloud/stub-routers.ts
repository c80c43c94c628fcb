// Only until the services are there: made-up runs, to look at the window.
import type { Run, RunState } from '@contract/cloud-runs'
import { runStates } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import { os } from '../implementer'

const now = Date.now()
const iso = (at: number): string => new Date(at).toISOString()
const none = { files: 0, bytes: 0, totalBytes: 0, verified: 0 }
const over = (state: RunState): boolean => ['done', 'failed', 'stopped'].includes(state)

function made(at: number): Run {
  const state = runStates[at % runStates.length] ?? 'running'
  const failed = state === 'failed'
  const created = now - at * 600_000 - 3_600_000
  const machine = {
    ...{ instance: `i-0a3f9c2${String(at).padStart(10, '0')}`, type: at % 3 ? 'g5.2xlarge' : 'g6e.12xlarge' },
    ...{ zone: 'eu-central-1b', spot: at % 4 === 0, address: '18.197.33.7' },
    ...{ launchedAt: iso(created + 30_000), endedAt: over(state) ? iso(created + 3_000_000) : null },
    usdPerHour: at % 7 === 6 ? null : 1.515
  }
  return {
    id: `r${String(at).padStart(11, '0')}`,
    asked: {
      name: at === 3 ? `Refine3D of GABA-A nanodisc, second half set, ${'very '.repeat(30)}long` : `3D refine ${at}`,
      ...{ project: at % 2 ? 'ribosome' : null, session: null, step: at % 3 === 0 ? 'class3d' : null },
      ...{ command: 'relion_refine --i particles.star\necho done', types: ['g5.2xlarge', 'g6e.12xlarge'], zones: [] },
      ...{ spot: machine.spot, maxSeconds: 21_600, maxUsd: 12.4, image: { kind: 'dlami' }, diskGb: 200, subnet: null },
      ...{ instanceProfile: null, idleSeconds: null, gpuIdleSeconds: null, continueCommand: null, relionJob: null },
      inputs: [{ from: { kind: 'local', path: '/data/particles.star' }, to: 'particles.star' }],
      outputs: [{ from: 'Refine3D', to: { kind: 'local', path: '/data/results/Refine3D' } }]
    },
    ...{ profile: null, region: 'eu-central-1', account: '123456789012', owner: 'marta', state },
    ...{
      since: iso(created + 60_000),
      createdAt: iso(created),
      endedAt: over(state) ? iso(created + 3_000_000) : null
    },
    deadline: state === 'launching' ? null : iso(now + 600_000 + at * 60_000),
    ...{ machine: state === 'launching' ? null : machine, earlier: [] },
    attempts:
      at % 5 === 3
        ? [
            {
              ...{ type: 'p4d.24xlarge', zone: 'eu-central-1a', at: iso(created) },
              error: new Failure('capacity', 'There is no p4d.24xlarge in eu-central-1a now.', {
                hint: 'The next zone is tried.'
              }).toData()
            }
          ]
        : [],
    site: ['uploading', 'running', 'fetching', 'waiting'].includes(state) ? `run-${at}` : null,
    command: {
      ...{ startedAt: iso(created + 120_000), endedAt: over(state) ? iso(created + 2_900_000) : null },
      ...{ exitCode: state === 'done' ? 0 : failed ? 1 : null, endedBy: over(state) ? 'itself' : null }
    },
    uploaded: { files: 12, bytes: 700_000_000, totalBytes: 1_200_000_000, verified: 12 },
    fetched: state === 'done' ? { files: 40, bytes: 9e9, totalBytes: 9e9, verified: 40 } : none,
    ...{ usd: machine.usdPerHour === null ? null : 1.21, mostUsd: machine.usdPerHour === null ? null : 9.09 },
    error: failed
      ? new Failure('remote-error', 'The command ended with exit status 1.', { hint: 'Its log says why.' }).toData()
      : null
  }
}

const runs = (): Run[] => Array.from({ length: Number(process.env.FARSCOPE_STUB_RUNS ?? 0) }, (_, at) => made(at))
const find = (id: string): Run => {
  const run = runs().find(one => one.id === id)
  if (!run) throw new Failure('not-found', 'No such run.')
  return run
}

export function createStubRouters() {
  return {
    runs: os.runs.router({
      estimate: os.runs.estimate.handler(async ({ input: { asked } }) => ({
        ...{ profile: null, region: 'eu-central-1', account: '123456789012', owner: 'marta' },
        choices: asked.types.map(type => ({
          ...{ type, zones: ['eu-central-1a', 'eu-central-1b'], usdPerHour: 1.515 },
          ...{ mostUsd: (1.515 * asked.maxSeconds) / 3600, vcpus: 8, gpus: '1 x NVIDIA A10G' }
        })),
        image: { id: 'ami-0123456789abcdef0', name: 'Deep Learning Base AMI (Ubuntu 22.04)', user: 'ubuntu' },
        ...{ pricesDate: '2026-11-14', mostUsd: (1.515 * asked.maxSeconds) / 3600 },
        warnings: ['The budget of all projects, $60.00 a month, would be broken: $67.64.']
      })),
      launch: os.runs.launch.handler(async () => made(0)),
      list: os.runs.list.handler(async () => runs()),
      follow: os.runs.follow.handler(async function* ({ signal }) {
        yield { type: 'all' as const, runs: runs() }
        await new Promise(resolve => signal?.addEventListener('abort', resolve))
      }),
      get: os.runs.get.handler(async ({ input }) => find(input.id)),
      log: os.runs.log.handler(async function* () {
        yield { from: 0, text: 'Expectation iteration 12 of 17\nAuto-refine: Resolution= 3.70 A\n' }
      }),
      fetch: os.runs.fetch.handler(async ({ input }) => find(input.id)),
      stop: os.runs.stop.handler(async ({ input }) => find(input.id)),
      terminate: os.runs.terminate.handler(async ({ input }) => find(input.id)),
      extend: os.runs.extend.handler(async ({ input }) => find(input.id)),
      remove: os.runs.remove.handler(async () => undefined)
    }),
    spend: os.spend.router({
      show: os.spend.show.handler(async ({ input: { by } }) => {
        const some = Number(process.env.FARSCOPE_STUB_RUNS ?? 0) > 0
        const day = (at: number): string => `2026-11-${String(at).padStart(2, '0')}`
        return {
          ...{ at: iso(now), from: '2026-11-01', to: '2026-11-22', by },
          rows: some
            ? Array.from({ length: 12 }, (_, at) => ({
                ...{ key: at === 11 ? '' : `k${at}`, label: at === 11 ? '' : `3D refine ${at}`, runs: at + 1 },
                ...{ machineSeconds: 3600 * at, usd: at === 5 ? null : at * 1.5, unknown: at === 5 ? 1 : 0 }
              }))
            : [],
          days: Array.from({ length: 22 }, (_, at) => ({ day: day(at + 1), usd: some ? (at * 7) % 13 : 0 })),
          ...{ total: { usd: some ? 18.42 : 0, unknown: some ? 1 : 0 }, usdPerHour: some ? 6.06 : 0 },
          budgets: some
            ? [
                {
                  project: null,
                  usd: 60,
                  per: 'month' as const,
                  stop: true,
                  spentUsd: 49,
                  mostUsd: 67.64,
                  unknown: 1,
                  reached: 80 as const
                },
                {
                  project: 'ribosome',
                  usd: 500,
                  per: 'ever' as const,
                  stop: false,
                  spentUsd: 18.42,
                  mostUsd: 24,
                  unknown: 0,
                  reached: 0 as const
                }
              ]
            : []
        }
      }),
      setBudgets: os.spend.setBudgets.handler(async ({ input }) =>
        input.budgets.map(one => ({ ...one, spentUsd: 0, mostUsd: 0, unknown: 0, reached: 0 as const }))
      )
    })
  }
}
