#!/usr/bin/env bash
# Builds the real Dockerfile without a Docker engine, starts what it made as its non-root user, asks its health check, and places a call
# through it with the simulator. The official base images cannot be pulled everywhere, so stand-ins are made under their names: a Debian
# from debootstrap with the installed .NET SDK, or its runtime alone. Needs root, buildah, debootstrap. Prints PASS or FAIL at the end.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
b() { buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }
gateway=""
cleanup() {
  code=$?
  [ -z "$gateway" ] || { kill "$gateway" 2>/dev/null || true; wait "$gateway" 2>/dev/null || true; }
  b rm -a >/dev/null 2>&1 || true
  rm -rf "$work" 2>/dev/null || true
  [ $code = 0 ] && echo "PASS container" || echo "FAIL container"
  exit $code
}
trap cleanup EXIT
dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")

echo "-- stand-in base images"
debootstrap --variant=minbase --include=libicu72,ca-certificates bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; exit 1; }
stand_in() { # name, folders of the SDK
  c=$(b from scratch)
  b copy -q "$c" "$work/debian" / >/dev/null
  name=$1; shift
  for part in "$@"; do b copy -q "$c" "$dotnet_root/$part" "/usr/share/dotnet/$part" >/dev/null; done
  b run --isolation chroot "$c" -- ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
  b config --env DOTNET_ROOT=/usr/share/dotnet --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 "$c"
  b commit -q --rm "$c" "$name" >/dev/null
}
stand_in mcr.microsoft.com/dotnet/aspnet:10.0 dotnet host shared
stand_in mcr.microsoft.com/dotnet/sdk:10.0 dotnet host shared sdk sdk-manifests packs templates metadata

echo "-- build"
b build -q --isolation chroot --pull-never --volume /etc/ssl/certs:/etc/ssl/certs:ro --volume "$HOME/.nuget/packages:/root/.nuget/packages" -t gateway112 . >"$work/build.log" 2>&1 \
  || { tail -20 "$work/build.log"; exit 1; }
b inspect --type image gateway112 | grep -q '"User": "gateway"' || { echo "the image runs as root"; exit 1; }

echo "-- run"
free_port() { python3 -c 'import socket;s=socket.socket();s.bind(("127.0.0.1",0));print(s.getsockname()[1])' 2>/dev/null || shuf -i 20000-29999 -n 1; }
mkdir -p "$work/config" "$work/data"
cp -r config/. "$work/config/"
bash tests/loopback-config.sh "$work/config" "$work/data" >"$work/ports"
. "$work/ports"
chown -R 10112:10112 "$work/data"; chmod -R a+rX "$work/config"
c=$(b from --pull-never gateway112)
b run --isolation chroot --user gateway --volume "$work/config:/config:ro" --volume "$work/data:/data" "$c" -- /app/Gateway run --config /config >"$work/gateway.log" 2>&1 &
gateway=$!
healthy=no
for _ in $(seq 60); do
  if b run --isolation chroot --user gateway --volume "$work/config:/config:ro" "$c" -- /app/Gateway health --config /config >/dev/null 2>&1; then healthy=yes; break; fi
  kill -0 "$gateway" 2>/dev/null || break
  sleep 0.5
done
[ $healthy = yes ] || { echo "never healthy"; tail -20 "$work/gateway.log"; exit 1; }

echo "-- call"
b run --isolation chroot --user gateway "$c" -- /app/Gateway simulate --trunk "127.0.0.1:$TRUNK_PORT" --agents-at "127.0.0.1:$AGENT_PORT" \
  --agent "$AGENT_ID:$AGENT_PASSWORD" --calls 1 --cps 1 --hold 2 || { tail -20 "$work/gateway.log"; exit 1; }
kill -TERM "$gateway"
wait "$gateway"; code=$?
gateway=""
[ $code = 0 ] || { echo "the service ended with $code"; exit 1; }
[ "$(find "$work/data" -name '*.wav' | wc -l)" = 1 ] || { echo "no recording in the data volume"; exit 1; }
