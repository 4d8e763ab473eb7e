#!/usr/bin/env bash
# Builds the real Dockerfile without a Docker engine, starts what it made as its non-root user, asks its health check, places calls through it
# with `simulate`, runs the demo in it, and stops it with SIGTERM. The official base images cannot be pulled everywhere, so stand-ins are made
# under their names: a Debian from debootstrap with the runtime of the installed .NET SDK; the SDK itself is a volume of the build, as the
# NuGet cache is. Needs root, buildah, debootstrap and the SDK. Everything lies in a temporary folder. Last line: PASS container or FAIL container.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
chmod 755 "$work"
b() { buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }

# The processes that we started below a pid, youngest last.
below() { local child; for child in $(ps -o pid= --ppid "$1"); do echo "$child"; below "$child"; done; }
gateway="" demo=""
end() {
  code=$?
  for job in $gateway $demo; do kill $(below "$job") "$job" 2>/dev/null || true; wait "$job" 2>/dev/null || true; done
  b rm -a >/dev/null 2>&1 || true
  rm -rf "$work" 2>/dev/null || true
  [ $code = 0 ] && echo "PASS container" || echo "FAIL container"
  exit $code
}
trap end EXIT
fail() { echo "$1"; [ $# = 1 ] || tail -30 "$2"; exit 1; }
step() { echo "-- $1 ($SECONDS s)"; }
dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$packages"

step "base images"
# What Microsoft's image has beside the runtime. No ICU: the gateway runs with invariant globalization, and so must this SDK. The other
# variables keep its build from leaving servers behind, which here would be processes of this machine.
debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,tzdata bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 \
  || fail "debootstrap failed" "$work/debootstrap.log"
rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/* "$work"/debian/usr/share/{doc,locale,man}
mkdir -p "$work/debian/usr/share/dotnet"
ln -s /usr/share/dotnet/dotnet "$work/debian/usr/bin/dotnet"
step "stand-ins"
c=$(b from scratch)
b copy -q "$c" "$work/debian" / >/dev/null
rm -rf "$work/debian"
b config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env DOTNET_CLI_TELEMETRY_OPTOUT=1 \
  --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env MSBUILDDISABLENODEREUSE=1 --env UseSharedCompilation=false --env NUGET_PACKAGES=/packages "$c"
b commit -q "$c" mcr.microsoft.com/dotnet/sdk:10.0 >/dev/null
for part in dotnet host shared; do b copy -q "$c" "$dotnet_root/$part" "/usr/share/dotnet/$part" >/dev/null; done
for name in DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_SYSTEM_GLOBALIZATION_INVARIANT MSBUILDDISABLENODEREUSE UseSharedCompilation NUGET_PACKAGES; do
  b config --env "$name-" "$c"
done
b commit -q --rm "$c" mcr.microsoft.com/dotnet/aspnet:10.0 >/dev/null

step "build"
# Docker's image format: OCI's knows no health check.
b build -q --format docker --isolation chroot --pull-never -t gateway112 \
  --volume "$dotnet_root:/usr/share/dotnet:ro" --volume /etc/ssl/certs:/etc/ssl/certs:ro --volume "$packages:/packages" . >"$work/build.log" 2>&1 \
  || fail "the Dockerfile does not build" "$work/build.log"
image=$(b inspect --type image --format '{{.Docker.Config.User}} {{.Docker.Config.Healthcheck}} {{.Docker.Config.Volumes}} {{.Docker.Config.Entrypoint}}' gateway112)
case $image in
  "gateway "*"/app/Gateway health"*"/data"*"/app/Gateway"*) ;;
  *) fail "user, health check, volumes or entry point are not as they should be: $image" ;;
esac

# Whoever has other tests to finish first says when: by the file that GO names.
for _ in $(seq 1100); do [ -n "${GO:-}" ] && [ ! -e "$GO" ] || break; sleep 1; done
step "run"
mkdir "$work/data"
chown 10112:10112 "$work/data"
http_port=$(shuf -i 20000-29999 -n 1)
c=$(b from --pull-never gateway112)
# Ports of the system's choice: this machine may run another gateway. Without --user: the image's own.
inside() {
  b run --isolation chroot --env GATEWAY_SIP_PORT=0 --env GATEWAY_AGENT_PORT=0 --env GATEWAY_RTP_PORTS=0 --env "GATEWAY_HTTP_PORT=$http_port" \
    --volume "$work/data:/data" "$c" -- "$@"
}
inside /app/Gateway run --config /config >"$work/gateway.log" 2>&1 &
gateway=$!
inside /app/Gateway demo >"$work/demo.log" 2>&1 &
demo=$!
healthy=no
for _ in $(seq 60); do
  if inside /app/Gateway health --config /config >"$work/health.log" 2>&1; then healthy=yes; break; fi
  kill -0 "$gateway" 2>/dev/null || break
  sleep 0.5
done
[ $healthy = yes ] || fail "never healthy" "$work/gateway.log"
service=$(below "$gateway" | while read -r pid; do grep -qs '^Name:.Gateway' "/proc/$pid/status" && echo "$pid"; done | tail -1)
[ "$(awk '/^Uid:/{print $2}' "/proc/$service/status")" = 10112 ] || fail "it does not run as user 10112"
side() { awk -v side="$1" '$1 == "sip" && $2 == side && $3 == "udp" {print $4}' "$work/gateway.log"; }

step "calls"
password=$(cat config/secrets/sample-password)
inside /app/Gateway simulate --trunk "$(side trunks)" --agents-at "$(side agents)" --agent "2001:$password" --agent "2002:$password" \
  --calls 2 --cps 2 --hold 2 --ring 0.5 || fail "the calls failed" "$work/gateway.log"

step "demo"
wait "$demo" || { demo=""; fail "the demo failed" "$work/demo.log"; }
demo=""
tail -1 "$work/demo.log"

step "SIGTERM"
kill -TERM "$service"
code=0
wait "$gateway" || code=$?
gateway=""
[ $code = 0 ] || fail "the service ended with $code" "$work/gateway.log"
recordings=$(find "$work/data/recordings" -name '*.wav' -size +16k | wc -l)
[ "$recordings" = 2 ] || fail "$recordings recordings in the data volume, should be 2" "$work/gateway.log"
[ -z "$(find "$work/data" ! -uid 10112)" ] || fail "files of another user are in the data volume"
step "done"
