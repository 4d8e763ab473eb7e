#!/usr/bin/env bash
# Coverage-guided fuzzing with AFL++ (Debian) and SharpFuzz: run.sh [MINUTES [TARGET…]], 10 minutes for each of all targets when nothing is said.
# Starts from corpus/TARGET, instruments a copy of the assemblies in a temporary folder, and at the end adds to corpus/TARGET the smallest set of
# inputs that reaches everything that was reached (128 at most, 8 kB each). An input that breaks a promise is kept as broken-… (once repaired: fixed-…)
# and the exit code is 1.
# The kept inputs run again with every test run (Gateway.Fuzz.Tests).
set -eu
cd "$(dirname "$0")"
minutes=${1:-10}
[ $# = 0 ] || shift
here=$PWD work=$(mktemp -d)
trap "rm -rf $work" EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
if ! command -v afl-fuzz >/dev/null; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends afl++ >/dev/null
fi
dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tool" >/dev/null
dotnet publish -c Release -v q -o "$work/bin" >/dev/null
for assembly in Gateway.Sip Gateway.Media Gateway.Location; do "$work/tool/sharpfuzz" "$work/bin/$assembly.dll"; done

# .NET's own threads and heap are no concern of the fuzzer's.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_ALLOW_TMP=1 DOTNET_TieredPGO=0
program=("$(command -v dotnet)" "$work/bin/Gateway.Fuzz.dll")
[ $# -gt 0 ] || set -- message multipart pidf-lo sdp stream
broken=0
for target in "$@"; do
  corpus=$here/corpus/$target out=$work/$target
  nice -n 19 afl-fuzz -i "$corpus" -o "$out" -x "$here/words.dict" -V $((minutes * 60)) -t 5000 -m none -- "${program[@]}" "$target" >"$out.log" 2>&1 \
    || { tail -20 "$out.log"; exit 1; }
  figure() { sed -n "s/^$1 *: *//p" "$out/default/fuzzer_stats"; }
  for crash in "$out"/default/crashes/id:* "$out"/default/hangs/id:*; do
    [ -f "$crash" ] || continue
    cp "$crash" "$corpus/broken-$(sha256sum "$crash" | cut -c1-12)"
    broken=1
  done
  nice -n 19 afl-cmin -i "$out/default/queue" -o "$out.min" -t 5000 -m none -- "${program[@]}" "$target" >"$out.cmin.log" 2>&1 || { tail -5 "$out.cmin.log"; cp -r "$out/default/queue" "$out.min"; }
  kept=0
  for input in $(ls -Sr "$out.min" | grep -v '^\.'); do
    [ "$(ls "$corpus" | wc -l)" -lt 128 ] && [ "$(stat -c %s "$out.min/$input")" -le 8192 ] || break
    name=$corpus/$(sha256sum "$out.min/$input" | cut -c1-12)
    [ -f "$name" ] || { install -m 644 "$out.min/$input" "$name"; kept=$((kept + 1)); }
  done
  echo "$target: $(figure execs_done) runs in $minutes min ($(figure execs_per_sec) a second), $(figure corpus_count) inputs found, coverage $(figure bitmap_cvg), $(figure saved_crashes) broken, $(figure saved_hangs) hung, $kept kept"
done
exit $broken
