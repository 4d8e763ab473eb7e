#!/usr/bin/env bash
# All tests, from a fresh machine on: installs what they need from Debian's packages, checks the format, builds once, runs every test project
# (unit, conformance, simulation, functional, SIPp, softphone, browser) and the container check. Last line: "N passed, N failed, N skipped".
# With arguments: only the test projects whose names contain one of them, e.g. `tests/run.sh Acd Calls`.
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive

need=()
while read -r command package; do
  command -v "$command" >/dev/null 2>&1 || need+=("$package")
done <<'LIST'
sipp sip-tester
baresip baresip-core
chromium chromium
sox sox
buildah buildah
debootstrap debootstrap
LIST
if [ ${#need[@]} -gt 0 ]; then
  echo "== installing ${need[*]}"
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null || echo "some packages could not be installed: their tests will say that they were skipped"
fi

passed=0 failed=0 skipped=0
finish() { printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"; [ "$failed" = 0 ]; exit; }

echo "== build"
if ! dotnet build Gateway.sln -c Release -v q 2>&1 | tee /tmp/build.$$ | grep -E 'error' | sort -u | head -40; [ "${PIPESTATUS[0]}" != 0 ]; then
  tail -5 /tmp/build.$$; failed=1; finish
fi
rm -f /tmp/build.$$

if [ $# = 0 ]; then
  echo "== format"
  if dotnet format Gateway.sln --verify-no-changes --no-restore -v q; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi

for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ]; then
    wanted=no
    for word in "$@"; do case $name in *"$word"*) wanted=yes ;; esac; done
    [ $wanted = yes ] || continue
  fi
  echo "== $name"
  out=$(mktemp)
  started=$SECONDS
  timeout 900 dotnet test "$project" -c Release --no-build --logger "console;verbosity=normal" >"$out" 2>&1
  code=$?
  grep -vE '^\s+Passed |^\s*$|Standard Output Messages|^Test run for|^A total of|^\[xUnit|^(Passed|Failed|Skipped|Total)' "$out" | head -400
  p=$(sed -n 's/^ *Passed: *\([0-9]*\)$/\1/p' "$out" | tail -1); f=$(sed -n 's/^ *Failed: *\([0-9]*\)$/\1/p' "$out" | tail -1); s=$(sed -n 's/^ *Skipped: *\([0-9]*\)$/\1/p' "$out" | tail -1)
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0})); skipped=$((skipped + ${s:-0}))
  if [ $code != 0 ] && [ "${f:-0}" = 0 ]; then echo "$name ended with $code"; failed=$((failed + 1)); fi
  echo "-- $name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped, $((SECONDS - started)) s"
  rm -f "$out"
done
finish
