// The types of what the tests use of project.mjs, which must stay plain JavaScript to run before anything is installed.
export function nodeComplaint(version?: string): string | undefined
export function needsInstall(folder?: string): boolean
export function needsBuild(folder?: string): boolean
