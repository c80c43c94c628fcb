/** The machine of a run as a site of its own: terminals, files and tunnels work with it as with any other. */
import { runSiteName } from '@domain/cloud/runs/launch-tags'
import type { RunRecord } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import type { Connection } from '../../ssh/types'
import { keyFileOf, removeLoginKey } from './login-key'
import { computerMark, openOwnGroup } from './own-group'
import type { RunFile } from './run-file'
import type { RunParts } from './run-parts'
import { isLocalCloud } from './seen-machine'

export interface RunSiteLink {
  /** Nothing where it is there already. Gives its name. */
  open(record: RunRecord): string
  /** `not-found` where there is none. */
  connection(signal: AbortSignal): Promise<Connection>
  /** This computer has perhaps another address than before: the door is for that one now. Never rejects. */
  openDoor(signal: AbortSignal): Promise<void>
  close(): Promise<void>
  forgetKey(): Promise<void>
}

type SiteParts = Pick<RunParts, 'sites' | 'dataFolder' | 'withLink' | 'ownRange' | 'log'>

export function createRunSite(parts: SiteParts, file: RunFile): RunSiteLink {
  let open: { readonly name: string; readonly key: string; readonly remove: () => void } | undefined
  const close = (): void => {
    open?.remove()
    open = undefined
  }
  return {
    open({ run, own }) {
      const name = runSiteName(run)
      const address = run.machine?.address
      if (!address) throw new Failure('not-found', `The machine of the run ${run.asked.name} has no address.`)
      const key = JSON.stringify([address, own.port, own.hostKeys])
      if (open?.key === key) return name
      close()
      const remove = parts.sites.add({
        ...{ name, label: run.asked.name, address, port: own.port, user: own.image.user, hostKeys: own.hostKeys },
        keyFile: keyFileOf(parts.dataFolder, run.id)
      })
      open = { name, key, remove }
      return name
    },
    connection(signal) {
      if (open) return parts.sites.connection(open.name, signal)
      const { name } = file.read().run.asked
      return Promise.reject(new Failure('not-found', `The run ${name} has no machine that can be signed in to.`))
    },
    async openDoor(signal) {
      try {
        const { run } = file.read()
        const computer = await computerMark(parts.dataFolder)
        await parts.withLink({ profile: run.profile, region: run.region }, async link => {
          const range = await parts.ownRange(isLocalCloud(link), signal)
          const vpc = file.read().own.places[file.read().own.at]?.vpc
          if (vpc !== undefined) await openOwnGroup(link, { owner: run.owner, vpc, range, computer, signal })
        })
      } catch (thrown) {
        if (!signal.aborted) parts.log.warn(Failure.from(thrown).message)
      }
    },
    close: async () => close(),
    forgetKey: () => removeLoginKey(parts.dataFolder, file.id)
  }
}
