# After state.sh. $2: seconds between looks. A line when something changed, and now and then, until the command has ended.
before=
quiet=0
while :; do
  describe
  now="$stage $spot $by"
  if [ "$now" != "$before" ] || [ "$quiet" -ge 5 ]; then
    tell || exit 0
    before=$now
    quiet=0
  fi
  [ "$stage" = running ] || exit 0
  quiet=$((quiet + 1))
  sleep "$2"
done
