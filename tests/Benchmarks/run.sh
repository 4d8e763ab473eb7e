#!/usr/bin/env bash
# The whole measurement on loopback, about six minutes on an idle machine: parsing and transactions beside osip2 and sofia-sip, the distributor, relay beside rtpengine and C, calls beside Kamailio.
# Installs the peers from Debian's packages where they are missing, builds Release, prints one table. Writes nothing into the repository but
# bin/ and obj/. Arguments: parse, acd, relay, calls (any; none: all), --quick (shows that it works; its figures mean nothing).
set -eu
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive

need=()
[ -x /usr/sbin/kamailio ] || need+=(kamailio)
[ -x /usr/bin/rtpengine ] || need+=(rtpengine-daemon)
command -v sipp >/dev/null || need+=(sip-tester)
command -v gcc >/dev/null || need+=(gcc libc6-dev)
[ -f /usr/include/osip2/osip.h ] || need+=(libosip2-dev)
[ -d /usr/include/sofia-sip-1.12 ] || need+=(libsofia-sip-ua-dev)
if [ ${#need[@]} -gt 0 ]; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  # The peers are started by the benchmark alone, never as services.
  "${as_root[@]}" env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

dotnet build src/Gateway -c Release -v q >&2
dotnet build tests/Benchmarks -c Release -v q >&2
# Descriptors: an RTP and an RTCP socket per leg, in every relay.
ulimit -n 16384 2>/dev/null || true
exec dotnet tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll "$@"
