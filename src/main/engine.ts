/** The engine: every service wired once, behind one router. It runs in any Node process and never imports a door. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { LedgerEntry } from '@contract/transfers'
import { runIsOver } from '@domain/cloud/run-look'
import { unreadableNews } from '@domain/cloud/runs/unreadable-run'
import { isRunTransfer } from '@domain/cloud/work/run-transfer-id'
import { isBatchId } from '@domain/collection/batches'
import { createRouterClient } from '@orpc/server'
import { createApp } from './app/app'
import { createPower } from './app/power'
import { createAppRouter } from './app/router'
import { createSettings } from './app/settings'
import { createBookingFolders } from './bookings/booking-folders'
import { createBookings } from './bookings/bookings'
import { lookTiming } from './bookings/look-timing'
import { createOfferedStores } from './bookings/offered-stores'
import { createBookingsRouter } from './bookings/router'
import type { FarscopeClient } from './client-type'
import { createCloud } from './cloud/cloud'
import { readPriceTable } from './cloud/price-table'
import { createOwnResults } from './cloud/results/own-results'
import type { ResultsTiming } from './cloud/results/ports'
import { createResults } from './cloud/results/results'
import { createCloudRouter } from './cloud/router'
import { createOwnRange } from './cloud/runs/own-address'
import { createRunsRouter } from './cloud/runs/router'
import { type RunTiming, runTiming } from './cloud/runs/run-parts'
import { createRuns } from './cloud/runs/runs'
import { createSpendRouter } from './cloud/spend/router'
import { createSpend, type SpendService } from './cloud/spend/spend'
import { createMachineWork } from './cloud/work/machine-work'
import type { MachineWorkParts } from './cloud/work/ports'
import { createCockpit } from './cockpit/cockpit'
import { createCockpitRouter } from './cockpit/router'
import { type Collection, createCollection } from './collection/collection'
import { localShell } from './collection/host-shell'
import { createProcessing } from './collection/processing/processing'
import { createProcessingRouter } from './collection/processing/router'
import { createCollectionRouter } from './collection/router'
import { createSessionWatches } from './collection/session-watches'
import { createAllDisplays } from './displays/all-kinds'
import type { DisplayTiming } from './displays/display-timing'
import { createDisplaysRouter } from './displays/router'
import { createFiles } from './files/files'
import { createPreviews } from './files/previews/previews'
import { createPreviewsRouter } from './files/previews/router'
import { createFilesRouter } from './files/router'
import type { CallerContext } from './implementer'
import { createJobLooks } from './jobs/job-looks'
import { createRecordedJobs } from './jobs/recorder-jobs'
import { createJobsRouter } from './jobs/router'
import { createJobTemplates } from './jobs/templates'
import { createDiskAsker } from './ledger/ask-disks'
import { createLedger } from './ledger/ledger'
import { createLedgerRouter } from './ledger/router'
import { hostText } from './ledger/site-host'
import { createPlan } from './plan/plan'
import { createPlanRouter } from './plan/router'
import type { Platform } from './platform'
import { createPromptBroker } from './prompts/prompt-broker'
import { createPromptsRouter } from './prompts/router'
import { createPortServer } from './serve-port'
import { createSessionsRouter } from './sessions/router'
import { createSessions } from './sessions/sessions'
import { createMachineSites } from './sites/machine-sites'
import { createConnectionsRouter, createSitesRouter } from './sites/router'
import { createSites } from './sites/sites'
import { createConnections } from './ssh/connections'
import { knownHostsFiles } from './ssh/host-keys'
import { createSshConfigSource } from './ssh/ssh-config-source'
import { openStore } from './store/store'
import { createTerminalsRouter } from './terminals/router'
import { createTerminals } from './terminals/terminals'
import { endMirror } from './transfers/compare/mirrors'
import { endNotice } from './transfers/end-notice'
import { createCheckRoom, quotaLeft } from './transfers/quota-room'
import { createTransfersRouter } from './transfers/router'
import { createChooseRoute } from './transfers/routes/choose-route'
import { createTransfers, type VerifierEnds } from './transfers/transfers'
import { createProveThere } from './transfers/verify/prove-there'
import { createVerifier } from './transfers/verify/verifier'
import { createTunnelsRouter } from './tunnels/router'
import { createTunnels } from './tunnels/tunnels'
import type { WirePort } from './wire-port'

export interface Engine {
  /** A client in this process. */
  client(clientId: string): FarscopeClient
  /** Serves a client that speaks over `port` until the port closes. */
  attach(port: WirePort, context: CallerContext): void
  /** How many other processes are attached, for `status`; the local socket knows. */
  countClients(count: () => number): void
  /** What would be lost by ending now, in words. */
  busy(): string[]
  /** Ends connections, shells, transfers and watchers, and closes the store. */
  close(): Promise<void>
}

/** Waits that tests of the whole engine shorten; unset: as they are for users. */
export interface EngineTiming {
  readonly displays?: DisplayTiming
  readonly runs?: RunTiming
  readonly results?: Partial<ResultsTiming>
}

/** Who follows a site's jobs for the rules of pre-processing. */
const processingClient = 'processing'

export async function createEngine(platform: Platform, timing: EngineTiming = {}): Promise<Engine> {
  const startedAt = platform.clock.now().toISOString()
  const store = openStore(platform.dataFolder, platform.log)
  const broker = createPromptBroker(platform.clock, randomUUID)
  const settings = await createSettings(platform)
  const sites = createSites({
    platform,
    broker,
    openConnections: prompt =>
      createConnections({
        ...platform,
        prompt,
        knownHosts: knownHostsFiles(platform.dataFolder, platform.homeFolder)
      }),
    sshConfig: createSshConfigSource({
      homeFolder: platform.homeFolder,
      localUser: platform.user,
      environment: platform.environment
    })
  })
  const access = sites.access
  const files = createFiles({ platform, access })
  const hostOf = async (site: string, signal: AbortSignal | undefined): Promise<string> =>
    hostText((await access.connection(site, { role: 'transfer' }, signal, { automatic: true })).target)
  const ledger = createLedger({
    platform,
    store,
    fileSystems: files.fileSystems,
    checksumsOf: files.checksumsOf,
    hostOf,
    disksOf: createDiskAsker(access, localShell()?.run, async site => (await sites.show(site)).demo)
  })
  let collection: Collection | undefined
  const recordCopies = (entries: readonly LedgerEntry[]): void => {
    store.ledger.record(entries)
    collection?.proven(entries)
  }
  const openVerifier = async ({ from, to }: VerifierEnds, signal: AbortSignal, options: { automatic: boolean }) =>
    createVerifier({
      from: { files: from.files, checksums: await files.checksumsOf(from.end, signal, options) },
      to: { files: to.files, checksums: await files.checksumsOf(to.end, signal, options) },
      signal
    })
  const transfers = createTransfers({
    platform,
    fileSystems: files.fileSystems,
    broker,
    journal: store.transfers,
    ledger: { query: store.ledger.query, record: recordCopies },
    settings,
    chooseRoute: createChooseRoute({ fileSystems: files.fileSystems, access, clock: platform.clock }),
    checkRoom: createCheckRoom(access),
    hold: access.hold,
    takeUpMirror: (folders, end) => endMirror(files, folders, end, true),
    openVerifier,
    onEnded: transfer => {
      const notice = isBatchId(transfer.id) || isRunTransfer(transfer.id) ? undefined : endNotice(transfer)
      if (notice) platform.notify(notice.title, notice.body)
    }
  })
  const { clock } = platform
  collection = createCollection({
    ...{ platform, access, store: store.watches, fileSystems: files.fileSystems, queue: transfers },
    prove: createProveThere({ fileSystems: files.fileSystems, clock, openVerifier, record: recordCopies }),
    newId: () => randomBytes(6).toString('hex'),
    onVerified: copy => ledger.verified(copy)
  })
  const terminals = createTerminals({
    ...{ platform, access },
    keepsShells: async site => (await sites.show(site)).keepShells === true
  })
  const recorded = createRecordedJobs({
    ...{ platform, access, store, settings },
    ...{ sites: sites.list, siteChanges: sites.watch },
    isRoutine: store.processing.isArray
  })
  const { jobs } = recorded
  const templates = createJobTemplates(access)
  const processing = createProcessing({
    ...{
      platform,
      store: store.processing,
      watchFiles: store.watches,
      watches: collection,
      fileSystems: files.fileSystems
    },
    ...{ templates: templates.list, newId: () => randomBytes(6).toString('hex') },
    jobs: {
      ...jobs.arrays,
      follow: (site, signal) => {
        // No window stands behind it: the site is polled at the pace of the background.
        jobs.attend(processingClient, false)
        return jobs.watch({ site, allUsers: false, historyDays: 0, unfoldTasks: false }, processingClient, signal)
      },
      submitted: ({ site, script, name, workDir }, id) => jobs.took({ site, script, name, workDir, options: [] }, id)
    }
  })
  const tunnels = createTunnels({ platform, access, sites, connections: sites.connections })
  const { fileSystems } = files
  const bookingFolders = createBookingFolders({ platform, fileSystems, access, copies: store.bookingCopies })
  const offeredStores = createOfferedStores({ platform, sites: sites.list, openFolder: bookingFolders.of })
  const bookings = createBookings({
    ...{ openFolder: bookingFolders.of, clock: platform.clock, log: platform.log, ids: randomUUID },
    ...{ stores: offeredStores.list, likelyUser: offeredStores.likelyUser },
    ...lookTiming(platform.environment),
    reminderMinutes: () => settings.read().bookingReminderMinutes
  })
  const sessions = createSessions({
    ...{ platform, files: fileSystems, records: store.sessions, change: bookings.change },
    notices: store.bookingNotices,
    watches: createSessionWatches(collection),
    ...{ openFolder: bookingFolders.of, likelyUser: offeredStores.likelyUser },
    stores: async () => (await offeredStores.list()).map(info => info.store),
    connected: site => sites.connectionList().some(link => link.site === site && link.state === 'connected'),
    sites: sites.list
  })
  const allDisplays = createAllDisplays({
    ...{ platform, access, sites, ask: broker.ask, timing: timing.displays },
    ...{ mayOpen: sessions.mayOpen, grants: store.displayGrants }
  })
  const { displays } = allDisplays
  const watches = collection
  const cockpit = createCockpit({
    ...{ clock: platform.clock, access, files: fileSystems, sessions },
    quotaLeft: (site, path, signal) => quotaLeft(access, site, path, signal),
    limits: () => settings.read().qualityLimits,
    jobs: (site, signal) =>
      jobs.list({ site, allUsers: false, historyDays: 1, unfoldTasks: false, states: [] }, signal),
    followJobs: (site, clientId, signal) =>
      jobs.watch({ site, allUsers: false, historyDays: 1, unfoldTasks: false }, clientId, signal),
    transfers: transfers.list,
    watches: () => watches.list(),
    rules: () => processing.list()
  })
  const plan = createPlan({
    ...{ platform, saved: store.savedPlans, ids: randomUUID },
    expectedStart: async (site, job, signal) => (await jobs.explain(site, job, signal)).expectedStart
  })
  const openFiles: MachineWorkParts['openFiles'] = async (place, signal) => {
    if (place.kind === 'local') return fileSystems.local
    return place.kind === 's3'
      ? fileSystems.s3(place.profile)
      : fileSystems.site(place.site, signal, { automatic: true })
  }
  const results = createResults({
    ...{ clock, log: platform.log, dataFolder: platform.dataFolder, openBucket: fileSystems.s3, openFiles },
    ...(timing.results && { timing: timing.results })
  })
  const cloud = createCloud({
    ...{ platform, settings, isKnownRun: store.cloudRuns.has },
    results: createOwnResults(results, store.cloudRuns.all)
  })
  const machineWork = createMachineWork({ platform, queue: transfers, openFiles, results })
  const runs = createRuns({
    ...{ log: platform.log, dataFolder: platform.dataFolder, timing: timing.runs ?? runTiming },
    clock: cloud.clock,
    ...{ withLink: cloud.withLink, store: store.cloudRuns, sites: createMachineSites(sites) },
    ...{ work: machineWork, results, notify: platform.notify },
    ...{ readPrices: () => readPriceTable(), priceList: cloud.priceList },
    ownRange: createOwnRange(platform.environment),
    mayLaunch: planned => spend.mayLaunch(planned),
    mayExtend: then => spend.mayExtend(then)
  })
  const spend: SpendService = createSpend({
    ...{ platform: { ...platform, clock: cloud.clock }, settings, runs: runs.ever },
    ...{ stop: id => runs.stop(id, undefined), otherNews: store.cloudRuns.unreadable().map(unreadableNews) }
  })
  spend.start()
  let clients = (): number => 0
  const app = createApp({
    ...{ platform, startedAt, settings, sites, transfers, terminals, tunnels, jobs, displays, collection, cloud },
    runs: { open: () => runs.list().filter(run => !runIsOver(run)) },
    ledger: ledger.desk,
    contents: files.contents,
    clients: () => clients()
  })
  const power = createPower({ clock, log: platform.log, links: sites, transfers, jobs, collection })

  const router = {
    app: createAppRouter(app, settings, power),
    prompts: createPromptsRouter(broker),
    sites: createSitesRouter(sites),
    connections: createConnectionsRouter(sites),
    files: createFilesRouter(files),
    previews: createPreviewsRouter(createPreviews(files.fileSystems)),
    transfers: createTransfersRouter(transfers, files),
    collection: createCollectionRouter(collection),
    processing: createProcessingRouter(processing),
    terminals: createTerminalsRouter(terminals),
    tunnels: createTunnelsRouter(tunnels),
    jobs: createJobsRouter(
      recorded,
      templates,
      createJobLooks({ access, jobs, samples: store.jobSamples, clock: platform.clock })
    ),
    bookings: createBookingsRouter(bookings),
    sessions: createSessionsRouter(sessions),
    displays: createDisplaysRouter(allDisplays),
    cockpit: createCockpitRouter(cockpit),
    plan: createPlanRouter(plan),
    cloud: createCloudRouter(cloud),
    runs: createRunsRouter(runs),
    spend: createSpendRouter(spend),
    ledger: createLedgerRouter(ledger)
  }

  return {
    client: clientId => createRouterClient(router, { context: { clientId } satisfies CallerContext }),
    attach: createPortServer(router, platform.log),
    countClients: count => {
      clients = count
    },
    busy: () => app.busy(),
    close: async () => {
      power.close()
      await spend.close()
      await runs.close()
      cloud.close()
      await ledger.close()
      await displays.dispose()
      processing.close()
      await jobs.close()
      await terminals.close()
      await tunnels.close()
      collection.close()
      await transfers.close()
      await sessions.close()
      await bookingFolders.close()
      await files.close()
      await app.close()
      await sites.close()
      store.close()
    }
  }
}
