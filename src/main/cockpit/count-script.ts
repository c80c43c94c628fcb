/** Counts the movies below a folder on its own host, in one run; sh, GNU find and awk. */
import { youngSeconds } from '@domain/cockpit/movie-tally'

/** Exit status where there is no folder, and where find is not GNU's. */
export const countStatus = { noFolder: 3, otherFind: 4 } as const

/**
 * `$1`: the folder. `$2`: when it was looked last (seconds since 1970); 0: never. Then only folders are visited in which
 * something was made or moved since, or up to ten minutes before: a movie that was begun before may have been finished
 * after. Each is told whole. A tree of 100,000 movies in 300 folders costs 300 looks instead of 100,000.
 *
 * A time that is to come is that of a camera whose clock is ahead: such a movie is not young.
 *
 * What it prints: domain/cockpit/movie-tally.
 */
export const countScript = `cd -- "$1" || exit ${countStatus.noFolder}
export LC_ALL=C
find . -maxdepth 0 -printf '' 2>/dev/null || exit ${countStatus.otherFind}
now=$(date +%s)
echo "now $now"
movies() {
  find "$@" -type f ! -path '*[[:cntrl:]]*' \\
    \\( -name '*.mrc' -o -name '*.mrcs' -o -name '*.tif' -o -name '*.tiff' -o -name '*.eer' \\) \\
    -printf '%T@ %s %p\\n' 2>/dev/null
}
if [ "$2" -gt 0 ]; then
  find . -type d ! -path '*[[:cntrl:]]*' -newermt "@$(($2 - 600))" -print 2>/dev/null |
    while IFS= read -r folder; do movies "$folder" -maxdepth 1; done
else
  movies .
fi | awk -v young="$((now - ${youngSeconds}))" -v ahead="$((now + 60))" '
{
  path = $0
  sub(/^[^ ]+ [^ ]+ /, "", path)
  name = path
  sub(/^.*\\//, "", name)
  folder = substr(path, 1, length(path) - length(name) - 1)
  if (name ~ /_[Ff]ractions\\.(mrc|mrcs|tif|tiff)$/ || name ~ /\\.eer$/) kind = "M"
  else if (name ~ /[Gg]ain/ || name ~ /[Dd]efects/) next
  else kind = "P"
  if (!(folder in number)) { number[folder] = ++folders; printf "folder %d %s\\n", folders, folder }
  minute = kind " " int($1 / 60)
  if ($1 + 0 < young + 0 || $1 + 0 > ahead + 0) { key = minute " " number[folder]; count[key]++; bytes[key] += $2 }
  else { fresh[minute]++; freshBytes[minute] += $2 }
  if (!(kind in newest) || $1 + 0 > newest[kind]) { newest[kind] = $1 + 0; size[kind] = $2; last[kind] = path }
}
END {
  for (key in count) {
    split(key, part, " ")
    printf "minute %s %s %d %.0f %s\\n", part[1], part[2], count[key], bytes[key], part[3]
  }
  for (key in fresh) printf "young %s %d %.0f\\n", key, fresh[key], freshBytes[key]
  for (kind in newest) printf "last %s %.3f %.0f %s\\n", kind, newest[kind], size[kind], last[kind]
}'`
