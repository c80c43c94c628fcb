/** A MotionCor3 for the make-believe cluster: it takes its time, says what the real one says, and leaves a picture. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Of the real one's arguments (https://github.com/czimaginginstitute/MotionCor3/blob/main/CInput.cpp) it heeds the movie
 * and the output. The picture is the first frame of the movie, with a header of one section: bytes 9 to 12 (NZ) and 37 to
 * 40 (MZ) of https://www.ccpem.ac.uk/mrc_format/mrc2014.php. Movies of 16 bits, without an extended header.
 */
const script = `#!/bin/sh
movie= out=
while [ $# -gt 0 ]; do
  case $1 in
    -InMrc|-InTiff|-InEer) movie=$2; shift ;;
    -OutMrc) out=$2; shift ;;
  esac
  shift
done
[ -n "$movie" ] && [ -n "$out" ] || { echo 'MotionCor3: -InMrc and -OutMrc are needed.' >&2; exit 1; }
[ -r "$movie" ] || { echo "MotionCor3: $movie cannot be read." >&2; exit 1; }
set -- $(od -An -tu4 -N12 "$movie")
[ "$(wc -c <"$movie")" -ge $((1024 + $1 * $2 * 2)) ] || { echo "MotionCor3: $movie is no movie." >&2; exit 1; }
echo "Processing: $movie"
echo "Image size: $1 x $2, frames: $3"
i=0
while [ "$i" -lt 3 ]; do
  i=$((i + 1))
  sleep 0.3
  echo "Iteration $i: error $((9 / i)).$i pixels"
done
one() { printf '\\001\\000\\000\\000'; }
{
  head -c 8 -- "$movie"; one
  tail -c +13 -- "$movie" | head -c 24; one
  tail -c +41 -- "$movie" | head -c $((984 + $1 * $2 * 2))
} >"$out.part" && mv -f -- "$out.part" "$out" || exit 1
echo "Aligned sum: $out"
`

/** Writes the program into `bin`. */
export function writeMotionCor(bin: string): void {
  writeFileSync(join(bin, 'MotionCor3'), script, { mode: 0o700 })
}
