// A long wire on one machine: two TUN devices joined with a delay, a rate and a queue, so that TCP and SSH feel a real
// round trip. Linux kernels without `netem` have nothing else.
// Build: gcc -O2 -o wire wire.c. Run as root: wire TUN_A TUN_B ONE_WAY_MS MBIT QUEUE_MS; says "ready", ends on SIGTERM.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 65536u
#define SLOT_BYTES 1600u
// Ethernet's header, checksum, preamble and gap: what a packet takes on a real wire beside itself.
#define FRAME_BYTES 38

typedef struct {
  uint64_t due;
  ssize_t length;
} packet;

typedef struct {
  packet *packets;
  unsigned char *bytes;
  uint32_t head, tail;
  uint64_t free_at;
} direction;

static direction directions[2];
static uint64_t delay_ns, queue_ns;
static double bits_per_second;
static volatile sig_atomic_t stopping;

static void stop(int signal) {
  (void)signal;
  stopping = 1;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static int open_tun(const char *name) {
  struct ifreq request;
  int file = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (file < 0 || ioctl(file, TUNSETIFF, &request) < 0) {
    perror(name);
    exit(1);
  }
  return file;
}

// Takes what has arrived at one end; what finds the queue too long is dropped, as a router does.
static int take(direction *way, int from) {
  uint64_t time = now();
  int taken = 0;
  for (int count = 0; count < 64 && way->tail - way->head < SLOTS; count++) {
    uint32_t slot = way->tail % SLOTS;
    ssize_t length = read(from, way->bytes + (size_t)slot * SLOT_BYTES, SLOT_BYTES);
    if (length <= 0) break;
    taken = 1;
    uint64_t start = way->free_at > time ? way->free_at : time;
    if (start - time > queue_ns) continue;
    way->free_at = start + (uint64_t)((double)(length + FRAME_BYTES) * 8e9 / bits_per_second);
    way->packets[slot] = (packet){way->free_at + delay_ns, length};
    way->tail++;
  }
  return taken;
}

// Gives out what is due, and tells when the next one is.
static uint64_t give(direction *way, int to) {
  uint64_t time = now();
  for (; way->head != way->tail; way->head++) {
    uint32_t slot = way->head % SLOTS;
    if (way->packets[slot].due > time) return way->packets[slot].due;
    if (write(to, way->bytes + (size_t)slot * SLOT_BYTES, (size_t)way->packets[slot].length) < 0) continue;
  }
  return UINT64_MAX;
}

static void await_work(const int *ends, uint64_t next) {
  struct pollfd polled[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
  if (next == UINT64_MAX) {
    ppoll(polled, 2, NULL, NULL);
    return;
  }
  uint64_t time = now(), left = next > time ? next - time : 0;
  struct timespec wait = {(time_t)(left / 1000000000), (long)(left % 1000000000)};
  ppoll(polled, 2, &wait, NULL);
}

int main(int count, char **words) {
  if (count != 6) {
    fprintf(stderr, "usage: wire TUN_A TUN_B ONE_WAY_MS MBIT QUEUE_MS\n");
    return 2;
  }
  int ends[2] = {open_tun(words[1]), open_tun(words[2])};
  delay_ns = (uint64_t)(atof(words[3]) * 1e6);
  bits_per_second = atof(words[4]) * 1e6;
  queue_ns = (uint64_t)(atof(words[5]) * 1e6);
  for (int way = 0; way < 2; way++) {
    directions[way].packets = calloc(SLOTS, sizeof(packet));
    directions[way].bytes = mmap(NULL, (size_t)SLOTS * SLOT_BYTES, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (directions[way].packets == NULL || directions[way].bytes == MAP_FAILED) return 1;
  }
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  printf("ready\n");
  fflush(stdout);
  while (!stopping) {
    int taken = take(&directions[0], ends[0]) | take(&directions[1], ends[1]);
    uint64_t first = give(&directions[0], ends[1]), second = give(&directions[1], ends[0]);
    if (!taken) await_work(ends, first < second ? first : second);
  }
  return 0;
}
