# shellcheck shell=bash
# The SLURM side: one controller, four nodes of a made-up size on this machine, real accounting. Sourced by up.sh.
# No systemd and no cgroups. The configuration is in /etc/slurm, SLURM's default place, so a login needs no SLURM_CONF.

SLURM=$FAC/slurm
NODES=(cpu01 cpu02 gpu01 gpu02)
MARK='# Farscope test facility: made by test/facility/slurm.sh, may be removed'

munge_up() {
  munge -n 2>/dev/null | unmunge >/dev/null 2>&1 && return
  install -d -m 755 -o munge -g munge /run/munge "$FAC/munge"
  install -d -m 700 -o munge -g munge /var/log/munge /var/lib/munge /etc/munge
  if [ ! -s /etc/munge/munge.key ]; then
    dd if=/dev/urandom of=/etc/munge/munge.key bs=128 count=1 status=none
    chown munge: /etc/munge/munge.key
    chmod 400 /etc/munge/munge.key
  fi
  setpriv --reuid munge --regid munge --clear-groups munged --num-threads=2 --pid-file="$FAC/munge/munged.pid"
  await 50 bash -c 'munge -n | unmunge' || fail 'munge does not answer' /var/log/munge/munged.log
}

# written FILE: take standard input as FILE, unless the machine has a file of its own there.
written() {
  if [ -s "$1" ] && ! grep -qF "$MARK" "$1"; then
    fail "this machine has its own $1; it is left alone"
    return 1
  fi
  { echo "$MARK"; cat; } >"$1"
}

# SLURM takes a node that is only slow for dead, and a batch script that has not begun for lost: the limits are wide.
slurm_conf() {
  local host
  host=$(hostname -s)
  cat <<CONF
ClusterName=facility
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmUser=slurm
AuthType=auth/munge
CredType=cred/munge
StateSaveLocation=$SLURM/state
SlurmctldPidFile=$SLURM/run/slurmctld.pid
SlurmctldLogFile=$SLURM/log/slurmctld.log
SlurmdPidFile=$SLURM/run/slurmd.%n.pid
SlurmdSpoolDir=$SLURM/spool/%n
SlurmdLogFile=$SLURM/log/slurmd.%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=5
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=5,bf_interval=5,sched_min_interval=200000,max_rpc_cnt=0
PriorityType=priority/multifactor
GresTypes=gpu
MaxArraySize=20001
MaxJobCount=50000
MinJobAge=600
SlurmctldTimeout=30
SlurmdTimeout=300
BatchStartTimeout=120
UnkillableStepTimeout=300
KillWait=2
InactiveLimit=0
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=16819
AccountingStorageTRES=gres/gpu,gres/gpu:a100
AccountingStorageEnforce=associations,limits,qos
AccountingStoreFlags=job_comment,job_script,job_env
NodeName=cpu01 NodeHostname=$host NodeAddr=127.0.0.1 Port=17001 CPUs=32 RealMemory=128000 State=UNKNOWN
NodeName=cpu02 NodeHostname=$host NodeAddr=127.0.0.1 Port=17002 CPUs=32 RealMemory=128000 State=UNKNOWN
NodeName=gpu01 NodeHostname=$host NodeAddr=127.0.0.1 Port=17003 CPUs=32 RealMemory=256000 Gres=gpu:a100:4 Features=a100 State=UNKNOWN
NodeName=gpu02 NodeHostname=$host NodeAddr=127.0.0.1 Port=17004 CPUs=32 RealMemory=256000 Gres=gpu:a100:4 Features=a100 State=UNKNOWN
PartitionName=cpu Nodes=cpu[01-02] Default=YES MaxTime=2-00:00:00 DefMemPerCPU=1000 State=UP
PartitionName=gpu Nodes=gpu[01-02] MaxTime=1-00:00:00 DefMemPerCPU=2000 State=UP
CONF
}

dbd_conf() {
  cat <<CONF
AuthType=auth/munge
DbdHost=$(hostname -s)
DbdAddr=127.0.0.1
DbdPort=16819
SlurmUser=slurm
DebugLevel=info
LogFile=$SLURM/log/slurmdbd.log
PidFile=$SLURM/run/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=13306
StorageUser=slurm
StoragePass=$(cat "$SLURM/db-password")
StorageLoc=slurm_acct_db
CONF
}

slurm_configure() {
  local i
  slurm_conf | written /etc/slurm/slurm.conf || return 1
  # Never look for cgroups: slurmd dies where /sys/fs/cgroup is absent, as it is in some containers.
  printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' | written /etc/slurm/cgroup.conf || return 1
  # Character devices are accepted as GPUs; the digit in the name becomes CUDA_VISIBLE_DEVICES.
  for i in 0 1 2 3; do [ -e "$SLURM/dev/nvidia$i" ] || mknod -m 666 "$SLURM/dev/nvidia$i" c 1 3 || return 1; done
  echo "NodeName=gpu[01-02] Name=gpu Type=a100 File=$SLURM/dev/nvidia[0-3]" | written /etc/slurm/gres.conf || return 1
  [ -s "$SLURM/db-password" ] || (umask 077; head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$SLURM/db-password")
  (umask 077; dbd_conf | written /etc/slurm/slurmdbd.conf) || return 1
  chown slurm: /etc/slurm/slurmdbd.conf
  chmod 600 /etc/slurm/slurmdbd.conf
}

database_up() {
  local socket=$SLURM/run/mysql.sock data=$SLURM/mysql
  if ! mysqladmin --no-defaults -S "$socket" ping >/dev/null 2>&1; then
    rm -f "$socket"
    if [ ! -d "$data/mysql" ]; then
      install -d -m 700 -o mysql -g mysql "$data"
      mariadb-install-db --no-defaults --user=mysql --datadir="$data" --skip-test-db \
        --auth-root-authentication-method=socket >"$SLURM/log/mysql-install.log" 2>&1 ||
        { fail 'the accounting database cannot be made' "$SLURM/log/mysql-install.log"; return 1; }
    fi
    setsid mariadbd --no-defaults --user=mysql --datadir="$data" --socket="$socket" --pid-file="$SLURM/run/mysql.pid" \
      --bind-address=127.0.0.1 --port=13306 --innodb-buffer-pool-size=128M --innodb-lock-wait-timeout=900 \
      --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --skip-log-bin --skip-name-resolve \
      </dev/null >"$SLURM/log/mysql.log" 2>&1 &
    await 200 mysqladmin --no-defaults -S "$socket" ping ||
      { fail 'the accounting database does not answer' "$SLURM/log/mysql.log"; return 1; }
  fi
  mysql --no-defaults -S "$socket" -e "CREATE DATABASE IF NOT EXISTS slurm_acct_db;
    CREATE OR REPLACE USER 'slurm'@'127.0.0.1' IDENTIFIED BY '$(cat "$SLURM/db-password")';
    GRANT ALL ON slurm_acct_db.* TO 'slurm'@'127.0.0.1';"
}

accounting_up() {
  alive "$SLURM/run/slurmdbd.pid" slurmdbd || slurmdbd
  await 300 sacctmgr -n show cluster || { fail 'slurmdbd does not answer' "$SLURM/log/slurmdbd.log"; return 1; }
  sacctmgr -nP show assoc user=restricted format=user 2>/dev/null | grep -q restricted && return
  # Each says "nothing new added" and exits 1 when it is there already.
  sacctmgr -i add cluster facility >/dev/null 2>&1 || true
  sacctmgr -i add account em Description=cryoEM Organization=facility >/dev/null 2>&1 || true
  sacctmgr -i add user root Account=root >/dev/null 2>&1 || true
  sacctmgr -i add user cryo,tcshell,fishy,banner,restricted Account=em >/dev/null 2>&1 || true
}

nodes_ready() {
  local states
  states=$(sinfo -h -o %t) || return 1
  [ -n "$states" ] && ! grep -qvE '^(idle|mix|alloc|resv)$' <<<"$states"
}

controller_up() {
  local node
  alive "$SLURM/run/slurmctld.pid" slurmctld || slurmctld
  await 600 bash -c 'scontrol ping | grep -q "is UP"' || { fail 'slurmctld does not answer' "$SLURM/log/slurmctld.log"; return 1; }
  for node in "${NODES[@]}"; do
    alive "$SLURM/run/slurmd.$node.pid" slurmd || slurmd -N "$node" || { fail "slurmd $node does not start" "$SLURM/log/slurmd.$node.log"; return 1; }
  done
  await 600 nodes_ready || { fail "not all nodes came up: $(sinfo -hN -o '%N %t' | paste -sd,)" "$SLURM/log/slurmctld.log"; return 1; }
}

# What an earlier run that was broken off left behind would take the nodes of this one, and be in its lists.
sweep_slurm() {
  local reservation
  # A job may end by itself meanwhile.
  squeue -h -o %A | sort -u | xargs -r scancel --quiet || true
  for reservation in $(scontrol -o show reservation | sed -n 's/^ReservationName=\([^ ]*\) .*/\1/p'); do
    scontrol delete "ReservationName=$reservation" || true
  done
}

slurm_up() {
  local program fresh=
  for program in munged slurmctld slurmd slurmdbd sinfo mariadbd setpriv; do
    command -v $program >/dev/null || { fail "$program is not installed (test/facility/install.sh does it)"; return 1; }
  done
  install -d -m 755 -o slurm -g slurm "$SLURM" "$SLURM/log" "$SLURM/state"
  install -d -m 1777 "$SLURM/run"
  install -d -m 755 "$SLURM/spool" "$SLURM/dev"
  alive "$SLURM/run/slurmctld.pid" slurmctld || fresh=yes
  munge_up && slurm_configure && database_up && accounting_up && controller_up || return 1
  if [ -n "$fresh" ]; then sweep_slurm; fi
}

slurm_down() {
  local node
  for node in "${NODES[@]}"; do stop "$SLURM/run/slurmd.$node.pid" slurmd; done
  stop "$SLURM/run/slurmctld.pid" slurmctld
  stop "$SLURM/run/slurmdbd.pid" slurmdbd
  stop "$SLURM/run/mysql.pid" mariadbd 300
  stop "$FAC/munge/munged.pid" munged
}
