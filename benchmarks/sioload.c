// sioload - a load generator for 1:1 chat servers that speak Socket.IO v4 over WebSocket.
//
// One thread, epoll, hand-made WebSocket frames. Every message carries "bench:<run>:<conn>:<seq>:"
// in its content; each one must reach BOTH participants of its conversation exactly once.
// Build: gcc -O2 -Wall -Wextra -o sioload sioload.c -lz -lm
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum dialect { PEER, OURS };
enum join_wait { JOIN_EVENT, JOIN_ACK };
enum state { ST_IDLE, ST_CONNECT, ST_UPGRADE, ST_OPEN, ST_NAMESPACE, ST_JOIN, ST_READY, ST_DEAD };

static struct {
  const char *host, *path, *tokens_file, *cookie, *label, *json_file, *join_event;
  int port, other_port, convs, window, senders, size, connect_parallel, idle, pid, other_pid, db_pid, first_conv;
  double rate, duration, warmup, drain, hold;
  enum dialect dialect;
  enum join_wait join_wait;
  bool deflate, poisson, verbose;
} opt = {.host = "127.0.0.1", .path = "/socket.io/", .label = "", .port = 3101, .convs = 50, .window = 1,
         .senders = 2, .size = 64, .connect_parallel = 50, .first_conv = 1, .duration = 10, .warmup = 2,
         .drain = 10, .hold = 2, .dialect = PEER, .join_wait = JOIN_EVENT, .join_event = "joined_conversation"};

struct msg { uint64_t sent; uint8_t self, other, counted; };

struct conn {
  int fd, index, conv;
  enum state state;
  struct conn *mate;
  char *in; size_t in_len, in_cap;
  char *out; size_t out_len, out_cap;
  bool want_write;
  z_stream *z;
  uint64_t t_start;
  struct msg *msgs; uint32_t n_msgs, cap_msgs, inflight;
  uint32_t last_from_mate; // highest seq+1 seen from the mate, to spot reordering
};

static struct conn *conns;
static int n_conns, n_ready, n_dead, n_started, n_pending, epfd;
static char **tokens; static int n_tokens;
static unsigned run_id;
static uint64_t rng = 88172645463325252ull;

static uint64_t n_sent, n_done, n_done_window, n_dup, n_foreign, n_reordered, n_errors, n_rx_frames, n_rx_bytes;
static uint64_t w_begin, w_end; // measured window, ns
static bool sending, closing;
static uint32_t *lat; static size_t n_lat, cap_lat;
static uint32_t *conn_lat; static size_t n_conn_lat;
static char first_error[256];

static uint64_t now_ns(void) {
  struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}
static uint64_t rnd(void) { rng ^= rng << 13; rng ^= rng >> 7; rng ^= rng << 17; return rng; }

static void die(const char *fmt, ...) {
  va_list a; va_start(a, fmt); fputs("sioload: ", stderr); vfprintf(stderr, fmt, a); fputc('\n', stderr); va_end(a);
  exit(2);
}
static void *grow(void *p, size_t *cap, size_t need, size_t unit) {
  if (need <= *cap) return p;
  size_t c = *cap ? *cap : 64;
  while (c < need) c *= 2;
  p = realloc(p, c * unit);
  if (!p) die("out of memory");
  *cap = c; return p;
}
static void note_error(const char *what, const char *text, size_t len) {
  n_errors++;
  if (!first_error[0]) snprintf(first_error, sizeof first_error, "%s: %.*s", what, (int)(len > 200 ? 200 : len), text);
  if (opt.verbose) fprintf(stderr, "! %s: %.*s\n", what, (int)len, text);
}

// ---- output ------------------------------------------------------------------------------------

static void conn_dead(struct conn *c, const char *why) {
  if (c->state == ST_DEAD) return;
  if (!closing) note_error("connection lost", why, strlen(why));
  if (c->state == ST_READY) n_ready--;
  else if (c->state != ST_IDLE) n_pending--;
  c->state = ST_DEAD; n_dead++;
  close(c->fd);
}
static void watch(struct conn *c, bool write) {
  if (c->want_write == write) return;
  c->want_write = write;
  struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &e);
}
static void flush_out(struct conn *c) {
  size_t done = 0;
  while (done < c->out_len) {
    ssize_t n = send(c->fd, c->out + done, c->out_len - done, MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EAGAIN) break;
      if (errno == EINTR) continue;
      conn_dead(c, strerror(errno)); return;
    }
    done += (size_t)n;
  }
  memmove(c->out, c->out + done, c->out_len - done);
  c->out_len -= done;
  watch(c, c->out_len > 0);
}
static void put(struct conn *c, const void *data, size_t len) {
  c->out = grow(c->out, &c->out_cap, c->out_len + len, 1);
  memcpy(c->out + c->out_len, data, len); c->out_len += len;
}
static void put_frame(struct conn *c, int opcode, const char *data, size_t len) {
  unsigned char h[14]; size_t n = 0;
  h[n++] = 0x80 | opcode;
  if (len < 126) h[n++] = 0x80 | len;
  else if (len < 65536) { h[n++] = 0x80 | 126; h[n++] = len >> 8; h[n++] = len & 255; }
  else die("frame too long");
  uint32_t mask = (uint32_t)rnd(); memcpy(h + n, &mask, 4); n += 4;
  put(c, h, n);
  c->out = grow(c->out, &c->out_cap, c->out_len + len, 1);
  unsigned char *o = (unsigned char *)c->out + c->out_len, *m = (unsigned char *)&mask;
  for (size_t i = 0; i < len; i++) o[i] = (unsigned char)data[i] ^ m[i & 3];
  c->out_len += len;
}
static void send_text(struct conn *c, const char *data, size_t len) {
  put_frame(c, 1, data, len);
  if (!c->want_write) flush_out(c);
}

// ---- messages ----------------------------------------------------------------------------------

static void send_message(struct conn *c, uint64_t stamp) {
  static char pad[8192];
  if (!pad[0]) memset(pad, 'x', sizeof pad - 1);
  char mark[64], buf[16384];
  size_t cap = c->cap_msgs;
  c->msgs = grow(c->msgs, &cap, c->n_msgs + 1u, sizeof *c->msgs); c->cap_msgs = cap;
  int m = snprintf(mark, sizeof mark, "bench:%x:%d:%u:", run_id, c->index, c->n_msgs);
  int fill = opt.size - m > 0 ? opt.size - m : 0;
  int n = snprintf(buf, sizeof buf, "42[\"send_message\",{\"conversation_id\":%d,\"content\":\"%s%.*s\"}]",
                   opt.first_conv + c->conv, mark, fill, pad);
  c->msgs[c->n_msgs++] = (struct msg){.sent = stamp};
  c->inflight++; n_sent++;
  send_text(c, buf, (size_t)n);
}
static void refill(struct conn *c) {
  if (!sending || opt.rate > 0 || c->state != ST_READY || (c->index & 1) >= opt.senders) return;
  while (c->inflight < (uint32_t)opt.window && c->state == ST_READY) send_message(c, now_ns());
}
static void got_message(struct conn *c, const char *s, size_t len) {
  const char *p = memmem(s, len, "bench:", 6);
  unsigned run, seq; int from;
  if (!p || sscanf(p, "bench:%x:%d:%u:", &run, &from, &seq) != 3 || run != run_id) { n_foreign++; return; }
  if (from < 0 || from >= n_conns || (from >> 1) != c->conv || seq >= conns[from].n_msgs) { n_foreign++; return; }
  struct conn *o = &conns[from]; struct msg *m = &o->msgs[seq];
  uint64_t t = now_ns();
  if (o == c) { if (m->self++) n_dup++; }
  else {
    if (m->other++) n_dup++;
    else {
      if (seq + 1 < c->last_from_mate) n_reordered++; else c->last_from_mate = seq + 1;
      if (m->sent >= w_begin && m->sent < w_end) {
        if (n_lat == cap_lat) lat = grow(lat, &cap_lat, n_lat + 1, sizeof *lat);
        lat[n_lat++] = (uint32_t)((t - m->sent) / 1000);
      }
    }
  }
  if (m->self && m->other && !m->counted) {
    m->counted = 1; o->inflight--; n_done++;
    if (t >= w_begin && t < w_end) n_done_window++;
    refill(o);
  }
}

// ---- protocol ----------------------------------------------------------------------------------

static void ready(struct conn *c) {
  c->state = ST_READY; n_ready++; n_pending--;
  conn_lat[n_conn_lat++] = (uint32_t)((now_ns() - c->t_start) / 1000);
}
static bool is_event(const char *s, size_t n, const char *name) {
  size_t k = strlen(name);
  return n > k + 5 && !memcmp(s, "42[\"", 4) && !memcmp(s + 4, name, k) && s[4 + k] == '"';
}
static void on_text(struct conn *c, const char *s, size_t n) {
  char buf[2048]; int k;
  n_rx_frames++; n_rx_bytes += n;
  if (n == 0) return;
  if (n >= 1 && s[0] == '2' ) { send_text(c, "3", 1); return; }
  switch (c->state) {
  case ST_OPEN:
    if (s[0] != '0') { note_error("engine.io open", s, n); conn_dead(c, "bad open"); return; }
    if (tokens && !opt.cookie) k = snprintf(buf, sizeof buf, "40{\"token\":\"%s\"}", tokens[c->index % n_tokens]);
    else k = snprintf(buf, sizeof buf, "40");
    c->state = ST_NAMESPACE;
    send_text(c, buf, (size_t)k);
    return;
  case ST_NAMESPACE:
    if (n < 2 || memcmp(s, "40", 2)) { note_error("connect refused", s, n); conn_dead(c, "refused"); return; }
    if (opt.idle) { ready(c); return; }
    c->state = ST_JOIN;
    k = snprintf(buf, sizeof buf, opt.dialect == PEER ? "42%s[\"join_conversation\",{\"conversation_id\":%d}]"
                                                     : "42%s[\"join_conversation\",%d]",
                 opt.join_wait == JOIN_ACK ? "0" : "", opt.first_conv + c->conv);
    send_text(c, buf, (size_t)k);
    return;
  case ST_JOIN:
    if (opt.join_wait == JOIN_ACK ? (n >= 3 && !memcmp(s, "430", 3)) : is_event(s, n, opt.join_event)) { ready(c); return; }
    break;
  default: break;
  }
  if (is_event(s, n, "new_message")) got_message(c, s, n);
  else if (is_event(s, n, "error") || is_event(s, n, "exception") || !memcmp(s, "44", 2) || !memcmp(s, "41", 2))
    note_error("server said", s, n);
}
static void on_message(struct conn *c, bool compressed, const char *s, size_t n) {
  static char *plain; static size_t cap;
  if (!compressed) { on_text(c, s, n); return; }
  if (!c->z) {
    c->z = calloc(1, sizeof *c->z);
    if (inflateInit2(c->z, -15) != Z_OK) die("inflateInit2");
  }
  const char tail[4] = {0, 0, (char)0xff, (char)0xff};
  size_t out = 0;
  for (int part = 0; part < 2; part++) {
    c->z->next_in = (unsigned char *)(part ? tail : s); c->z->avail_in = part ? 4 : (unsigned)n;
    do {
      plain = grow(plain, &cap, out + 4096, 1);
      c->z->next_out = (unsigned char *)plain + out; c->z->avail_out = (unsigned)(cap - out);
      int r = inflate(c->z, Z_SYNC_FLUSH);
      if (r != Z_OK && r != Z_BUF_ERROR) { conn_dead(c, "inflate"); return; }
      out = cap - c->z->avail_out;
    } while (c->z->avail_in);
  }
  on_text(c, plain, out);
}
static size_t parse(struct conn *c, char *p, size_t n) { // returns bytes consumed
  size_t used = 0;
  if (c->state == ST_UPGRADE) {
    char *end = memmem(p, n, "\r\n\r\n", 4);
    if (!end) return 0;
    if (n < 12 || memcmp(p, "HTTP/1.1 101", 12)) { note_error("upgrade refused", p, (size_t)(end - p)); conn_dead(c, "no 101"); return n; }
    c->state = ST_OPEN;
    used = (size_t)(end + 4 - p);
  }
  while (n - used >= 2 && c->state != ST_DEAD) {
    unsigned char *f = (unsigned char *)p + used; size_t left = n - used, h = 2, len = f[1] & 127;
    if (f[1] & 128) { conn_dead(c, "masked server frame"); return n; }
    if (len == 126) { if (left < 4) break; len = (size_t)f[2] << 8 | f[3]; h = 4; }
    else if (len == 127) { if (left < 10) break; len = 0; for (int i = 2; i < 10; i++) len = len << 8 | f[i]; h = 10; }
    if (left < h + len) break;
    if (!(f[0] & 0x80)) { conn_dead(c, "fragmented frame"); return n; }
    int op = f[0] & 15; char *body = (char *)f + h;
    used += h + len;
    if (op == 1) on_message(c, f[0] & 0x40, body, len);
    else if (op == 9) { put_frame(c, 10, body, len); if (!c->want_write) flush_out(c); }
    else if (op == 8) { conn_dead(c, "close frame"); return n; }
  }
  return used;
}
static void on_readable(struct conn *c) {
  static char *buf; static size_t cap;
  buf = grow(buf, &cap, 1 << 18, 1);
  size_t have = c->in_len;
  memcpy(buf, c->in, have); // leftovers of a partial frame, usually none
  ssize_t n = recv(c->fd, buf + have, (1 << 17), 0);
  if (n == 0) { conn_dead(c, "eof"); return; }
  if (n < 0) { if (errno != EAGAIN && errno != EINTR) conn_dead(c, strerror(errno)); return; }
  size_t total = have + (size_t)n, used = parse(c, buf, total);
  if (c->state == ST_DEAD) return;
  size_t rest = total - used;
  if (rest > (1 << 17)) die("frame too large");
  c->in = grow(c->in, &c->in_cap, rest, 1);
  memcpy(c->in, buf + used, rest); c->in_len = rest;
}

static void start_conn(struct conn *c) {
  // With two processes, as a balancer would spread people: the two of every other conversation are on different ones.
  bool other = opt.other_port && ((c->conv & 1 ? c->index ^ (c->conv >> 1) : c->conv >> 1) & 1);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(other ? opt.other_port : opt.port))};
  inet_pton(AF_INET, opt.host, &a.sin_addr);
  c->t_start = now_ns();
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die("socket: %s", strerror(errno));
  int one = 1; setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0 && errno != EINPROGRESS) die("connect: %s", strerror(errno));
  c->state = ST_CONNECT; c->want_write = true; n_pending++; n_started++;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &e);
}
static void send_upgrade(struct conn *c) {
  static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char key[25] = {0}, cookie[2048] = "", req[4096];
  for (int i = 0; i < 21; i++) key[i] = b64[rnd() & 63];
  memcpy(key + 21, "A==", 3);
  if (opt.cookie && tokens) snprintf(cookie, sizeof cookie, "Cookie: %s=%s\r\n", opt.cookie, tokens[c->index % n_tokens]);
  int n = snprintf(req, sizeof req,
                   "GET %s?EIO=4&transport=websocket HTTP/1.1\r\nHost: %s:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s%s\r\n",
                   opt.path, opt.host, opt.port, key, cookie,
                   opt.deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "");
  c->state = ST_UPGRADE;
  put(c, req, (size_t)n); flush_out(c);
}
static void on_event(struct conn *c, uint32_t ev) {
  if (c->state == ST_DEAD) return;
  if (c->state == ST_CONNECT && (ev & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
    int err = 0; socklen_t l = sizeof err; getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) { conn_dead(c, strerror(err)); return; }
    send_upgrade(c);
  } else if (ev & EPOLLOUT) flush_out(c);
  if (c->state != ST_DEAD && (ev & (EPOLLIN | EPOLLHUP | EPOLLERR))) on_readable(c);
}
static void pump(uint64_t until) { // handle what is ready, or wait at most until then
  struct epoll_event ev[256];
  uint64_t t = now_ns();
  struct timespec ts = {0, 0};
  if (until > t) { ts.tv_sec = (time_t)((until - t) / 1000000000ull); ts.tv_nsec = (long)((until - t) % 1000000000ull); }
  int n = epoll_pwait2(epfd, ev, 256, &ts, NULL);
  for (int i = 0; i < n; i++) on_event(ev[i].data.ptr, ev[i].events);
}

// ---- process accounting ------------------------------------------------------------------------

struct usage { double cpu; long rss_kb, peak_kb; int procs; };
static bool usage_one(int pid, struct usage *u, int *ppid) {
  char path[64], buf[4096];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *f = fopen(path, "r"); if (!f) return false;
  size_t n = fread(buf, 1, sizeof buf - 1, f); fclose(f); buf[n] = 0;
  char *p = strrchr(buf, ')'); if (!p) return false;
  unsigned long ut, st, cu, cs;
  if (sscanf(p + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", ppid, &ut, &st, &cu, &cs) != 5) return false;
  u->cpu = (double)(ut + st + cu + cs) / (double)sysconf(_SC_CLK_TCK);
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  u->rss_kb = u->peak_kb = 0;
  if ((f = fopen(path, "r"))) {
    while (fgets(buf, sizeof buf, f)) { sscanf(buf, "VmRSS: %ld", &u->rss_kb); sscanf(buf, "VmHWM: %ld", &u->peak_kb); }
    fclose(f);
  }
  return true;
}
static struct usage usage_tree(int root) { // the process and all its descendants
  struct usage sum = {0};
  if (root <= 0) return sum;
  static struct { int pid, ppid; struct usage u; bool in; } p[8192]; int n = 0;
  DIR *d = opendir("/proc"); struct dirent *e;
  while (d && (e = readdir(d)) && n < 8192)
    if (isdigit((unsigned char)e->d_name[0])) { p[n].pid = atoi(e->d_name); p[n].in = p[n].pid == root; if (usage_one(p[n].pid, &p[n].u, &p[n].ppid)) n++; }
  if (d) closedir(d);
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < n; i++) if (!p[i].in) for (int j = 0; j < n; j++) if (p[j].in && p[j].pid == p[i].ppid) { p[i].in = more = true; break; }
  }
  for (int i = 0; i < n; i++) if (p[i].in) { sum.cpu += p[i].u.cpu; sum.rss_kb += p[i].u.rss_kb; sum.peak_kb += p[i].u.peak_kb; sum.procs++; }
  return sum;
}
static struct usage usage_servers(void) {
  struct usage one = usage_tree(opt.pid), other = usage_tree(opt.other_pid);
  one.cpu += other.cpu; one.rss_kb += other.rss_kb; one.peak_kb += other.peak_kb; one.procs += other.procs;
  return one;
}
static double own_cpu(void) {
  struct rusage r; getrusage(RUSAGE_SELF, &r);
  return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}
static void cpu_busy(double busy[2], double total[2]) {
  FILE *f = fopen("/proc/stat", "r"); char l[512];
  while (f && fgets(l, sizeof l, f)) {
    int k; unsigned long v[8] = {0};
    if (sscanf(l, "cpu%d %lu %lu %lu %lu %lu %lu %lu %lu", &k, v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7) == 9 && l[3] != ' ' && k < 2) {
      total[k] = 0; for (int i = 0; i < 8; i++) total[k] += (double)v[i];
      busy[k] = total[k] - (double)v[3] - (double)v[4];
    }
  }
  if (f) fclose(f);
}

// ---- main --------------------------------------------------------------------------------------

static int cmp32(const void *a, const void *b) { uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b; return x < y ? -1 : x > y; }
static double pct(const uint32_t *v, size_t n, double p) {
  if (!n) return -1;
  size_t i = (size_t)(p / 100.0 * (double)n); if (i >= n) i = n - 1;
  return v[i] / 1000.0;
}
static void load_tokens(void) {
  FILE *f = fopen(opt.tokens_file, "r"); if (!f) die("%s: %s", opt.tokens_file, strerror(errno));
  char *line = NULL; size_t cap = 0, tc = 0; ssize_t n;
  while ((n = getline(&line, &cap, f)) > 0) {
    while (n && isspace((unsigned char)line[n - 1])) line[--n] = 0;
    tokens = grow(tokens, &tc, (size_t)n_tokens + 1, sizeof *tokens);
    tokens[n_tokens++] = strdup(line);
  }
  fclose(f); free(line);
  if (n_tokens < (opt.idle ? 1 : opt.convs * 2)) die("%s holds %d tokens, too few", opt.tokens_file, n_tokens);
}
static const char help[] =
"sioload - load a 1:1 chat server that speaks Socket.IO v4 over WebSocket\n\n"
"usage: sioload [options]\n\n"
"target\n"
"  --host A, --port N          server address (127.0.0.1, 3101)\n"
"  --other-port N              half of the clients there, the two of every other conversation on different ports\n"
"  --path P                    Socket.IO path (/socket.io/)\n"
"  --tokens FILE               line i holds the token of connection i; conversation c uses lines 2c and 2c+1\n"
"  --cookie NAME               send the token as this cookie instead of in the CONNECT packet ({\"token\":...})\n"
"  --dialect peer|ours         peer: join {conversation_id}, waits for event joined_conversation (default)\n"
"                              ours: join with the plain number, waits for the Socket.IO ack\n"
"  --join-wait event|ack       override what confirms a join;  --join-event NAME\n"
"  --first-conv N              id of the first conversation (1); they are consecutive\n"
"  --deflate                   offer permessage-deflate, as browsers do\n"
"chat load (default)\n"
"  --convs C                   conversations, two connected participants each (50)\n"
"  --senders 1|2               participants that send (2)\n"
"  --window W                  closed loop: messages in flight per sender (1)\n"
"  --rate R                    open loop: R messages/s in all; latency counts from the scheduled time\n"
"  --poisson                   exponential gaps instead of even ones\n"
"  --size B                    characters of content (64)\n"
"  --warmup S --duration S     seconds not measured, seconds measured (2, 10)\n"
"  --drain S                   longest wait for messages still under way (10)\n"
"idle load\n"
"  --idle N                    only connect and authenticate N sockets, then hold them\n"
"  --hold S                    seconds to hold before memory is read (2)\n"
"both\n"
"  --connect-parallel P        handshakes under way at once (50)\n"
"  --pid PID --db-pid PID      server / database root process, for CPU and memory (with descendants)\n"
"  --other-pid PID             of a second server process, counted with the first\n"
"  --label TEXT --json FILE    append one JSON line of results to FILE\n"
"  --verbose                   print every error\n\n"
"exit status: 0 all messages reached both participants exactly once, 1 not so, 2 could not run\n";

int main(int argc, char **argv) {
  enum { A_HOST = 256, A_PORT, A_OTHER, A_PATH, A_TOK, A_COOKIE, A_DIA, A_JW, A_JE, A_FC, A_DEF, A_CONVS, A_SEND, A_WIN, A_RATE, A_POI,
         A_SIZE, A_WARM, A_DUR, A_DRAIN, A_IDLE, A_HOLD, A_CP, A_PID, A_OPID, A_DB, A_LABEL, A_JSON, A_VERB, A_HELP };
  static const struct option lo[] = {
    {"host", 1, 0, A_HOST}, {"port", 1, 0, A_PORT}, {"other-port", 1, 0, A_OTHER}, {"path", 1, 0, A_PATH}, {"tokens", 1, 0, A_TOK}, {"cookie", 1, 0, A_COOKIE},
    {"dialect", 1, 0, A_DIA}, {"join-wait", 1, 0, A_JW}, {"join-event", 1, 0, A_JE}, {"first-conv", 1, 0, A_FC}, {"deflate", 0, 0, A_DEF},
    {"convs", 1, 0, A_CONVS}, {"senders", 1, 0, A_SEND}, {"window", 1, 0, A_WIN}, {"rate", 1, 0, A_RATE}, {"poisson", 0, 0, A_POI},
    {"size", 1, 0, A_SIZE}, {"warmup", 1, 0, A_WARM}, {"duration", 1, 0, A_DUR}, {"drain", 1, 0, A_DRAIN}, {"idle", 1, 0, A_IDLE},
    {"hold", 1, 0, A_HOLD}, {"connect-parallel", 1, 0, A_CP}, {"pid", 1, 0, A_PID}, {"other-pid", 1, 0, A_OPID}, {"db-pid", 1, 0, A_DB}, {"label", 1, 0, A_LABEL},
    {"json", 1, 0, A_JSON}, {"verbose", 0, 0, A_VERB}, {"help", 0, 0, A_HELP}, {0, 0, 0, 0}};
  bool jw = false;
  for (int o; (o = getopt_long(argc, argv, "h", lo, NULL)) != -1;) switch (o) {
    case A_HOST: opt.host = optarg; break;
    case A_PORT: opt.port = atoi(optarg); break;
    case A_OTHER: opt.other_port = atoi(optarg); break;
    case A_PATH: opt.path = optarg; break;
    case A_TOK: opt.tokens_file = optarg; break;
    case A_COOKIE: opt.cookie = optarg; break;
    case A_DIA:
      if (!strcmp(optarg, "peer")) opt.dialect = PEER; else if (!strcmp(optarg, "ours")) opt.dialect = OURS; else die("dialect %s?", optarg);
      if (!jw) opt.join_wait = opt.dialect == PEER ? JOIN_EVENT : JOIN_ACK;
      break;
    case A_JW: jw = true; opt.join_wait = !strcmp(optarg, "ack") ? JOIN_ACK : JOIN_EVENT; break;
    case A_JE: opt.join_event = optarg; break;
    case A_FC: opt.first_conv = atoi(optarg); break;
    case A_DEF: opt.deflate = true; break;
    case A_CONVS: opt.convs = atoi(optarg); break;
    case A_SEND: opt.senders = atoi(optarg); break;
    case A_WIN: opt.window = atoi(optarg); break;
    case A_RATE: opt.rate = atof(optarg); break;
    case A_POI: opt.poisson = true; break;
    case A_SIZE: opt.size = atoi(optarg); break;
    case A_WARM: opt.warmup = atof(optarg); break;
    case A_DUR: opt.duration = atof(optarg); break;
    case A_DRAIN: opt.drain = atof(optarg); break;
    case A_IDLE: opt.idle = atoi(optarg); break;
    case A_HOLD: opt.hold = atof(optarg); break;
    case A_CP: opt.connect_parallel = atoi(optarg); break;
    case A_PID: opt.pid = atoi(optarg); break;
    case A_OPID: opt.other_pid = atoi(optarg); break;
    case A_DB: opt.db_pid = atoi(optarg); break;
    case A_LABEL: opt.label = optarg; break;
    case A_JSON: opt.json_file = optarg; break;
    case A_VERB: opt.verbose = true; break;
    case A_HELP: case 'h': fputs(help, stdout); return 0;
    default: fputs(help, stderr); return 2;
  }
  if (optind < argc || opt.convs < 1 || opt.senders < 1 || opt.senders > 2 || opt.size > 8000 || opt.window < 1) die("bad arguments; see --help");
  if (opt.tokens_file) load_tokens();
  struct timespec ts; clock_gettime(CLOCK_REALTIME, &ts);
  rng ^= (uint64_t)ts.tv_nsec * 2654435761u + (uint64_t)ts.tv_sec; rnd();
  run_id = (unsigned)rnd() & 0xffffff;
  epfd = epoll_create1(0);
  n_conns = opt.idle ? opt.idle : opt.convs * 2;
  conns = calloc((size_t)n_conns, sizeof *conns); conn_lat = calloc((size_t)n_conns, sizeof *conn_lat);
  for (int i = 0; i < n_conns; i++) { conns[i].index = i; conns[i].conv = i / 2; conns[i].mate = &conns[i ^ 1]; }

  // connect all
  struct usage u_before = usage_servers();
  uint64_t c0 = now_ns(), limit = c0 + 120ull * 1000000000ull;
  while (n_ready + n_dead < n_conns && now_ns() < limit) {
    while (n_started < n_conns && n_pending < opt.connect_parallel) start_conn(&conns[n_started]);
    pump(now_ns() + 100000000ull);
  }
  double connect_s = (double)(now_ns() - c0) / 1e9;
  struct usage u_conn = usage_servers();
  int connected = n_ready;
  qsort(conn_lat, n_conn_lat, sizeof *conn_lat, cmp32);
  if (opt.idle) {
    uint64_t h = now_ns() + (uint64_t)(opt.hold * 1e9);
    while (now_ns() < h) pump(h);
    struct usage u_held = usage_servers();
    printf("%s idle: %d/%d connected in %.2f s = %.0f/s (handshake p50 %.1f ms p99 %.1f ms), server CPU %.3f ms/connection, "
           "RSS %ld -> %ld kB = %.1f kB/connection, still up %d, errors %lu %s\n",
           opt.label, connected, n_conns, connect_s, connected / connect_s, pct(conn_lat, n_conn_lat, 50), pct(conn_lat, n_conn_lat, 99),
           connected ? (u_conn.cpu - u_before.cpu) * 1000 / connected : 0, u_before.rss_kb, u_held.rss_kb,
           connected ? (double)(u_held.rss_kb - u_before.rss_kb) / connected : 0, n_ready, n_errors, first_error);
    if (opt.json_file) {
      FILE *f = fopen(opt.json_file, "a");
      if (f) { fprintf(f, "{\"label\":\"%s\",\"mode\":\"idle\",\"n\":%d,\"connected\":%d,\"still_up\":%d,\"connect_s\":%.3f,\"connects_per_s\":%.1f,\"handshake_p50_ms\":%.2f,"
              "\"handshake_p99_ms\":%.2f,\"cpu_ms_per_connect\":%.4f,\"rss_before_kb\":%ld,\"rss_after_kb\":%ld,\"kb_per_conn\":%.2f,\"errors\":%lu}\n",
              opt.label, n_conns, connected, n_ready, connect_s, connected / connect_s, pct(conn_lat, n_conn_lat, 50), pct(conn_lat, n_conn_lat, 99),
              connected ? (u_conn.cpu - u_before.cpu) * 1000 / connected : 0, u_before.rss_kb, u_held.rss_kb,
              connected ? (double)(u_held.rss_kb - u_before.rss_kb) / connected : 0, n_errors); fclose(f); }
    }
    return connected == n_conns && n_ready == connected ? 0 : 1;
  }
  if (connected < n_conns) die("only %d of %d connected: %s", connected, n_conns, first_error);

  // send
  uint64_t t0 = now_ns();
  w_begin = t0 + (uint64_t)(opt.warmup * 1e9); w_end = w_begin + (uint64_t)(opt.duration * 1e9);
  sending = true;
  for (int i = 0; i < n_conns; i++) refill(&conns[i]);
  int senders = opt.convs * opt.senders; uint64_t k = 0, next = t0, max_late = 0;
  bool opened = false; struct usage s0 = {0}, d0 = {0}; double own0 = 0, busy0[2] = {0}, tot0[2] = {0};
  for (uint64_t t; (t = now_ns()) < w_end;) {
    if (!opened && t >= w_begin) { opened = true; s0 = usage_servers(); d0 = usage_tree(opt.db_pid); own0 = own_cpu(); cpu_busy(busy0, tot0); }
    uint64_t wake = opened ? w_end : w_begin;
    if (opt.rate > 0) {
      while (next <= t) {
        int s = (int)(k++ % (uint64_t)senders);
        struct conn *c = &conns[opt.senders == 2 ? (s % opt.convs) * 2 + s / opt.convs : s * 2];
        if (t - next > max_late) max_late = t - next;
        if (c->state == ST_READY) send_message(c, next);
        double gap = 1e9 / opt.rate;
        if (opt.poisson) { double u = (double)((rnd() >> 11) + 1) / 9007199254740993.0; gap *= -__builtin_log(u); }
        next += (uint64_t)gap;
      }
      if (next < wake) wake = next;
    }
    pump(wake);
  }
  struct usage s1 = usage_servers(), d1 = usage_tree(opt.db_pid); double own1 = own_cpu(), busy1[2] = {0}, tot1[2] = {0};
  cpu_busy(busy1, tot1);
  double window = (double)(now_ns() - w_begin) / 1e9;
  sending = false;
  uint64_t drain_end = now_ns() + (uint64_t)(opt.drain * 1e9), drain0 = now_ns();
  while (n_done < n_sent && n_ready > 0 && now_ns() < drain_end) pump(now_ns() + 50000000ull);
  double drained = (double)(now_ns() - drain0) / 1e9;
  uint64_t settle = now_ns() + 200000000ull; // late duplicates
  while (now_ns() < settle) pump(settle);

  uint64_t lost_self = 0, lost_other = 0;
  for (int i = 0; i < n_conns; i++) for (uint32_t j = 0; j < conns[i].n_msgs; j++) { lost_self += !conns[i].msgs[j].self; lost_other += !conns[i].msgs[j].other; }
  qsort(lat, n_lat, sizeof *lat, cmp32);
  double rate = (double)n_done_window / opt.duration, cpu = s1.cpu - s0.cpu, k1000 = (double)n_done_window / 1000;
  bool ok = !lost_self && !lost_other && !n_dup && !n_foreign && !n_errors && n_done == n_sent;
  double b0 = (busy1[0] - busy0[0]) / (tot1[0] - tot0[0]) * 100, b1 = (busy1[1] - busy0[1]) / (tot1[1] - tot0[1]) * 100;
  printf("%s: %.0f msg/s  lat ms p50 %.2f p95 %.2f p99 %.2f p99.9 %.2f max %.2f  server %.3f CPU-s/1000 msg (%.0f%% busy), peak RSS %.1f MB | "
         "cpu0 %.0f%% cpu1 %.0f%% gen %.0f%% db %.0f%% | run %x sent %lu done %lu lost self %lu other %lu dup %lu foreign %lu reordered %lu errors %lu drain %.2f s late %.1f ms %s %s\n",
         opt.label, rate, pct(lat, n_lat, 50), pct(lat, n_lat, 95), pct(lat, n_lat, 99), pct(lat, n_lat, 99.9), n_lat ? lat[n_lat - 1] / 1000.0 : -1,
         k1000 > 0 ? cpu / k1000 : -1, cpu / window * 100, (double)s1.peak_kb / 1024, b0, b1, (own1 - own0) / window * 100, (d1.cpu - d0.cpu) / window * 100,
         run_id, n_sent, n_done, lost_self, lost_other, n_dup, n_foreign, n_reordered, n_errors, drained, (double)max_late / 1e6, first_error, ok ? "OK" : "FAILED");
  if (opt.json_file) {
    FILE *f = fopen(opt.json_file, "a");
    if (f) {
      fprintf(f, "{\"label\":\"%s\",\"mode\":\"%s\",\"run\":\"%x\",\"convs\":%d,\"senders\":%d,\"window\":%d,\"rate\":%.0f,\"duration\":%.1f,\"deflate\":%s,"
              "\"msgs_per_s\":%.1f,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f,\"cpu_s_per_1000\":%.4f,\"server_busy\":%.3f,\"peak_rss_mb\":%.1f,"
              "\"cpu0\":%.1f,\"cpu1\":%.1f,\"gen_cpu\":%.1f,\"db_cpu\":%.1f,\"sent\":%lu,\"done\":%lu,\"lost_self\":%lu,\"lost_other\":%lu,\"dup\":%lu,\"foreign\":%lu,"
              "\"reordered\":%lu,\"errors\":%lu,\"drain_s\":%.2f,\"max_late_ms\":%.2f,\"rx_bytes\":%lu,\"ok\":%s}\n",
              opt.label, opt.rate > 0 ? "open" : "closed", run_id, opt.convs, opt.senders, opt.window, opt.rate, opt.duration, opt.deflate ? "true" : "false",
              rate, pct(lat, n_lat, 50), pct(lat, n_lat, 95), pct(lat, n_lat, 99), pct(lat, n_lat, 99.9), n_lat ? lat[n_lat - 1] / 1000.0 : -1,
              k1000 > 0 ? cpu / k1000 : -1, cpu / window, (double)s1.peak_kb / 1024, b0, b1, (own1 - own0) / window * 100, (d1.cpu - d0.cpu) / window * 100,
              n_sent, n_done, lost_self, lost_other, n_dup, n_foreign, n_reordered, n_errors, drained, (double)max_late / 1e6, n_rx_bytes, ok ? "true" : "false");
      fclose(f);
    }
  }
  closing = true;
  return ok ? 0 : 1;
}
