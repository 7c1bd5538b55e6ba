#!/usr/bin/env bash
# Cuts the network between the nodes of a cluster while it trains, heals it, and tells who published what.
#
#   tests/netsplit.sh CONFIG [SECONDS [EPOCHS]]
#
# Needs root, for network namespaces of its own: five of them, two with a seed node, three with a worker, on a bridge
# that nothing else is connected to. CONFIG is imported already and has several partitions. The first seed node, on
# which lock and checkpoint begin, and one worker are cut off from the others for SECONDS. Ends with 0 when the others
# went on alone, both came back by themselves, and the checkpoint has each bucket once a pass.
set -u
config=${1:?usage: netsplit.sh CONFIG [SECONDS [EPOCHS]]}
length=${2:-40} epochs=${3:-150}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=$root/artifacts/bin/BigGraphActors.Cli/release/biggraph.dll
[ -f "$program" ] || (cd "$root" && dotnet build src/BigGraphActors.Cli -c Release --nologo -v quiet) >&2 || exit 1
out=$(mktemp -d) || exit 1
mark=bg$$
echo "files in $out"

clean() {
  kill "${pid[@]}" 2>/dev/null
  wait 2>/dev/null
  for i in 1 2 3 4 5; do ip netns del "$mark-$i" 2>/dev/null; done
  ip netns del "$mark" 2>/dev/null
}
declare -a pid
trap clean EXIT

ip netns add "$mark" || exit 1
for bridge in whole cut; do ip -n "$mark" link add $bridge type bridge && ip -n "$mark" link set $bridge up; done || exit 1
for i in 1 2 3 4 5; do
  ip netns add "$mark-$i" &&
    ip -n "$mark" link add "n$i" type veth peer name eth0 netns "$mark-$i" &&
    ip -n "$mark" link set "n$i" master whole up &&
    ip -n "$mark-$i" addr add "10.77.0.$i/24" dev eth0 &&
    ip -n "$mark-$i" link set eth0 up &&
    ip -n "$mark-$i" link set lo up || exit 1
done

start() {
  local role=worker
  [ "$1" -le 2 ] && role=seed
  local keys=(node.roles=$role node.allow-plaintext=true node.host=10.77.0."$1" node.port=4053 node.seed-nodes=10.77.0.1:4053,10.77.0.2:4053
    node.secret=netsplit node.lease-seconds=5 node.threads=1)
  [ $role = seed ] && keys+=("num_epochs=$epochs" "checkpoint_path=$out/model" --config "$config")
  ip netns exec "$mark-$1" dotnet exec "$program" node --json -p "${keys[@]}" >>"$out/node$1.jsonl" 2>>"$out/node$1.log" &
  pid[$1]=$!
}

# Versions that a node says it has published itself.
published() { grep '"event":"checkpoint-committed"' "$out/node$1.jsonl" 2>/dev/null | grep -c "\"node\":\"10.77.0.$1:"; }
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ $SECONDS -ge $until ]; then echo "waited in vain: $*"; exit 1; fi
    sleep 0.2
  done
}
has_published() { [ "$(published "$1")" -gt "$2" ]; }
joined() { grep -q "10.77.0.2:4053" <(grep '"event":"node-up"' "$out/node1.jsonl"); }

start 1
sleep 2
for i in 2 3 4 5; do start $i; done
wait_for 60 joined
wait_for 120 has_published 1 2
before=$(published 1)
first=$(grep -oE '"node":"10.77.0.3:[0-9]+#[0-9]+"' "$out/node2.jsonl" | head -n 1 | grep -oE '[0-9]+"$' | tr -d '"')
echo "cut after version $before: nodes 1 and 3 | nodes 2, 4 and 5"
for i in 1 3; do ip -n "$mark" link set "n$i" master cut; done
cut=$SECONDS
wait_for 60 has_published 2 0
echo "the majority's first version: $((SECONDS - cut)) s after the cut"
least=$(published 1)
while [ $((SECONDS - cut)) -lt "$length" ]; do sleep 0.2; done
late=$(($(published 1) - least))
others=$(published 2)
echo "versions of the minority: $((least - before)) before the majority's first, $late after it; of the majority $others"
for i in 1 3; do ip -n "$mark" link set "n$i" master whole; done
healed=$SECONDS
again() { grep '"event":"node-up"' "$out/node2.jsonl" | grep -oE '"name":"10.77.0.3:[0-9]+#[0-9]+"' | tail -n 1 | grep -oE '[0-9]+"$' | tr -d '"'; }
back() {
  local life
  life=$(again)
  [ "$life" != "$first" ] && grep '"event":"bucket-trained"' "$out/node2.jsonl" | grep -q "\"node\":\"10.77.0.3:[0-9]*#$life\""
}
wait_for 60 back
echo "the worker that was cut off trains again $((SECONDS - healed)) s after the network is whole"
codes=''
for i in 1 2 3 4 5; do
  wait "${pid[$i]}"
  codes="$codes $?"
done
pid=()
twice=$(grep '"lhs_partition": *[0-9]' "$out/model/training_stats.json" | sed -E 's/"index".*"epoch_idx"/"epoch_idx"/' |
  sort | uniq -d | wc -l)
version=$(cat "$out/model/checkpoint_version.txt")
echo "exit codes$codes; version $version of $epochs; buckets counted twice $twice"
if [ "$late" -eq 0 ] && [ "$version" = "$epochs" ] && [ "$twice" -eq 0 ] && [ "$codes" = ' 0 0 0 0 0' ]; then
  echo passed
else
  echo failed
  exit 1
fi
