#!/bin/bash
# Standard submission script of RELION for runs in the cloud. RELION fills in XXX...XXX and hands the result to the
# queue submit command, which is for instance:
#   farscope cloud submit --max-duration 12h --max-cost 20
# The guide of Farscope has the rest ("RELION jobs in the cloud").
#
# Job: XXXnameXXX   processes: XXXmpinodesXXX   threads of each: XXXthreadsXXX

# A command that fails ends the job, as it does without a queue.
set -e -o pipefail

# RELION shows the two files of the job; what is written there goes into the log of the run as well.
{
  {
    # More processes than cores are what RELION asks for where GPUs compute.
    mpirun --oversubscribe -n XXXmpinodesXXX XXXcommandXXX
  } 2>&1 1>&3 | tee -a "XXXerrfileXXX" >&2
} 3>&1 | tee -a "XXXoutfileXXX"
