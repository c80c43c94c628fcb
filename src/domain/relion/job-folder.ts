/** Where a RELION job keeps its files, by its batch script. */

/** Unquotes one sh word as RELION and our templates write it; null where it has anything that a shell would work out. */
function plainWord(word: string): string | null {
  const text = word.replace(
    /'([^']*)'|"([^"$`\\]*)"|\\(.)/g,
    (_, single, double, escaped) => single ?? double ?? escaped
  )
  return /[$`]/.test(word.replace(/'[^']*'/g, '')) || text === '' ? null : text
}

/**
 * The folder behind `--pipeline_control`, which every job of RELION's pipeline has (pipeline_jobs.cpp,
 * prepareFinalCommand); the last one counts. Null where the script has none. A relative one starts in `workDir`.
 */
export function relionFolder(script: string, workDir: string | null): string | null {
  let folder: string | null = null
  const form = /'?--pipeline_control'?[ \t]+((?:'[^']*'|"[^"\n]*"|\\.|[^\s'"\\;|&<>])+)/g
  for (const [, word = ''] of script.matchAll(form)) folder = plainWord(word) ?? folder
  if (folder === null) return null
  const trimmed = folder.replace(/(?<=[^/])\/+$/, '')
  if (trimmed.startsWith('/')) return trimmed
  return workDir === null ? null : `${workDir.replace(/\/+$/, '')}/${trimmed}`
}
