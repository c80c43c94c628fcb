import { os } from '../implementer'
import type { History } from './history'
import type { JobLooks } from './job-looks'
import type { Jobs } from './jobs'
import type { Notices } from './notices'
import type { JobTemplates } from './templates'

/** The handlers of contract/jobs. */
export function createJobsRouter(
  { jobs, history, notices }: { jobs: Jobs; history: History; notices: Notices },
  templates: JobTemplates,
  looks: JobLooks
) {
  return os.jobs.router({
    list: os.jobs.list.handler(({ input, signal }) => jobs.list(input, signal)),
    watch: os.jobs.watch.handler(({ input, context, signal }) => jobs.watch(input, context.clientId, signal)),
    refresh: os.jobs.refresh.handler(({ input }) => jobs.refresh(input.site)),
    show: os.jobs.show.handler(({ input, signal }) => jobs.show(input.site, input.id, signal)),
    submit: os.jobs.submit.handler(({ input, signal }) => jobs.submit(input, signal)),
    cancel: os.jobs.cancel.handler(({ input, signal }) => jobs.cancel(input.site, input.ids, signal)),
    wait: os.jobs.wait.handler(({ input, signal }) => jobs.wait(input.site, input.id, signal)),
    tail: os.jobs.tail.handler(({ input, signal }) => jobs.tail(input, signal)),
    script: os.jobs.script.handler(({ input, signal }) => jobs.script(input.site, input.id, signal)),
    progress: os.jobs.progress.handler(({ input: { site, id, automatic }, signal }) =>
      looks.progress(site, id, signal, automatic)
    ),
    templates: os.jobs.templates.handler(() => templates.list()),
    renderTemplate: os.jobs.renderTemplate.handler(({ input }) => templates.render(input)),
    modules: os.jobs.modules.handler(({ input, signal }) => templates.modules(input.site, signal)),
    classImages: os.jobs.classImages.handler(({ input, signal }) =>
      looks.classImages(input.site, input.id, input.most, signal)
    ),
    watchUsage: os.jobs.watchUsage.handler(({ input, signal }) => looks.usage.watch(input.site, input.id, signal)),
    gpus: os.jobs.gpus.handler(({ input, signal }) => looks.gpus(input.site, input.id, signal)),
    cluster: os.jobs.cluster.handler(({ input, signal }) => jobs.cluster(input.site, signal)),
    watchCluster: os.jobs.watchCluster.handler(({ input, context, signal }) =>
      jobs.watchCluster(input.site, context.clientId, signal)
    ),
    watchChanges: os.jobs.watchChanges.handler(({ input, context, signal }) =>
      jobs.watchChanges(input, context.clientId, signal)
    ),
    attend: os.jobs.attend.handler(({ input, context }) => jobs.attend(context.clientId, input.front)),
    history: os.jobs.history.handler(({ input: { offset, limit, ...choice } }) => history.list(choice, offset, limit)),
    weeks: os.jobs.weeks.handler(({ input }) => history.weeks(input.sites, input.weeks)),
    exportHistory: os.jobs.exportHistory.handler(({ input, signal }) => history.export(input, signal)),
    submission: os.jobs.submission.handler(({ input }) => history.submission(input.site, input.id)),
    notices: os.jobs.notices.handler(({ input }) => notices.list(input.before, input.limit)),
    watchNotices: os.jobs.watchNotices.handler(({ signal }) => notices.watch(signal)),
    readNotices: os.jobs.readNotices.handler(({ input }) => notices.markRead(input.upTo)),
    explain: os.jobs.explain.handler(({ input: { site, id, automatic }, signal }) =>
      jobs.explain(site, id, signal, automatic)
    ),
    efficiency: os.jobs.efficiency.handler(({ input: { site, id, automatic }, signal }) =>
      jobs.efficiency(site, id, signal, automatic)
    ),
    hold: os.jobs.hold.handler(({ input, signal }) => jobs.act(input.site, input.ids, { kind: 'hold' }, signal)),
    release: os.jobs.release.handler(({ input, signal }) =>
      jobs.act(input.site, input.ids, { kind: 'release' }, signal)
    ),
    requeue: os.jobs.requeue.handler(({ input, signal }) =>
      jobs.act(input.site, input.ids, { kind: 'requeue' }, signal)
    ),
    setTimeLimit: os.jobs.setTimeLimit.handler(({ input: { site, ids, limitSeconds }, signal }) =>
      jobs.act(site, ids, { kind: 'limit', limitSeconds }, signal)
    )
  })
}
