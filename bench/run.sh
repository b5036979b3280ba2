#!/usr/bin/env bash
# Measures rdns beside NSD and Knot: one worker each on core 0, the load from core 1, in rounds that take turns.
# Installs what is missing, builds, makes the zones, prints a table and writes it to bench/results/.
#   bench/run.sh           about eight minutes
#   bench/run.sh --quick   about two, with a tenth of the addresses; writes no file
set -euo pipefail
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,5s/^# \{0,1\}//p' bench/run.sh; }

addresses=1000000 rounds=5 seconds=3 turns=3 quick=
case "${1:-}" in
  '') ;;
  --quick) addresses=100000 rounds=3 seconds=1 turns=1 quick=1 ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac
if [ "$(nproc)" -lt 2 ]; then echo "One core for the server and one for the load are needed." >&2; exit 1; fi

load_before=$(cut -d' ' -f1 /proc/loadavg)
server_core=0 load_core=1 host=127.0.0.1 most_seconds=560
most_paced=60000 # what the generator can send one by one in time while it receives, on the machine measured
servers=(nsd knot rdns)
declare -A port=([nsd]=15311 [knot]=15312 [rdns]=15313) pid=()
large=10.in-addr.arpa plain=($large 193.in-addr.arpa 8.b.d.0.1.0.0.2.ip6.arpa) signed=194.in-addr.arpa

work=$(mktemp -d)
stop() { # stop SERVER
  local process=${pid[$1]:-} i
  if [ -z "$process" ]; then return; fi
  unset "pid[$1]"
  kill -TERM "$process" 2>/dev/null || true
  for ((i = 0; i < 100; i++)); do
    if ! kill -0 "$process" 2>/dev/null; then break; fi
    sleep 0.1
  done
  kill -KILL "$process" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
}
finish() {
  local server
  for server in "${!pid[@]}"; do stop "$server"; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

source tests/packages.sh
install_missing nsd knot bind9-utils
dotnet publish src/ReverseDns.App -c Release -v quiet --nologo -o "$work/rdns-program"
dotnet build bench/ReverseDns.Bench -c Release -v quiet --nologo
rdns=$work/rdns-program/rdns
bench=$PWD/bench/ReverseDns.Bench/bin/Release/net10.0/ReverseDns.Bench
results=$work/results
SECONDS=0

say() { echo "[$SECONDS s] $*" >&2; }
on_load_core() { taskset -c "$load_core" "$bench" "$@"; }

make_zones() {
  local server
  "$bench" zones "$work/zones" "$addresses"
  (
    cd "$work/zones"
    dnssec-keygen -q -a ECDSAP256SHA256 -f KSK "$signed" >/dev/null
    dnssec-keygen -q -a ECDSAP256SHA256 "$signed" >/dev/null
    dnssec-signzone -q -S -o "$signed" -f "$signed.signed" "$signed.zone" >/dev/null
    mv "$signed.signed" "$signed.zone"
  )
  for server in "${servers[@]}"; do
    mkdir -p "$work/$server"
    cp "$work"/zones/*.zone "$work/$server/"
  done
}

write_nsd() { # write_nsd ZONE...
  cat <<EOF
server:
  ip-address: $host@${port[nsd]}
  server-count: 1
  username: ""
  database: ""
  zonesdir: "$work/nsd"
  pidfile: "$work/nsd/pid"
  xfrdfile: "$work/nsd/xfrd.state"
  xfrdir: "$work/nsd"
  zonelistfile: "$work/nsd/zone.list"
  xfrd-reload-timeout: 0
  rrl-ratelimit: 0
  minimal-responses: yes
remote-control:
  control-enable: no
EOF
  printf 'zone:\n  name: %s\n  zonefile: %s.zone\n' $(for zone in "$@"; do echo "$zone" "$zone"; done)
}

write_knot() {
  cat <<EOF
server:
  rundir: "$work/knot"
  listen: $host@${port[knot]}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
control:
  listen: "$work/knot/control.sock"
database:
  storage: "$work/knot/db"
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: "$work/knot"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
zone:
EOF
  printf '  - domain: %s\n    file: %s.zone\n' $(for zone in "$@"; do echo "$zone" "$zone"; done)
}

write_rdns() {
  cat <<EOF
listen: [$host]
port: ${port[rdns]}
workers: 1
drain-time: 0s
state-folder: $work/rdns
control:
  socket: $work/rdns/control.sock
zones:
EOF
  printf '  - origin: %s\n    file: %s.zone\n' $(for zone in "$@"; do echo "$zone" "$zone"; done)
}

start() { # start SERVER ROUND ZONE...: the first zone is the one that is waited for
  local server=$1 round=$2 command waiter began found
  shift 2
  "write_$server" "$@" >"$work/$server/conf"
  case $server in
    nsd) command=(nsd -d -c "$work/nsd/conf") ;;
    knot) command=(knotd -c "$work/knot/conf") ;;
    rdns) command=("$rdns" serve -c "$work/rdns/conf") ;;
  esac
  on_load_core await --server "$host:${port[$server]}" --zone "$1" >"$work/found" &
  waiter=$!
  sleep 0.5
  began=${EPOCHREALTIME/./}
  taskset -c "$server_core" "${command[@]}" >"$work/$server/log" 2>&1 &
  pid[$server]=$!
  wait "$waiter" || { echo "$server does not answer:"; cat "$work/$server/log"; exit 1; } >&2
  read -r found _ <"$work/found"
  sleep 0.5
  if [ "$round" != - ]; then
    echo "{\"server\":\"$server\",\"scenario\":\"$([ "$round" -gt 0 ] && echo start || echo first)\",\"round\":$round,\"milliseconds\":$(((found - began) / 1000)),\"megabytes\":$(on_load_core memory "${pid[$server]}")}" >>"$results"
  fi
}

traffic() { # traffic SERVER SCENARIO ROUND QUESTIONS [OPTION...]
  local server=$1 label=$1/$2/$3 questions=$4
  shift 4
  on_load_core traffic --server "$host:${port[$server]}" --pid "${pid[$server]}" --label "$label" \
    --questions "$work/zones/$questions.txt" "$@" >>"$results"
}

in_rounds() { # in_rounds SCENARIO QUESTIONS [OPTION...]
  local scenario=$1 round server
  shift
  for ((round = 1; round <= rounds && SECONDS < most_seconds; round++)); do
    say "$scenario, round $round"
    for server in "${servers[@]}"; do traffic "$server" "$scenario" "$round" "$@" --seconds "$seconds"; done
  done
}

serial=1
edit() { # edit SERVER: one record and the serial, the file replaced at once
  serial=$((serial + 1))
  sed -e "3s/ 1 7200 / $serial 7200 /" -e "s/^5\.4\.0 IN PTR .*/5.4.0 IN PTR edited-$serial.pool.example.net./" \
    "$work/zones/$large.zone" >"$work/$1/edited"
  mv "$work/$1/edited" "$work/$1/$large.zone"
}

reload() { # reload SERVER ROUND
  local waiter began found peak
  edit "$1"
  on_load_core await --server "$host:${port[$1]}" --zone "$large" --serial "$serial" --pid "${pid[$1]}" --seconds 30 >"$work/found" &
  waiter=$!
  sleep 0.5
  began=${EPOCHREALTIME/./}
  kill -HUP "${pid[$1]}"
  wait "$waiter" || { echo "$1 does not reload:"; cat "$work/$1/log"; exit 1; } >&2
  read -r found peak <"$work/found"
  sleep 0.5
  echo "{\"server\":\"$1\",\"scenario\":\"reload\",\"round\":$2,\"milliseconds\":$(((found - began) / 1000)),\"peakMegabytes\":$peak}" >>"$results"
}

half_load() { # half_load SERVER ROUND: of what it answered at most, first at rest and then with a reload
  local server=$1 rate waiter
  rate=$(($(on_load_core summary --results "$results" --pick "$server" --of udp) / 2))
  if [ "$rate" -gt "$most_paced" ]; then rate=$most_paced; fi
  traffic "$server" idle "$2" plain --rate "$rate" --seconds 4
  edit "$server"
  traffic "$server" busy "$2" plain --rate "$rate" --seconds 7 &
  waiter=$!
  sleep 2
  kill -HUP "${pid[$server]}"
  wait "$waiter"
}

say "zones"
make_zones
for ((round = 0; round <= turns; round++)); do
  say "start, round $round"
  for server in "${servers[@]}"; do
    stop "$server"
    start "$server" "$round" "${plain[@]}"
  done
done
in_rounds udp plain
in_rounds tcp plain --tcp 1
for server in "${servers[@]}"; do
  echo "{\"server\":\"$server\",\"scenario\":\"memory\",\"megabytes\":$(on_load_core memory "${pid[$server]}")}" >>"$results"
done
for ((round = 1; round <= turns && SECONDS < most_seconds; round++)); do
  say "reload, round $round"
  for server in "${servers[@]}"; do reload "$server" "$round"; done
  for server in "${servers[@]}"; do half_load "$server" "$round"; done
done
for server in "${servers[@]}"; do
  stop "$server"
  start "$server" - "$signed"
done
in_rounds dnssec signed --dnssec 1

versions() {
  echo "$(nsd -v 2>&1 | head -n 1); $(knotd --version); rdns $(git describe --always --dirty 2>/dev/null || echo '?'), .NET $(dotnet --version)."
}
report() {
  echo "# $(date -u +%Y-%m-%d)"
  echo
  echo "$(versions)"
  echo "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1), Linux $(uname -r); server on core $server_core, load from core $load_core."
  echo "$addresses PTR records, $rounds rounds of $seconds s a server and row; load average before the run $load_before."
  if [ "${load_before%.*}" -gt 0 ]; then echo "The machine had other work: only ratios of CPU time mean anything here."; fi
  echo
  on_load_core summary --results "$results" "$@"
}
if [ -n "$quick" ]; then
  report
else
  mkdir -p bench/results
  run=bench/results/$(date -u +%Y-%m-%d)
  report --plot "$run.svg" | tee "$run.md"
fi
if [ -n "${RDNS_BENCH_LINES:-}" ]; then cp "$results" "$RDNS_BENCH_LINES"; fi
