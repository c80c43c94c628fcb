/** Folders of single jobs inside a project: RELION's `Class2D/job012`, cryoSPARC's `P12/J45` and `CS-apo/J45`. */
const jobFolders = [/(\/[A-Z][A-Za-z0-9]+)?\/job\d{3,}(\/.*)?$/, /\/J\d+(\/.*)?$/]

/**
 * The project that a job belongs to, by its working folder: RELION runs in the project itself, cryoSPARC in a folder of
 * each job. Null where the folder is unknown.
 */
export function projectFolder(workDir: string | null): string | null {
  if (workDir === null) return null
  let folder = workDir.length > 1 ? workDir.replace(/\/+$/, '') : workDir
  for (const pattern of jobFolders) folder = folder.replace(pattern, '')
  return folder === '' ? '/' : folder
}
