import { os } from '../implementer'
import type { Files } from './files'

export function createFilesRouter(files: Files) {
  const calls = os.files
  return calls.router({
    list: calls.list.handler(({ input, signal }) => files.list(input.place, signal)),
    stat: calls.stat.handler(({ input, signal }) => files.stat(input.place, input.followLinks, signal)),
    makeDirectory: calls.makeDirectory.handler(({ input, signal }) =>
      files.makeDirectory(input.place, input.parents, signal)
    ),
    rename: calls.rename.handler(({ input, signal }) => files.rename(input.from, input.to, signal)),
    chmod: calls.chmod.handler(({ input, signal }) => files.chmod(input.place, input.mode, signal)),
    measure: calls.measure.handler(({ input, signal }) => files.measure(input.places, input.limit, signal)),
    remove: calls.remove.handler(({ input, signal }) => files.remove(input.places, input.recursive, signal)),
    space: calls.space.handler(({ input, signal }) => files.space(input.place, signal)),
    checksum: calls.checksum.handler(({ input, signal }) => files.checksum(input.place, signal)),
    content: calls.content.handler(({ input, signal }) => files.contents.read(input.id, input.place, signal)),
    contentAck: calls.contentAck.handler(async ({ input }) => files.contents.acknowledge(input.id, input.offset)),
    unfinishedUploads: calls.unfinishedUploads.handler(({ input, signal }) =>
      files.unfinishedUploads(input.place, signal)
    ),
    abortUpload: calls.abortUpload.handler(({ input, signal }) =>
      files.abortUpload(input.place, input.uploadId, signal)
    )
  })
}
