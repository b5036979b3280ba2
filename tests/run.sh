#!/usr/bin/env bash
# Installs the peers the tests compare with (only those missing), builds, and runs every test.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only when nothing failed.
#   tests/run.sh          everything that ends in minutes
#   tests/run.sh --long   the long runs too (sets RDNS_LONG=1)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,5s/^# \{0,1\}//p' tests/run.sh; }

case "${1:-}" in
  '') ;;
  --long) export RDNS_LONG=1 ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

packages=(
  nsd knot knot-dnsutils knot-dnssecutils bind9 bind9-utils bind9-dnsutils
  ldnsutils python3-dnspython dnsperf validns unbound dnsviz
  softhsm2 opensc libengine-pkcs11-openssl prometheus systemd
  pdns-server pdns-backend-sqlite3 sqlite3 yadifa chromium dnstap-ldns fstrm-bin
  adduser iproute2 bird2 frr
)
if ! command -v npm >/dev/null; then packages+=(npm); fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

source tests/packages.sh
if ! install_missing "${packages[@]}"; then
  echo "Without them the tests that need them are skipped."
  if [ -n "${CI:-}" ]; then exit 1; fi
fi

restore=(dotnet restore ReverseDns.sln)
if [ -n "${CI:-}" ]; then restore+=(--locked-mode); fi
"${restore[@]}"
dotnet build ReverseDns.sln -c Release --no-restore -v quiet

status=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "== $name"
  dotnet test "$project" -c Release --no-build --nologo \
    --results-directory "$work" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
    </dev/null || status=1
done

# The totals come from the result files: their attributes are the same in every language of the console.
count() { # count ATTRIBUTE: its sum over the <Counters> of all projects
  cat "$work"/*.trx 2>/dev/null | { grep -o "<Counters [^>]*" || true; } |
    sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
skipped=$(($(count total) - $(count executed)))

# A test that could not run says why.
cat "$work"/*.trx 2>/dev/null | awk '
  /<UnitTestResult / { name = ""; if (match($0, /outcome="NotExecuted"/) && match($0, /testName="[^"]*"/))
    name = substr($0, RSTART + 10, RLENGTH - 11) }
  name != "" && sub(/^ *<Message>/, "") { sub(/<\/Message>.*/, ""); print "skipped: " name ": " $0; name = "" }'

# A test host that died leaves no counter behind, but it is a failure all the same.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$failed" -gt 0 ]; then status=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
