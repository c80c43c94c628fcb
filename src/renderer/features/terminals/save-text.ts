import { saveFile } from '../../ui/save-file'

/** Letters of a file's name that every system takes. */
const harmless = /[^A-Za-z0-9._-]+/g

/** The name under which a terminal's text is offered: its name and the time, `Northlight 2026-11-17 2018.txt`. */
export function textFileName(name: string, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const plain = name.replace(harmless, ' ').trim().slice(0, 60)
  return `${plain || 'terminal'} ${day} ${two(at.getHours())}${two(at.getMinutes())}.txt`
}

/** Offers a terminal's text as a file. */
export function saveText(text: string, name: string): void {
  saveFile([`${text}\n`], textFileName(name, new Date()), 'text/plain')
}
