/**
 * What runs at the far end: a fixed program of perl 5, which nearly every Unix has and which does without a process for
 * each file. It takes batches on standard input and answers each on standard output (many-frames.ts), and ends with its
 * input. Names travel as bytes in the batches, never in its text.
 *
 * perldoc -f sysopen, link, utime; `utime` and `chmod` on file handles since perl 5.8.8.
 */

/** Both sides begin with it. Taken for a length it is far above what an SFTP server takes, which therefore ends. */
export const greeting = 'FARSCOPE'

/**
 * W: each file is made anew under its part name, and gets its name by link(2), which never replaces, or by rename(2).
 * The part is there only after all bytes of its batch have arrived. R: a file that was not the same before and after
 * it was read, or is no regular one, is not given.
 */
const program = String.raw`use Fcntl;
binmode STDIN; binmode STDOUT;
my $in = '';
sub need { my $n = shift;
  while (length($in) < $n) { sysread(STDIN, $in, 262144, length $in) or exit 0 } }
sub take { my $n = shift; need($n); return substr($in, 0, $n, '') }
sub give { my $o = 0;
  while ($o < length $_[0]) { my $w = syswrite(STDOUT, $_[0], length($_[0]) - $o, $o); exit 0 unless $w; $o += $w } }
sub put { my ($mode, $time, $how, $size, $part, $to, $at) = @_;
  sysopen(my $f, $part, O_WRONLY|O_CREAT|O_EXCL, $mode) or return 0;
  my $o = 0;
  while ($o < $size) { my $w = syswrite($f, $_[7], $size - $o, $at + $o); last unless $w; $o += $w }
  my $ok = $o == $size && chmod($mode, $f) && utime($time, $time, $f);
  $ok = close($f) && $ok;
  $ok &&= $how ? rename($part, $to) : link($part, $to);
  unlink $part unless $ok && $how;
  return $ok ? 1 : 0 }
sub get { my ($most, $path) = @_;
  sysopen(my $f, $path, O_RDONLY|O_NONBLOCK) or return "\0";
  my @b = stat $f;
  return "\0" unless -f _ && $b[7] <= $most && $b[9] >= 0 && $b[9] < 4294967296;
  my $d = '';
  while (length($d) < $b[7]) { sysread($f, $d, $b[7] - length $d, length $d) or return "\0" }
  my @a = stat $f;
  return "\0" unless $a[7] == $b[7] && $a[9] == $b[9] && $a[10] == $b[10];
  return pack('CNNN', 1, $b[2] & 07777, $b[9], $b[7]) . $d }
take(8) eq '${greeting}' or exit 1;
give('${greeting}');
while (1) {
  my ($op, $id, $size) = unpack('aNN', take(9));
  need($size);
  my ($p, $out) = (0, '');
  while ($p < $size) {
    if ($op eq 'W') {
      my ($mode, $time, $how, $n, $pl, $tl) = unpack('NNCNnn', substr($in, $p, 17));
      $p += 17 + $pl + $tl;
      $out .= chr put($mode, $time, $how, $n, substr($in, $p - $tl - $pl, $pl), substr($in, $p - $tl, $tl), $p, $in);
      $p += $n;
    } else {
      my ($most, $n) = unpack('Nn', substr($in, $p, 6));
      $out .= get($most, substr($in, $p + 6, $n));
      $p += 6 + $n;
    }
  }
  substr($in, 0, $size, '');
  give(pack('NN', $id, length $out) . $out);
}`

/** For `Connection.start`: ends with 127 where there is no perl. Settings of the account must not change what perl does. */
export const farScript = `command -v perl >/dev/null 2>&1 || exit 127
unset PERL5OPT PERL5LIB PERL5DB PERLLIB PERL_UNICODE PERLIO
LC_ALL=C exec perl -e "$1"`

/** The arguments of `farScript`. */
export const farArguments: readonly string[] = [program]
