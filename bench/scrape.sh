#!/usr/bin/env bash
# Measures what a scrape of very many zones costs, and what it does to answers meanwhile.
#   bench/scrape.sh RDNS [ZONES]    RDNS: the published program; 50,000 zones unless told
# Needs dnsperf and curl (Debian's packages). Two cores; the load comes from the second one.
set -euo pipefail

rdns=${1:?the path of rdns}
zones=${2:-50000}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; wait "$server" || true; fi; rm -rf "$work"' EXIT
mkdir "$work/zones" "$work/state"
metrics=http://127.0.0.1:19953/metrics

awk -v zones="$zones" -v work="$work" 'BEGIN {
  srand(1)
  for (i = 0; i < zones; i++) {
    name = (i % 250 + 1) "." int(i / 250) % 250 ".10.in-addr.arpa"
    file = work "/zones/" name ".zone"
    printf "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n" > file
    close(file)
    print int(rand() * 2) + 1 "." name " PTR" > (work "/queries")
  }
}'
cat > "$work/rdns.yaml" <<'END'
listen: ["127.0.0.1:15353"]
workers: 1
pin-workers: false
drain-time: 0s
state-folder: state
control: { socket: control.sock }
http: { listen: [127.0.0.1], port: 19953 }
zones: [{ folder: zones }]
END
"$rdns" serve -c "$work/rdns.yaml" > "$work/log" 2>&1 &
server=$!
for _ in $(seq 200); do if curl -sfo /dev/null "$metrics"; then break; fi; sleep 0.3; done
sleep 6 # images are written

echo "scrapes of $zones zones"
for _ in 1 2 3 4 5; do curl -so "$work/text" -w '%{time_total} s, %{size_download} octets\n' "$metrics"; done

load() { # load LABEL: answers by how long the client has waited for them
  taskset -c 1 dnsperf -v -s 127.0.0.1 -p 15353 -d "$work/queries" -c 4 -Q 5000 -l 8 > "$work/answers" 2>/dev/null
  awk '/^> / { print $NF * 1000 }' "$work/answers" | sort -n | awk -v label="$1" '
    { wait[NR] = $1 }
    END { printf "%s: %d answers, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms\n", label, NR, wait[int(NR * 0.5)], wait[int(NR * 0.99)], wait[int(NR * 0.999)] }'
}

for _ in 1 2; do
  load "without scrapes"
  (while [ ! -e "$work/stop" ]; do curl -so /dev/null "$metrics"; sleep 1; done) &
  scrapes=$!
  load "a scrape a second"
  touch "$work/stop"; wait "$scrapes"; rm "$work/stop"
done
curl -s "$metrics" | grep -e ^rdns_managed_pause -e ^rdns_managed_collections
