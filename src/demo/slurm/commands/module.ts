/** module(1), as far as a list of what there is: `module -t avail`. Loading one of them changes nothing here. */
import type { CommandCall } from '../call'

const modules = ['chimerax/1.8', 'ctffind/4.1.14', 'cuda/12.4', 'imod/5.0.2', 'motioncor3/1.1.1', 'openmpi/5.0.3']
const relion = ['relion/4.0.2', 'relion/5.0.0(default)']

export function moduleCommand(call: CommandCall): number {
  if (!call.args.some(arg => /^(avail|av)$/.test(arg))) return 0
  const wanted = call.args.filter(arg => !arg.startsWith('-') && !/^(avail|av)$/.test(arg))
  const names = [...modules, ...relion].filter(name => wanted.every(word => name.startsWith(word)))
  call.complain(`/apps/modules/cryoem:\n${names.map(name => `${name}\n`).join('')}`)
  return 0
}
