/* Peer of ParseBenchmark: sofia-sip. sofia FILE SECONDS: CPU nanoseconds per INVITE for headers and with SDP, best of five rounds. */
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sdp.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char text[65536];
static size_t length;

static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static msg_t *parse(void) {
  msg_t *msg = msg_make(sip_default_mclass(), 0, text, length);
  sip_t *sip = sip_object(msg);
  if (sip == NULL || sip->sip_error || sip->sip_request == NULL || sip->sip_via == NULL || sip->sip_from == NULL || sip->sip_contact == NULL) fail("not parsed");
  return msg;
}

static void headers(void) { msg_destroy(parse()); }

static void with_sdp(void) {
  msg_t *msg = parse();
  sip_t *sip = sip_object(msg);
  sdp_parser_t *parser = sdp_parse(NULL, sip->sip_payload->pl_data, sip->sip_payload->pl_len, 0);
  if (sdp_session(parser) == NULL || sdp_session(parser)->sdp_media == NULL) fail("no SDP");
  sdp_parser_free(parser);
  msg_destroy(msg);
}

static double measure(void (*work)(void), double round) {
  double best = 1e18;
  for (int i = 0; i < 6; i++) {
    double from = cpu(), used;
    long runs = 0;
    do {
      for (int j = 0; j < 200; j++) work();
      runs += 200;
      used = cpu() - from;
    } while (used < round * 1e9);
    if (used / runs < best) best = used / runs;
  }
  return best;
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) fail("usage: sofia FILE SECONDS");
  length = fread(text, 1, sizeof text - 1, file);
  printf("headers %.0f\n", measure(headers, atof(argv[2])));
  printf("sdp %.0f\n", measure(with_sdp, atof(argv[2])));
  return 0;
}
