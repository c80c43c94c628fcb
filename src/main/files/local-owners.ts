/** Names of users and groups of this computer, from the files every Unix has; elsewhere the numbers stay. */
import { readFile } from 'node:fs/promises'

export interface LocalOwners {
  user(id: number): string
  group(id: number): string
}

/** passwd(5), group(5): name, password, number, … separated by colons. */
async function namesOf(file: string): Promise<Map<number, string>> {
  const names = new Map<number, string>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':')
    if (name && id && !name.startsWith('#') && !names.has(Number(id))) names.set(Number(id), name)
  }
  return names
}

export async function readLocalOwners(): Promise<LocalOwners> {
  const [users, groups] = await Promise.all([namesOf('/etc/passwd'), namesOf('/etc/group')])
  return { user: id => users.get(id) ?? String(id), group: id => groups.get(id) ?? String(id) }
}
