# What the machine knows of its run, in sh. Arguments: the id of the run, then those of what is appended to this.
state=${FARSCOPE_ROOT:-}/var/lib/farscope/$1

start_of() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  rest=${stat##*) }
  # shellcheck disable=SC2086
  set -- $rest
  [ "$1" != Z ] && [ "$1" != X ] && printf '%s' "${20}"
}

# Whether the process of which this file tells lives.
alive() {
  [ -r "$1" ] || return 1
  pid='' start='' boot=''
  read -r pid start boot rest <"$1"
  [ -n "$pid" ] && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && [ "$(start_of "$pid")" = "$start" ]
}

stage_of() {
  if [ -e "$state/exit" ]; then
    echo ended
  elif [ ! -d "$state/started" ]; then
    echo idle
  elif alive "$state/started/supervisor" || alive "$state/pid"; then
    echo running
  elif [ -e "$state/exit" ]; then
    echo ended
  elif [ ! -e "$state/started/supervisor" ] && [ -n "$(find "$state/started" -maxdepth 0 -mmin -1)" ]; then
    echo running
  else
    echo lost
  fi
}

# One line; the path of the work folder is at its end.
describe() {
  stage=$(stage_of)
  code=- ended=- began=- by=- uploaded=0 spot=0 size=0
  [ ! -r "$state/exit" ] || read -r code ended <"$state/exit"
  [ ! -r "$state/pid" ] || read -r pid start boot began <"$state/pid"
  [ ! -r "$state/ended-by" ] || read -r by <"$state/ended-by"
  [ ! -e "$state/uploaded" ] || uploaded=1
  [ ! -e "$state/spot" ] || spot=1
  [ ! -r "$state/output.log" ] || size=$(($(wc -c <"$state/output.log")))
}

tell() {
  printf 'farscope %s %s %s %s %s %s %s %s %s\n' "$stage" "$code" "$ended" "$began" "$by" "$uploaded" "$spot" "$size" \
    "$(cat "$state/work")"
}
