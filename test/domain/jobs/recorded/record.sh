#!/bin/bash
# Records what the monitor's commands print on one SLURM: record.sh ROOT VERSION OUT
# ROOT: a folder made by debootstrap with slurmctld, slurmd, slurmdbd, slurm-client and munge of that version.
# Run as root. Everything lives in namespaces of its own (network, processes, mounts, host name), so it meets no other
# SLURM of the machine, and ends with this script. The database is the machine's own mariadbd.
set -eu
if [ "${4:-}" != inside ]; then
  exec unshare --net --pid --fork --mount --uts --kill-child "$0" "$1" "$2" "$3" inside
fi
root=$1 version=$2 out=$3
hostname login01
ip link set lo up
# getaddrinfo's AI_ADDRCONFIG takes no notice of 127.0.0.1: without another address the daemons find none to listen at.
ip addr add 10.99.0.1/32 dev lo
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
in_root() { chroot "$root" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"; }
until_true() { for _ in $(seq 60); do timeout 5 "$@" >/dev/null 2>&1 && return; sleep 0.2; done; echo "gave up: $*" >&2; return 1; }

echo '127.0.0.1 localhost login01' >"$root/etc/hosts"
in_root id cryo >/dev/null 2>&1 || in_root useradd -m -u 1004 cryo
in_root mkdir -p /etc/slurm /run/munge /var/slurm/state /var/slurm/dev /var/spool/slurmd
in_root chown munge: /run/munge
for i in 0 1 2 3; do [ -e "$root/var/slurm/dev/nvidia$i" ] || mknod -m 666 "$root/var/slurm/dev/nvidia$i" c 1 3; done
conf=$root/etc/slurm
# 20.11 counts on before it gives out the first number.
first=1001; [ "$version" != 20.11 ] || first=1000
case $version in 20.11) printf 'CgroupAutomount=no\n' ;; 22.05) printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' ;; *) echo CgroupPlugin=disabled ;; esac >"$conf/cgroup.conf"
echo 'NodeName=gpu[01-02] Name=gpu Type=a100 File=/var/slurm/dev/nvidia[0-3]' >"$conf/gres.conf"
cat >"$conf/slurm.conf" <<CONF
ClusterName=facility
SlurmctldHost=login01(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=/var/slurm/state
SlurmctldLogFile=/var/slurm/slurmctld.log
SlurmdLogFile=/var/slurm/slurmd.%n.log
SlurmctldPidFile=/var/slurm/slurmctld.pid
SlurmdPidFile=/var/slurm/slurmd.%n.pid
SlurmdSpoolDir=/var/spool/slurmd/%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=2
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=batch_sched_delay=0,sched_interval=5,bf_interval=5
PriorityType=priority/multifactor
GresTypes=gpu
FirstJobId=$first
KillWait=2
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStorageTRES=gres/gpu,gres/gpu:a100
NodeName=cpu01 NodeHostname=login01 NodeAddr=127.0.0.1 Port=17001 CPUs=32 RealMemory=128000 State=UNKNOWN
NodeName=cpu02 NodeHostname=login01 NodeAddr=127.0.0.1 Port=17002 CPUs=32 RealMemory=128000 State=UNKNOWN
NodeName=gpu01 NodeHostname=login01 NodeAddr=127.0.0.1 Port=17003 CPUs=32 RealMemory=256000 Gres=gpu:a100:4 Features=a100 State=UNKNOWN
NodeName=gpu02 NodeHostname=login01 NodeAddr=127.0.0.1 Port=17004 CPUs=32 RealMemory=256000 Gres=gpu:a100:4 Features=a100 State=UNKNOWN
PartitionName=cpu Nodes=cpu[01-02] Default=YES MaxTime=2-00:00:00 DefMemPerCPU=1000 State=UP
PartitionName=gpu Nodes=gpu[01-02] MaxTime=1-00:00:00 DefMemPerCPU=2000 State=UP
CONF
cat >"$conf/slurmdbd.conf" <<CONF
AuthType=auth/munge
DbdHost=login01
DbdAddr=127.0.0.1
SlurmUser=root
LogFile=/var/slurm/slurmdbd.log
PidFile=/var/slurm/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StorageUser=slurm
StoragePass=recording
CONF
chmod 600 "$conf/slurmdbd.conf"

data=$root/mysql
rm -rf "$data" "$root"/var/slurm/state/*
install -d -m 700 -o mysql "$data"
mariadb-install-db --no-defaults --user=mysql --datadir="$data" --skip-test-db >/dev/null 2>&1
sock=$root/run/mysql.sock; chmod 1777 "$root/run"
mariadbd --no-defaults --user=mysql --datadir="$data" --socket="$sock" --pid-file="$root/run/mysql.pid" \
  --bind-address=127.0.0.1 --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 </dev/null >/dev/null 2>&1 &
until_true mysqladmin --no-defaults -S "$sock" ping
mysql --no-defaults -S "$sock" -e "CREATE DATABASE IF NOT EXISTS slurm_acct_db;
  CREATE OR REPLACE USER 'slurm'@'127.0.0.1' IDENTIFIED BY 'recording'; GRANT ALL ON *.* TO 'slurm'@'127.0.0.1';"

[ -s "$root/etc/munge/munge.key" ] || { head -c 128 /dev/urandom >"$root/etc/munge/munge.key"; in_root chown munge: /etc/munge/munge.key; chmod 400 "$root/etc/munge/munge.key"; }
in_root setpriv --reuid munge --regid munge --clear-groups munged --force
until_true chroot "$root" sh -c 'munge -n | unmunge'
in_root slurmdbd
until_true chroot "$root" sacctmgr -n show cluster
in_root sacctmgr -i add cluster facility >/dev/null || true
in_root sacctmgr -i add account em Description=cryoEM Organization=facility >/dev/null
in_root sacctmgr -i add user cryo Account=em >/dev/null
in_root slurmctld
until_true chroot "$root" scontrol ping
for node in cpu01 cpu02 gpu01 gpu02; do in_root slurmd -N "$node"; done
until_true sh -c "[ \"\$(chroot $root sinfo -h -N -o %t | sort -u)\" = idle ]" || in_root sinfo

as_user() { in_root setpriv --reuid 1004 --regid 1004 --clear-groups env HOME=/home/cryo USER=cryo SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0 sh -c "cd /home/cryo; $1" cryo "${@:2}"; }
in_root scontrol create reservation ReservationName=maintenance StartTime=now+1day Duration=4:00:00 Users=root Flags=MAINT,IGNORE_JOBS Nodes=gpu02 >/dev/null
in_root scontrol update NodeName=cpu02 State=DRAIN Reason='bad DIMM, ticket 4711'
as_user 'sb() { sbatch --parsable "$@"; }
sb -J completed -t 10 --mem=500 --wrap "sleep 3"
sb -J failed -t 10 --wrap "exit 42"
sb -J crashed -t 10 --wrap "kill -SEGV \$\$"
sb -J running -p gpu --gres=gpu:a100:2 -c 4 --mem=2G -t 1:00:00 -o run-%j.out --comment=hello --wrap "srun sleep 600"
sb -J pending -p gpu -N 2 --gres=gpu:a100:4 -t 1:00:00 --wrap "sleep 600"
sb -J array --array=0-9%2 -t 30 --wrap "sleep 600"
printf "#!/bin/sh\n#SBATCH -J het -t 20 -n 1\n#SBATCH hetjob\n#SBATCH -n 2 -p gpu\nsleep 600\n" | sb
sb -J dependent -t 10 -d afterok:1004,afterany:1006 --wrap true
sb -J held --hold -t 2-12:00:00 --mem-per-cpu=2G -n 4 --wrap true
sb -J cancelled -t 10 --wrap "sleep 600"
sb -J "odd | name <b>; $(printf "\342\202\254")" --hold -t 10 --wrap true' >"$out/ids.log"
sleep 9
in_root scancel -n cancelled
sleep 9

s=$'\x1f' mark=rec
squeue_format=$'\x1e'$mark$(IFS=$s; set -- %i %T %u %P %D %C %m %b %M %l %S %e %V %r %N %a %Q %E %Z %j; echo "$*")
sacct_format=JobID,JobIDRaw,State,User,Partition,NNodes,ReqCPUS,AllocCPUS,ReqMem,ReqTRES,AllocTRES,Submit,Start,End,ElapsedRaw,TimelimitRaw,ExitCode,NodeList,Account,Priority,WorkDir,JobName
use_format=JobID,State,AllocCPUS,NNodes,ElapsedRaw,TotalCPU,ReqMem,MaxRSS,TRESUsageInTot,AllocTRES,TimelimitRaw
as_user 'squeue -h -u cryo -o "$1"' "$squeue_format" >"$out/squeue.txt"
as_user 'sacct -n -P -X -u cryo -S now-1hours --delimiter="$1" -o "$2"' "$s$mark" "$sacct_format" >"$out/sacct.txt"
as_user 'sacct -n -P -j 1001 --delimiter="$1" -o "$2"' "$s$mark" "$use_format" >"$out/use.txt"
as_user 'for id in 1001 1002 1003 1004 1005 1006; do scontrol show job -d $id; done; scontrol show job -d "$(squeue -h -n dependent -o %A)"' >"$out/jobs.txt"
as_user 'scontrol show job -d "$(squeue -h -n het -o %A | sort -n | head -n 1)"' >>"$out/jobs.txt"
as_user 'squeue --version; scontrol show config | grep "^ClusterName"' >"$out/identity.txt"
as_user 'scontrol -d -o show node' >"$out/nodes.txt"
as_user 'scontrol -o show partition' >"$out/partitions.txt"
as_user 'scontrol -o show reservation' >"$out/reservations.txt"
as_user 'sinfo -h -p cpu -o %A' >"$out/sinfo.txt"
as_user 'squeue -h -a -t PD,R -o "%t %P %i" | sed "s/ [0-9][0-9_+]*$//" | sort | uniq -c' >"$out/counts.txt"
as_user 'squeue -h --start -j 1005 -o %S' >"$out/start.txt"
as_user 'sstat -n -P -a -j 1004 -o JobID,MaxRSS,TRESUsageInTot' >"$out/sstat.txt"
as_user 'sshare -n -P -U -o Account,User,FairShare' >"$out/sshare.txt"
as_user 'scontrol show assoc_mgr flags=assoc users=cryo' >"$out/assoc.txt"
{ as_user 'squeue -h -j 999999 -o %i; scontrol show job 999999; scontrol hold 999999; scontrol update JobId=999999 TimeLimit=5; scancel -v 999999; sbatch -p nowhere --wrap true; squeue --nonsense' || true; } 2>&1 | grep -v hwloc >"$out/refusals.txt"
rm -f "$out/ids.log"
