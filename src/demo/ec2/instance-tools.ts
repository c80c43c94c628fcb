/** Commands that are first in the PATH of an instance: what would otherwise act on the computer that plays it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quote } from '@domain/shell'
import { markVariable } from './instance-processes'

export interface Gpu {
  readonly name: string
  readonly count: number
  readonly memoryMib: number
}

export const toolsFolder = (root: string): string => join(root, 'opt', 'farscope-demo', 'bin')

/** Where systemd keeps a planned shutdown (`/run/systemd/shutdown/scheduled`), in its form. */
export const scheduledFile = (root: string): string => join(root, 'run', 'systemd', 'shutdown', 'scheduled')

export async function writeTools(root: string, { gpu }: { gpu: Gpu | undefined }): Promise<void> {
  const folder = toolsFolder(root)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await mkdir(join(root, 'run', 'systemd', 'shutdown'), { recursive: true, mode: 0o755 })
  const scripts: Record<string, string> = {
    shutdown: shutdownScript(scheduledFile(root)),
    poweroff: 'exec shutdown -P now\n',
    halt: 'exec shutdown -H now\n',
    sudo: sudoScript,
    systemctl: systemctlScript,
    ...Object.fromEntries(notHere.map(name => [name, notHereScript])),
    ...(gpu && { 'nvidia-smi': nvidiaScript(root, gpu) })
  }
  for (const [name, body] of Object.entries(scripts))
    await writeFile(join(folder, name), `#!/bin/sh\n${body}`, { mode: 0o755 })
}

/** They would change the computer that plays the instance. */
const notHere = ['reboot', 'apt', 'apt-get', 'dnf', 'yum', 'snap', 'mkfs', 'mount', 'umount', 'useradd', 'systemd-run']
const notHereScript = `echo "$(basename "$0"): not on a demo instance, it would change the computer that plays it" >&2\nexit 1\n`

/** shutdown(8) of systemd: a time or \`now\`, a minute ahead where none is given, -c takes it back. */
const shutdownScript = (file: string): string => `when=
mode=poweroff
for word do
  case $word in
    -c) rm -f -- ${quote(file)}; exit 0 ;;
    -k) exit 0 ;;
    -r|--reboot) echo "shutdown: a demo instance does not start again" >&2; exit 1 ;;
    -H|--halt) mode=halt ;;
    -*) ;;
    *) [ -n "$when" ] || when=$word ;;
  esac
done
now=$(date +%s)
case \${when:-+1} in
  now|+0) at=$now ;;
  *:*)
    hour=\${when%%:*}; minute=\${when#*:}
    today=$(($(date +%H | sed 's/^0//') * 3600 + $(date +%M | sed 's/^0//') * 60 + $(date +%S | sed 's/^0//')))
    wait=$((\${hour#0} * 3600 + \${minute#0} * 60 - today))
    [ "$wait" -ge 0 ] || wait=$((wait + 86400))
    at=$((now + wait)) ;;
  *)
    minutes=\${when:-+1}; minutes=\${minutes#+}
    case $minutes in ''|*[!0-9]*) echo "Failed to parse time specification: $when" >&2; exit 1 ;; esac
    at=$((now + minutes * 60)) ;;
esac
printf 'USEC=%s000000\\nWARN_WALL=1\\nMODE=%s\\n' "$at" "$mode" >${quote(`${file}.new`)} &&
  mv -f -- ${quote(`${file}.new`)} ${quote(file)} || exit 1
echo "Shutdown scheduled, use 'shutdown -c' to cancel." >&2
`

/** Runs the command as it is: there is but one user. */
const sudoScript = `while [ $# -gt 0 ]; do
  case $1 in
    -u|-g|-h|-p|-C|-D|-R|-T|-U) shift; [ $# -eq 0 ] || shift ;;
    --user=*|--group=*) shift ;;
    -i|-s) shell=1; shift ;;
    --) shift; break ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] && exec "$@"
[ -z "$shell" ] || exec bash
`

const systemctlScript = `for word do
  case $word in
    -*) ;;
    poweroff|halt) exec shutdown -P now ;;
    *) break ;;
  esac
done
echo "System has not been booted with systemd as init system (PID 1). Can't operate." >&2
exit 1
`

/** Commands of cryo-EM and the languages they are written in; while one runs on the instance, its GPUs are busy. */
const busyNames = 'relion*|motioncor*|MotionCor*|ctffind*|gctf*|Gctf*|topaz*|cryosparc*|python*'

/**
 * nvidia-smi(1): -L and the --query-… forms with --format=csv. The load in percent is that of the file `gpu-load` in
 * the root folder where there is one.
 */
const nvidiaScript = (root: string, { name, count, memoryMib }: Gpu): string => `busy() {
  if [ -f ${quote(join(root, 'gpu-load'))} ]; then cat ${quote(join(root, 'gpu-load'))}; return; fi
  for e in $(grep -lasF -- ${quote(`${markVariable}=${root}`)} /proc/[0-9]*/environ); do
    read -r comm <"\${e%environ}comm" 2>/dev/null || continue
    case $comm in ${busyNames}) echo 87; return ;; esac
  done
  echo 0
}
query=; units=1; header=1; gpus=0
for word do
  case $word in
    -L|--list-gpus) list=1 ;;
    --query-gpu=*) query=\${word#*=}; gpus=1 ;;
    --query-compute-apps=*) query=\${word#*=} ;;
    --format=*)
      case $word in *nounits*) units= ;; esac
      case $word in *noheader*) header= ;; esac ;;
  esac
done
load=$(busy)
[ -z "$header" ] || [ -z "$query" ] || echo "$query" | sed 's/,/, /g'
i=0
while [ $i -lt ${count} ]; do
  if [ -n "$list" ] || [ -z "$query" ]; then
    echo "GPU $i: NVIDIA ${name} (UUID: GPU-00000000-0000-0000-0000-00000000000$i)"
  elif [ $gpus = 1 ]; then
    line=
    for field in $(echo "$query" | tr ',' ' '); do
      unit=
      case $field in
        index) value=$i ;;
        name|gpu_name) value='NVIDIA ${name}' ;;
        uuid|gpu_uuid) value=GPU-00000000-0000-0000-0000-00000000000$i ;;
        count) value=${count} ;;
        driver_version) value=570.133.20 ;;
        timestamp) value=$(date '+%Y/%m/%d %H:%M:%S.000') ;;
        utilization.gpu) value=$load; unit=' %' ;;
        utilization.memory) value=$((load / 2)); unit=' %' ;;
        memory.total) value=${memoryMib}; unit=' MiB' ;;
        memory.used) value=$((load * ${memoryMib} / 110)); unit=' MiB' ;;
        memory.free) value=$((${memoryMib} - load * ${memoryMib} / 110)); unit=' MiB' ;;
        temperature.gpu) value=$((31 + load / 3)) ;;
        power.draw) value=$((28 + load * 2)).00; unit=' W' ;;
        *) value='[N/A]' ;;
      esac
      line="\${line:+$line, }$value\${units:+$unit}"
    done
    echo "$line"
  fi
  i=$((i + 1))
done
`
