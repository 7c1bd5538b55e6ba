#!/usr/bin/env bash
# Kills nodes of a cluster at random moments while it trains, starts them again, and compares what comes out with an
# undisturbed run of the same configuration.
#
#   tests/kill-storm.sh CONFIG [KILLS [EPOCHS [SEED]]]
#
# CONFIG is imported already and has several partitions; the first directory of import.edge-paths is trained, the last
# is ranked. One seed node and two workers of one thread each; each victim is killed with SIGKILL, and started again
# after up to 3 seconds, as a service supervisor would. DURABILITY='replicate(2)' in the environment gives the workers
# disks of their own. A node that ends by itself with an error (it was in a minority,
# or shut out) is started again too. After each kill the checkpoint is read as a whole. Everything is kept in a new
# directory under TMPDIR. Ends with 0 when the run was done, nothing hung, no checkpoint was broken, each bucket counts
# once a pass, and both models rank alike within .01. "Back after" is the time until the next bucket is trained, from
# the kill and from the victim's restart; for a victim that is killed again before that, from the first.
set -u
durability=${DURABILITY:-shared}
config=${1:?usage: kill-storm.sh CONFIG [KILLS [EPOCHS [SEED]]]}
kills=${2:-100} epochs=${3:-100} seed=${4:-$RANDOM}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=$root/artifacts/bin/BigGraphActors.Cli/release/biggraph.dll
[ -f "$program" ] || (cd "$root" && dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet) >&2 || exit 1
biggraph() { dotnet exec "$program" "$@"; }
out=$(mktemp -d) || exit 1
port=$((20000 + seed % 12000))
patience=120
RANDOM=$seed
echo "seed $seed, $kills kills, $epochs epochs; files in $out"

# Prints one field of an object in a file of JSON.
field() { grep -oE "\"$2\": ?[^,}]+" "$1" | head -n 1 | sed 's/^[^:]*: *//; s/"//g'; }

declare -a pid
start() {
  local common=(node --json -p "node.seed-nodes=127.0.0.1:$port" "node.lease-seconds=5" "node.threads=1")
  if [ "$1" -eq 0 ]; then
    dotnet exec "$program" "${common[@]}" "node.roles=seed" "node.port=$port" "num_epochs=$epochs" \
      "node.durability=$durability" "checkpoint_path=$out/storm" --config "$config" \
      >>"$out/seed.jsonl" 2>>"$out/seed.log" &
  else
    dotnet exec "$program" "${common[@]}" "node.roles=worker" \
      "node.data-directory=$out/disk$1" >>"$out/worker$1.jsonl" 2>>"$out/worker$1.log" &
  fi
  pid[$1]=$!
}

# Reads every table and parameter of the newest version, and notes what is wrong with it.
look() {
  [ -f "$out/storm/checkpoint_version.txt" ] || return 0
  biggraph inspect "$out/storm" --json >"$out/look$1.json" 2>"$out/look$1.log" &&
    [ "$(grep -oE '"partition":' "$out/look$1.json" | wc -l)" -eq "$(grep -oE '"broken_rows":0[,}]' "$out/look$1.json" | wc -l)" ] &&
    ! grep -q '"broken":true' "$out/look$1.json" && rm "$out/look$1.json" "$out/look$1.log" && return
  echo "after kill $1" >>"$out/broken"
}

# Milliseconds of the clock.
now() { echo $(($(date +%s%N) / 1000000)); }

# Kills that nothing came back from yet: by node, when it was killed, and when it was started again.
declare -A killed_at started_at
back() {
  local i at
  at=$(now)
  for i in "${!started_at[@]}"; do
    awk -v a="$at" -v k="${killed_at[$i]}" -v s="${started_at[$i]}" 'BEGIN { printf "%.1f %.1f\n", (a - k) / 1000, (a - s) / 1000 }' \
      >>"$out/back"
    unset "killed_at[$i]" "started_at[$i]"
  done
}
summary() { sort -n | awk '{ a[NR] = $1 } END { printf "median %s, greatest %s", (a[int((NR + 1) / 2)] + a[int(NR / 2) + 1]) / 2, a[NR] }'; }

trained() { grep -c '"event":"bucket-trained"' "$out/seed.jsonl"; }

calm() {
  biggraph cluster up "$config" --workers 2 --threads 1 --port "$port" --json -p "num_epochs=$epochs" \
    "checkpoint_path=$out/calm" >"$out/calm.json" 2>"$out/calm.log"
}

rank() {
  biggraph eval "$config" --filtered --json -p "checkpoint_path=$out/$1" >"$out/$1.eval.json" 2>>"$out/$1.log" \
    --edges "$(biggraph config show "$config" --json | grep -oE '"edge-paths": ?\[[^]]*\]' | grep -oE '"[^"]+"' | tail -n 1 | tr -d '"')"
}

touch "$out/seed.jsonl"
for i in 0 1 2; do start $i; done
struck=0 returned=0 hung=0 done=0 last=0 since=$SECONDS next=$((SECONDS + 8 + RANDOM % 8)) began=$SECONDS
declare -a due
while :; do
  for i in 0 1 2; do
    if [ -n "${due[$i]:-}" ]; then
      if [ "$SECONDS" -ge "${due[$i]}" ]; then due[$i]=''; start $i; [ -n "${killed_at[$i]:-}" ] && started_at[$i]=$(now); fi
    elif ! kill -0 "${pid[$i]}" 2>/dev/null; then
      wait "${pid[$i]}"
      code=$?
      if [ $code -eq 0 ]; then
        [ $i -eq 0 ] && done=1
      elif [ $code -ne 137 ]; then
        echo "$((SECONDS - began)) s: node $i ended with $code and comes back"
        returned=$((returned + 1))
        due[$i]=$((SECONDS + 1))
      fi
    fi
  done
  [ $done -eq 1 ] && break
  buckets=$(trained)
  if [ "$buckets" -ne "$last" ]; then last=$buckets since=$SECONDS; back; fi
  if [ $((SECONDS - since)) -ge $patience ]; then hung=1; break; fi
  if [ "$struck" -lt "$kills" ] && [ "$SECONDS" -ge "$next" ]; then
    victim=$((RANDOM % 3))
    if [ -z "${due[$victim]:-}" ] && kill -9 "${pid[$victim]}" 2>/dev/null; then
      wait "${pid[$victim]}" 2>/dev/null
      struck=$((struck + 1))
      killed_at[$victim]=${killed_at[$victim]:-$(now)}
      unset "started_at[$victim]"
      look $struck &
      due[$victim]=$((SECONDS + RANDOM % 4))
      echo "$((SECONDS - began)) s: kill $struck takes node $victim; $buckets buckets so far"
    fi
    next=$((SECONDS + 2 + RANDOM % 10))
  fi
  sleep 0.2
done
took=$((SECONDS - began))
kill "${pid[@]}" 2>/dev/null
wait 2>/dev/null

if [ $hung -eq 1 ]; then
  echo "HANG: no bucket for $patience s"
  exit 1
fi
look end
broken=$(cat "$out/broken" 2>/dev/null | wc -l)
version=$(cat "$out/storm/checkpoint_version.txt")
twice=$(grep '"lhs_partition": *[0-9]' "$out/storm/training_stats.json" | sed -E 's/"index".*"epoch_idx"/"epoch_idx"/' |
  sort | uniq -d | wc -l)
lost=$(grep '"event":"lease-lost"' "$out"/*.jsonl | grep -oE '"term":[0-9]+' | sort -u | wc -l)
calm && rank calm && rank storm || { echo "a run or an evaluation failed: see $out"; exit 1; }
calm_mrr=$(field "$out/calm.eval.json" mrr) storm_mrr=$(field "$out/storm.eval.json" mrr)
echo
echo "kills                      $struck"
echo "ended by themselves        $returned"
echo "seconds                    $took, undisturbed $(field "$out/calm.json" seconds)"
echo "version                    $version of $epochs"
echo "leases lost                $lost"
echo "buckets counted twice      $twice"
echo "broken checkpoints         $broken"
echo "back after, from the kill  $(cut -d ' ' -f 1 "$out/back" | summary) s"
echo "back after, from the start $(cut -d ' ' -f 2 "$out/back" | summary) s"
echo "filtered MRR               $storm_mrr, undisturbed $calm_mrr"
awk -v a="$storm_mrr" -v b="$calm_mrr" -v v="$version" -v e="$epochs" -v t="$twice" -v s="$struck" -v k="$kills" -v d="$broken" 'BEGIN {
  near = a - b < 0.01 && b - a < 0.01
  print (v == e && t == 0 && d == 0 && near) ? "passed" : "failed"
  if (s < k) print "the run was over before all kills: take more epochs"
  exit !(v == e && t == 0 && d == 0 && near)
}'
