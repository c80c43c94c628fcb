/** Counts the movies below a folder on its own host, in one run; sh, GNU find and awk. */
import { youngSeconds } from '@domain/cockpit/movie-tally'
import { quote } from '@domain/shell'

/** Exit status where there is no folder, where find is not GNU's, and of timeout(1) when it took too long. */
export const countStatus = { noFolder: 3, otherFind: 4, tooLong: 124 } as const

/** How long the host may count, where it has timeout(1). Seconds. */
export const mostCountSeconds = 110

/**
 * `$1`: the folder. `$2`: what an earlier run told as `changed`; 0: none. Then only folders are visited whose entry in
 * the file system changed since, or up to ten minutes before: a movie that was begun before may have been finished
 * after. Each is told whole. A tree of 100,000 movies in 300 folders costs 300 looks instead of 100,000.
 *
 * `changed` is the latest time of change (`ctime`) of a folder: it is the file server's own clock that is compared with
 * itself, and nobody can set that time, as rsync, tar and mv do with the time of writing. The folder that told it is
 * among those that are found; where none is, it is gone, or the clock was set back, and everything is visited.
 *
 * A time of a movie that is to come is that of a camera whose clock is ahead: such a movie is not young.
 *
 * What it prints: domain/cockpit/movie-tally.
 */
const count = `cd -- "$1" || exit ${countStatus.noFolder}
export LC_ALL=C
find . -maxdepth 0 -printf '' 2>/dev/null || exit ${countStatus.otherFind}
now=$(date +%s)
echo "now $now"
movies() {
  find "$@" ! -path '*[[:cntrl:]]*' \\( -type d -printf 'D %C@ .\\n' -o -type f \\
    \\( -name '*.mrc' -o -name '*.mrcs' -o -name '*.tif' -o -name '*.tiff' -o -name '*.eer' \\) \\
    -printf '%T@ %s %p\\n' \\) 2>/dev/null
}
folders=
[ "$2" -gt 0 ] && folders=$(find . -type d ! -path '*[[:cntrl:]]*' -newerct "@$(($2 - 600))" -print 2>/dev/null)
if [ -n "$folders" ]; then
  printf '%s\\n' "$folders" | while IFS= read -r folder; do movies "$folder" -maxdepth 1; done
else
  movies .
fi | awk -v young="$((now - ${youngSeconds}))" -v ahead="$((now + 60))" '
$1 == "D" { if ($2 + 0 > changed + 0) changed = $2 + 0; next }
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
  else { key = minute " " number[folder]; fresh[key]++; freshBytes[key] += $2 }
  if (!(kind in newest) || $1 + 0 > newest[kind]) { newest[kind] = $1 + 0; size[kind] = $2; last[kind] = path }
}
END {
  if (changed > 0) printf "changed %d\\n", changed
  for (key in count) {
    split(key, part, " ")
    printf "minute %s %s %d %.0f %s\\n", part[1], part[2], count[key], bytes[key], part[3]
  }
  for (key in fresh) {
    split(key, part, " ")
    printf "young %s %s %d %.0f %s\\n", part[1], part[2], fresh[key], freshBytes[key], part[3]
  }
  for (kind in newest) printf "last %s %.3f %.0f %s\\n", kind, newest[kind], size[kind], last[kind]
}'`

/**
 * The same in the background of what the host does, and ended by it when it takes too long: a program that is given up
 * from here would go on there.
 */
export const countScript = `count=${quote(count)}
set -- sh -c "$count" sh "$1" "$2"
command -v nice >/dev/null 2>&1 && set -- nice "$@"
command -v timeout >/dev/null 2>&1 && set -- timeout ${mostCountSeconds} "$@"
exec "$@"`
