#!/usr/bin/env bash
# All tests, from a fresh machine on: installs what they need from Debian's packages, checks the format, builds once, runs every test project
# (unit, conformance, simulation, functional, SIPp, softphone, browser) and the container check. Last line: "N passed, N failed, N skipped".
# With arguments: only the test projects whose names contain one of them, e.g. `tests/run.sh Acd Calls`.
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive

need=()
while read -r command package; do
  # A path may hold a pattern: Debian's library folders bear the machine's name.
  command -v $command >/dev/null 2>&1 || compgen -G "$command" >/dev/null || need+=("$package")
done <<'LIST'
sipp sip-tester
baresip baresip-core
linphonec linphone-cli
sipsak sipsak
/usr/sbin/kamailio kamailio
/usr/lib/*/kamailio/modules/tls.so kamailio-tls-modules
chromium chromium
sox sox
svcrack sipvicious
buildah buildah
debootstrap debootstrap
LIST
if [ ${#need[@]} -gt 0 ]; then
  echo "== installing ${need[*]}"
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  # Kamailio is started by tests alone, never as a service.
  "${as_root[@]}" env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null || echo "some packages could not be installed: their tests will say that they were skipped"
fi

passed=0 failed=0 skipped=0 wrong=() late=()
finish() {
  [ ${#late[@]} = 0 ] || printf 'passed or failed at the second time: %s\n' "${late[@]}"
  [ ${#wrong[@]} = 0 ] || printf 'failed: %s\n' "${wrong[@]}"
  echo "$((SECONDS / 60)) min $((SECONDS % 60)) s"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ]
  exit
}

echo "== build"
started=$SECONDS
log=$(mktemp)
# One compiler process for all projects; it is ended at once afterwards.
UseSharedCompilation=true dotnet build Gateway.sln -c Release -v q >"$log" 2>&1
built=$?
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
if [ $built != 0 ]; then
  grep -E 'error' "$log" | sort -u | head -40
  tail -5 "$log"
  failed=1 wrong+=(build)
  finish
fi
rm -f "$log"
echo "-- build: $((SECONDS - started)) s"

# Format and the container's image need no quiet: they are made while the phones of the interop tests wait for each other. The image is run at the
# end, when the file "go" is there.
beside=$(mktemp -d)
trap 'rm -rf "$beside"' EXIT
begin_beside() {
  [ -e "$beside/begun" ] && return
  touch "$beside/begun"
  (
    # Style and analyzers are errors of the build already.
    nice -n 19 dotnet format whitespace Gateway.sln --verify-no-changes --no-restore -v q >"$beside/format" 2>&1
    echo $? >"$beside/format.code"
    if [ "$(id -u)" = 0 ] && command -v buildah >/dev/null && command -v debootstrap >/dev/null; then
      GO="$beside/go" nice -n 19 timeout 1200 bash tests/container.sh >"$beside/container" 2>&1
      echo $? >"$beside/container.code"
    fi
  ) &
}

# The failed tests of an output, with the text of their first argument where it has letters, digits and blanks only: "NAME" or "NAME|TEXT".
names() { sed -nE -e 's/^ +Failed +([A-Za-z0-9_.]+)\([a-z]+: "([A-Za-z0-9 ]+)"\).*/\1|\2/p' -e t -e 's/^ +Failed +([A-Za-z0-9_.]+).*/\1/p' "$1" | sort -u; }

# Runs one project and counts: p, f, s, code, and leaves the names of what failed in `broken`. Further arguments go to `dotnet test`. What a test
# has to show (tables, figures, seeds) is printed, and which tests took long.
run_project() {
  case $name in
    *.Conformance.Tests | *.Functional.Tests | *.Interop.Tests | *.Simulation.Tests) verbosity=detailed ;;
    *) verbosity=normal ;;
  esac
  out=$(mktemp)
  timeout 900 dotnet test "$project" -c Release --no-build --logger "console;verbosity=$verbosity" "$@" >"$out" 2>&1
  code=$?
  grep -vE '^\s+Passed |^\s*$|Standard Output Messages|^Test run for|^A total of|^\[xUnit|^ *(Passed|Failed|Skipped|Total)|^Test Run|^/.*\.dll$' "$out" | head -3000
  grep -E '^\s+(Failed|Skipped) ' "$out"
  sed -nE 's/^ +(Passed|Failed) ([A-Za-z0-9_.]+).* \[([0-9]+ m( [0-9]+ s)?|[0-9]{2,} s)\]$/   slow: \2 \3/p' "$out"
  broken=$(names "$out")
  p=$(sed -n 's/^ *Passed: *\([0-9]*\)$/\1/p' "$out" | tail -1); f=$(sed -n 's/^ *Failed: *\([0-9]*\)$/\1/p' "$out" | tail -1); s=$(sed -n 's/^ *Skipped: *\([0-9]*\)$/\1/p' "$out" | tail -1)
  p=${p:-0} f=${f:-0} s=${s:-0}
  if [ $code != 0 ] && [ "$f" = 0 ]; then echo "$name ended with $code"; f=1; fi
  rm -f "$out"
}

for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ]; then
    wanted=no
    for word in "$@"; do case $name in *"$word"*) wanted=yes ;; esac; done
    [ $wanted = yes ] || continue
  fi
  echo "== $name"
  started=$SECONDS
  case $name in *.Interop.Tests) [ $# -gt 0 ] || begin_beside ;; esac
  run_project
  case $name in
    *.Functional.Tests | *.Interop.Tests | *.Browser.Tests | *.Web.Tests | *.Media.Tests | *.Sip.Tests | *.Simulator.Tests)
      # These meet real time on a machine that others may share; pure ones get no second chance.
      if [ "$f" != 0 ]; then
        echo "-- $name: $f failed; these once more, alone, since they depend on real time: $broken"
        late+=("$broken") asked=$((p + f)) skips=$s filter=()
        [ -z "$broken" ] || filter=(--filter "$(sed -E 's/^([^|]+)\|(.*)$/(FullyQualifiedName~\1\&DisplayName~\2)/; t; s/^/FullyQualifiedName~/' <<<"$broken" | paste -sd '|')")
        run_project "${filter[@]}"
        # Nothing ran: nothing is proven. What was not asked again keeps its answer.
        if [ $((p + f)) = 0 ]; then f=1; fi
        p=$((asked - f)) s=$skips
      fi
      ;;
  esac
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  [ "$f" = 0 ] || wrong+=("${broken:-$name}")
  echo "-- $name: $p passed, $f failed, $s skipped, $((SECONDS - started)) s"
done

if [ $# = 0 ]; then
  begin_beside
  touch "$beside/go"
  wait
  echo "== format"
  cat "$beside/format"
  if [ "$(cat "$beside/format.code")" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) wrong+=(format); fi
  echo "== container"
  if [ ! -e "$beside/container" ]; then
    echo "skipped: needs root, buildah and debootstrap"
    skipped=$((skipped + 1))
  else
    cat "$beside/container"
    if [ "$(cat "$beside/container.code")" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) wrong+=(container); fi
  fi
fi
finish
