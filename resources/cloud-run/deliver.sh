# After state.sh, for bash. Puts what the command wrote into a bucket when nobody fetches it, by addresses that were signed
# elsewhere: no key is here, and no address stands in the arguments of a process. In $state/results: urls (one a line: the
# manifest, three logs, the parts), settings (NAME VALUE), outputs and job (paths below the run's folder, each with a NUL).
set -u
umask 077
own=$state/results
run_id=$1
cd -- "$own" || exit 1
exec 8>lock
if type -P flock >/dev/null; then flock -n 8 || exit 0; fi

setting() { sed -n "s/^$1 //p" settings; }
changed_at() { stat -c %Y -- "$1" 2>/dev/null || echo 0; }
seconds() { date +%s; }
say() { printf '%s\n' "$1" >said.new && mv -f -- said.new said; }

# Who fetches over SSH tells so again and again.
somebody_here() { [ $(($(seconds) - $(changed_at seen))) -lt "$(setting here)" ]; }

# $1: the line of the address, $2: the file. What was said no to is in `why`.
put() {
  local url sum code wait=1 left=6
  sum=$(md5sum <"$2")
  # shellcheck disable=SC2059
  sum=$(printf "$(printf '%s' "${sum%% *}" | sed 's/../\\x&/g')" | base64)
  while :; do
    url=$(sed -n "$1p" urls)
    [ -n "$url" ] || { why='more-than-planned' && return 1; }
    code=$(printf 'url = "%s"\nupload-file = "%s"\nheader = "Content-MD5: %s"\nheader = "%s"\n' \
      "$url" "$2" "$sum" "$(setting header)" |
      curl -q --config - -sS -o answer -w '%{http_code}' --connect-timeout 20 --speed-limit 1024 --speed-time 60 \
        2>/dev/null 8>&-) || code=000
    case $code in
      2??) return 0 ;;
      408 | 429 | 5?? | 000) why="no-answer $code" ;;
      *)
        why="refused $code $(sed -n 's/.*<Code>\([A-Za-z]*\)<\/Code>.*/\1/p' answer 2>/dev/null | head -n 1)"
        [ "$code" != 403 ] || [ "$(seconds)" -lt "$(setting until)" ] || why="expired $code"
        # A part that arrived damaged is sent again.
        case $why in *BadDigest*) ;; *) return 1 ;; esac
        ;;
    esac
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep "$wait" 8>&-
    wait=$((wait * 2))
  done
}

# Names below "./$1" that fit the tests behind, to the end of the file $2. What may not be looked into is counted in `denied`;
# after anything else (a disk that is full) a part of the list would pass for all of it.
list() {
  local path=$1 into=$2 told line IFS=$'\n'
  shift 2
  denied=0
  # In memory: on the disk a word of a full disk would be lost.
  told=$(cd -- "$work" && LC_ALL=C find "./$path" "$@" -print0 2>&1 >>"$own/$into") && return 0
  set -f
  for line in $told; do
    case $line in
      *': Permission denied') denied=$((denied + 1)) ;;
      *) denied=0 && break ;;
    esac
  done
  set +f
  [ "$denied" -gt 0 ] || { why='not-listed' && return 1; }
}

# What goes along: files, folders, links. What was asked for and is not there is left out, as when it is fetched.
list_outputs() {
  local path
  unlisted=0
  : >found && : >files || return 1
  while IFS= read -r -d '' path; do
    [ -e "$work/$path" ] || [ -L "$work/$path" ] || continue
    list "$path" found '(' -type f -o -type d -o -type l ')' || return 1
    unlisted=$((unlisted + denied))
    list "$path" files -type f || return 1
  done <outputs
  sort -zu -o found found && sort -zu -o files files
}

take_marks() {
  local folder name
  left_marks=
  IFS= read -r -d '' folder <job 2>/dev/null || return 0
  for name in RELION_JOB_EXIT_SUCCESS RELION_JOB_EXIT_FAILURE RELION_JOB_EXIT_ABORTED; do
    [ ! -e "$work/$folder/$name" ] || mv -f -- "$work/$folder/$name" "$state/" || return 1
    [ ! -e "$state/$name" ] || left_marks="$left_marks $name"
  done
  rm -f -- "$work/$folder/RELION_JOB_ABORT_NOW"
}

# A part is never larger than what is free: the rest of the disk is the outputs'.
part_size() {
  local most free
  most=$(setting part)
  free=$(df -Pk . | awk 'NR == 2 { print $4 }')
  free=$((free * 1024 * 8 / 10))
  [ "$free" -ge "$most" ] || most=$free
  printf '%s' "$most"
}

# One part of the stream after the other, each written down, sent and thrown away.
send_parts() {
  local size sum number=0 most
  most=$(part_size)
  [ "$most" -ge 65536 ] || { why='disk-full' && return 1; }
  : >pieces
  while :; do
    head -c "$most" <&7 >part || { why='disk-full' && return 1; }
    size=$(stat -c %s part)
    [ "$size" -gt 0 ] || return 0
    number=$((number + 1))
    sum=$(sha256sum <part)
    put $((number + 4)) part || return 1
    printf 'part %s %s\n' "${sum%% *}" "$size" >>pieces
    if [ "$urgent" = 0 ] && somebody_here; then why='somebody-fetches' && return 1; fi
    [ "$size" -ge "$most" ] || return 0
  done
}

send_logs() {
  local name line=1
  : >logs
  for name in output.log out.log err.log; do
    line=$((line + 1))
    [ -s "$state/$name" ] || continue
    put "$line" "../$name" || return 1
    printf 'log %s %s\n' "$(stat -c %s -- "$state/$name")" "$name" >>logs
  done
}

count() { tr -dc '\0' <"$1" | wc -c | tr -d ' '; }

# The whole: it counts with the manifest, which is put last.
attempt() {
  local status=0 summing packing
  work=$(cat -- "$state/work")
  take_marks && list_outputs && send_logs || return 1
  (cd -- "$work" && xargs -0 -r sha256sum -z -- <"$own/files") >sums 2>/dev/null 8>&- &
  summing=$!
  rm -f stream && mkfifo stream || return 1
  tar --create --format=posix --pax-option=delete=atime,delete=ctime --hard-dereference --ignore-failed-read \
    --no-recursion --no-unquote --directory="$work" --null --files-from=found >stream 2>/dev/null 8>&- &
  packing=$!
  exec 7<stream
  rm -f stream
  send_parts || status=1
  exec 7<&-
  [ "$status" = 0 ] || kill "$packing" "$summing" 2>/dev/null
  wait "$packing" || { [ "$status" = 1 ] || why='changed'; status=1; }
  wait "$summing"
  rm -f part
  [ "$status" = 0 ] || return 1
  describe
  {
    printf 'farscope-results 1\nrun %s\n' "$run_id"
    printf 'unread %s\nmarks%s\n' $(($(count files) - $(count sums) + unlisted)) "$left_marks"
    tell
    cat logs pieces
    printf 'files\n'
    cat sums
  } >manifest && put 1 manifest
}

end_machine() {
  printf '%s\n' "$(seconds)" >"$state/deadline.$$" && mv -f -- "$state/deadline.$$" "$state/deadline"
}

end_command() {
  (set -C && echo deadline >"$state/ended-by") 2>/dev/null
  kill -s TERM -- "-$pid" 2>/dev/null
  (
    sleep "$(setting kill)"
    ! alive "$state/pid" || kill -s KILL -- "-$pid" 2>/dev/null
  ) 8>&- </dev/null >/dev/null 2>&1 &
}

told=0
again=0
tried=
while [ -d "$state" ] && [ -s urls ]; do
  now=$(seconds)
  urgent=0
  [ ! -e "$state/spot" ] || urgent=1
  deadline=
  read -r deadline <"$state/deadline" 2>/dev/null
  if [[ $deadline =~ ^[0-9]{1,12}$ ]] && [ "$now" -ge $((10#$deadline - $(setting reserve))) ]; then
    urgent=1
    # What is to come back must have stopped changing before the machine goes.
    if [ "$told" = 0 ] && alive "$state/pid"; then told=1 && end_command; fi
  fi
  stage=$(stage_of)
  if [ -e delivered ]; then
    [ "$(setting end)" = 1 ] || exit 0
    if ! somebody_here; then end_machine && exit 0; fi
  elif [ "$stage" = ended ] || [ "$stage" = lost ]; then
    since=$(changed_at "$state/exit")
    seen=$(changed_at seen)
    [ "$seen" -le "$since" ] || since=$seen
    if [ "$urgent" = 1 ] || [ $((now - since)) -ge "$(setting grace)" ]; then
      if [ "$now" -ge "$again" ] || [ "$(stat -c %i urls)" != "$tried" ]; then
        why=failed
        tried=$(stat -c %i urls)
        if attempt; then
          : >delivered
          say delivered
        else
          say "$why"
          again=$(($(seconds) + $(setting again)))
        fi
      fi
    fi
  fi
  sleep "$(setting tick)" 8>&-
done
