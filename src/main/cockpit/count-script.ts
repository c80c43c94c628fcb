/** Counts the movies below a folder on its own host, in one run; sh, GNU find and awk. */
import { youngSeconds } from '@domain/cockpit/movie-tally'

/** Exit status where there is no folder, and where find is not GNU's. */
export const countStatus = { noFolder: 3, otherFind: 4 } as const

/**
 * `$1`: the folder. `$2`: files that changed before this (seconds since 1970) were counted; 0: none were. Then only
 * folders are visited in which something was made since, or up to ten minutes before: a movie that was begun before may
 * have been finished after. A tree of 100,000 movies in 300 folders costs 300 looks instead of 100,000.
 *
 * A file counts by its change time, which also one that was moved in with its old time has anew; the minute is that of
 * its own time. What it prints: domain/cockpit/movie-tally.
 */
export const countScript = `cd -- "$1" || exit ${countStatus.noFolder}
export LC_ALL=C
find . -maxdepth 0 -printf '' 2>/dev/null || exit ${countStatus.otherFind}
now=$(date +%s)
echo "now $now"
if [ "$2" -gt 0 ]; then
  find . -type d ! -path '*[[:cntrl:]]*' -newermt "@$(($2 - 600))" -print 2>/dev/null | while IFS= read -r folder; do
    find "$folder" -maxdepth 1 -type f -newerct "@$(($2 - 1))" ! -name '*[[:cntrl:]]*' \\
      \\( -name '*.mrc' -o -name '*.mrcs' -o -name '*.tif' -o -name '*.tiff' -o -name '*.eer' \\) \\
      -printf '%C@ %T@ %s %p\\n' 2>/dev/null
  done
else
  find . -type f ! -path '*[[:cntrl:]]*' \\
    \\( -name '*.mrc' -o -name '*.mrcs' -o -name '*.tif' -o -name '*.tiff' -o -name '*.eer' \\) \\
    -printf '%C@ %T@ %s %p\\n' 2>/dev/null
fi | awk -v since="$2" -v cut="$((now - ${youngSeconds}))" '
{
  if ($1 + 0 < since + 0) next
  path = $0
  sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", path)
  name = path
  sub(/^.*\\//, "", name)
  if (name ~ /_[Ff]ractions\\.(mrc|mrcs|tif|tiff)$/ || name ~ /\\.eer$/) kind = "M"
  else if (name ~ /[Gg]ain/ || name ~ /[Dd]efects/) next
  else kind = "P"
  key = ($1 + 0 < cut + 0 ? "minute " : "young ") kind " " int($2 / 60)
  count[key]++
  bytes[key] += $3
  if (!(kind in newest) || $2 + 0 > newest[kind]) { newest[kind] = $2 + 0; size[kind] = $3; last[kind] = path }
}
END {
  for (key in count) printf "%s %d %.0f\\n", key, count[key], bytes[key]
  for (kind in newest) printf "last %s %.3f %.0f %s\\n", kind, newest[kind], size[kind], last[kind]
}'`
