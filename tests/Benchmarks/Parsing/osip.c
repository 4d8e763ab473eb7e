/* Peer of ParseBenchmark: libosip2. osip FILE SECONDS: CPU nanoseconds per INVITE for headers, with SDP, and for the life of an INVITE server
 * transaction over TCP (INVITE, 180, 486, ACK; timers I = 0), best of five rounds. The message comes from FILE; ten digits behind "branch=z9hG4bK"
 * and behind "Call-ID: " are counted up. */
#include <sys/time.h>
#include <time.h>

#include <osip2/osip.h>
#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[65536];
static size_t length;
static long sent;
static unsigned long number;

static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static osip_message_t *parse(const char *bytes, size_t size) {
  osip_message_t *message;
  if (osip_message_init(&message) != 0 || osip_message_parse(message, bytes, size) != 0) fail("not parsed");
  return message;
}

static void headers(void) { osip_message_free(parse(text, length)); }

static void with_sdp(void) {
  osip_message_t *message = parse(text, length);
  osip_body_t *body;
  sdp_message_t *sdp;
  if (osip_message_get_body(message, 0, &body) < 0 || sdp_message_init(&sdp) != 0 || sdp_message_parse(sdp, body->body) != 0) fail("no SDP");
  if (sdp_message_m_payload_get(sdp, 0, 0) == NULL) fail("no payload");
  sdp_message_free(sdp);
  osip_message_free(message);
}

static int on_send(osip_transaction_t *tr, osip_message_t *message, char *host, int port, int socket) {
  char *bytes;
  size_t size;
  (void)tr, (void)host, (void)port, (void)socket;
  if (osip_message_to_str(message, &bytes, &size) != 0) fail("not written");
  sent += size;
  osip_free(bytes);
  return 0;
}

static osip_t *osip;
static char ack[4096];

static void count_up(char *in) {
  char digits[11];
  snprintf(digits, sizeof digits, "%010lu", number);
  memcpy(strstr(in, "branch=z9hG4bK") + 14, digits, 10);
  memcpy(strstr(in, "Call-ID: ") + 9, digits, 10);
}

static osip_message_t *answer(osip_message_t *request, int status) {
  osip_message_t *response;
  osip_via_t *via;
  osip_message_init(&response);
  osip_message_set_version(response, osip_strdup("SIP/2.0"));
  osip_message_set_status_code(response, status);
  osip_message_set_reason_phrase(response, osip_strdup(osip_message_get_reason(status)));
  osip_from_clone(request->from, &response->from);
  osip_to_clone(request->to, &response->to);
  osip_to_set_tag(response->to, osip_strdup("4711"));
  osip_call_id_clone(request->call_id, &response->call_id);
  osip_cseq_clone(request->cseq, &response->cseq);
  for (int i = 0; osip_list_get(&request->vias, i) != NULL; i++) {
    osip_via_clone(osip_list_get(&request->vias, i), &via);
    osip_list_add(&response->vias, via, -1);
  }
  return response;
}

static void reply(osip_transaction_t *tr, int status) {
  osip_event_t *event = osip_new_outgoing_sipmessage(answer(tr->orig_request, status));
  event->transactionid = tr->transactionid;
  osip_transaction_add_event(tr, event);
  osip_ist_execute(osip);
}

static void transaction(void) {
  osip_transaction_t *tr;
  osip_event_t *event;
  number++;
  count_up(text);
  count_up(ack);
  if ((event = osip_parse(text, length)) == NULL) fail("not parsed");
  if (osip_transaction_init(&tr, IST, osip, event->sip) != 0) fail("no transaction");
  osip_transaction_add_event(tr, event);
  osip_ist_execute(osip);
  reply(tr, 180);
  reply(tr, 486);
  if ((event = osip_parse(ack, strlen(ack))) == NULL || osip_find_transaction_and_add_event(osip, event) != 0) fail("ACK meets nobody");
  osip_ist_execute(osip);
  osip_timers_ist_execute(osip);
  osip_ist_execute(osip);
  if (tr->state != IST_TERMINATED) fail("not terminated");
  osip_remove_transaction(osip, tr);
  osip_transaction_free2(tr);
}

static void on_kill(int type, osip_transaction_t *tr) { (void)type, (void)tr; }

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
  if (file == NULL) fail("usage: osip FILE SECONDS");
  length = fread(text, 1, sizeof text - 1, file);
  double round = atof(argv[2]);
  parser_init();
  printf("headers %.0f\n", measure(headers, round));
  printf("sdp %.0f\n", measure(with_sdp, round));

  osip_init(&osip);
  osip_set_cb_send_message(osip, on_send);
  osip_set_kill_transaction_callback(osip, OSIP_IST_KILL_TRANSACTION, on_kill);
  char *via = strstr(text, "SIP/2.0/UDP");
  if (via != NULL) memcpy(via, "SIP/2.0/TCP", 11);
  snprintf(ack, sizeof ack,
           "ACK sip:112@gw.manado.example;user=phone SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK0000000000;rport\r\nMax-Forwards: 68\r\n"
           "From: \"+6281234567890\" <sip:+6281234567890@ims.example;user=phone>;tag=1928301774\r\nTo: <sip:112@gw.manado.example;user=phone>;tag=4711\r\n"
           "Call-ID: 0000000000-5f2c@192.0.2.1\r\nCSeq: 31415 ACK\r\nContent-Length: 0\r\n\r\n");
  printf("transaction %.0f\n", measure(transaction, round));
  return sent > 0 ? 0 : 1;
}
