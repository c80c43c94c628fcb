/** What was dropped from the desktop, or chosen in the system's file dialog, as a flat list with relative paths. */

/** A file of the window and where it goes below the folder. */
export interface PushFile {
  /** With `/`, never beginning with one. */
  readonly relativePath: string
  readonly file: File
}

/** Files, and folders that hold none (they are made too). */
export interface PushTree {
  readonly files: readonly PushFile[]
  readonly emptyFolders: readonly string[]
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** All of a folder: `readEntries` gives at most 100 at a time, and none at the end (File and Directory Entries API). */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return children
    children.push(...batch)
  }
}

/** What a drop holds: entries of the desktop, and files that have none (a picture dragged out of a page). */
export interface Dropped {
  readonly entries: readonly FileSystemEntry[]
  readonly files: readonly File[]
}

/** To be called while the event is handled: afterwards the browser forgets what was dropped. */
export function droppedItems(items: DataTransferItemList): Dropped {
  const entries: FileSystemEntry[] = []
  const files: File[] = []
  for (const item of items) {
    const entry = item.webkitGetAsEntry()
    const file = entry ? null : item.getAsFile()
    if (entry) entries.push(entry)
    if (file) files.push(file)
  }
  return { entries, files }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** Walks what was dropped. Fails when a file went away meanwhile or may not be read. */
export async function walkDropped(dropped: Dropped, signal: AbortSignal): Promise<PushTree> {
  const files: PushFile[] = dropped.files.map(file => ({ relativePath: file.name, file }))
  const emptyFolders: string[] = []
  const left = dropped.entries.map(entry => ({ entry, path: entry.name }))
  for (let next = left.pop(); next; next = left.pop()) {
    signal.throwIfAborted()
    const { entry, path } = next
    if (isFile(entry)) files.push({ relativePath: path, file: await fileOf(entry) })
    if (!isDirectory(entry)) continue
    const children = await childrenOf(entry)
    if (children.length === 0) emptyFolders.push(path)
    for (const child of children) left.push({ entry: child, path: `${path}/${child.name}` })
  }
  return { files, emptyFolders }
}

/** What the system's file dialog gave: a folder chosen there names its files from the folder on. */
export function chosenFiles(list: FileList): PushTree {
  const files = [...list].map(file => ({ relativePath: file.webkitRelativePath || file.name, file }))
  return { files, emptyFolders: [] }
}
