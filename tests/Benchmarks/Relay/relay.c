/* The floor: an RTP relay in C with the same 1 ms tick as the media engine, one RTP and one RTCP socket per leg, destinations fixed.
 * usage: relay CALLS CALLER_PORT AGENT_PORT; prints "caller agent" ports per call, then "ready"; runs until it is killed. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

static int open_socket(struct sockaddr_in *bound)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof *bound;
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof any) || getsockname(fd, (struct sockaddr *)bound, &length)) {
        perror("socket");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    int legs = 2 * atoi(argv[1]), set = epoll_create1(0);
    int *sockets = malloc(legs * sizeof *sockets);
    struct sockaddr_in to[2], bound[2], from, unused;
    for (int side = 0; side < 2; side++)
        to[side] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(atoi(argv[2 + side])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    for (int leg = 0; leg < legs; leg++) {
        sockets[leg] = open_socket(&bound[leg & 1]);
        struct epoll_event rtp = { .events = EPOLLIN, .data.u32 = leg }, rtcp = { .events = EPOLLIN, .data.u32 = legs };
        epoll_ctl(set, EPOLL_CTL_ADD, sockets[leg], &rtp);
        epoll_ctl(set, EPOLL_CTL_ADD, open_socket(&unused), &rtcp);
        if (leg & 1) printf("%d %d\n", ntohs(bound[0].sin_port), ntohs(bound[1].sin_port));
    }
    puts("ready");
    fflush(stdout);

    static struct epoll_event ready[512];
    static char packet[2048];
    for (;;) {
        int count, timeout = -1;
        while ((count = epoll_wait(set, ready, 512, timeout)) > 0) {
            timeout = 0;
            for (int i = 0; i < count; i++) {
                int leg = ready[i].data.u32;
                socklen_t length = sizeof from;
                if (leg == legs) continue;
                ssize_t size = recvfrom(sockets[leg], packet, sizeof packet, 0, (struct sockaddr *)&from, &length);
                if (size > 0) sendto(sockets[leg ^ 1], packet, size, 0, (struct sockaddr *)&to[~leg & 1], sizeof to[0]);
            }
        }
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        struct timespec rest = { 0, 1000000 - now.tv_nsec % 1000000 };
        nanosleep(&rest, NULL);
    }
}
