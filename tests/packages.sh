# Sourced by tests/run.sh and bench/run.sh: install_missing PACKAGE... installs those that are not there, and returns 1
# when it may not. It needs the temporary folder "$work".

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# A name server that starts at its installation would take port 53 of this machine: while the packages are
# installed no service may start, and none is left to start with the next boot.
install_packages() { # install_packages PACKAGE... -- COMMAND...: the command runs another as root
  local policy=/usr/sbin/policy-rc.d packages=() status=0 service
  while [ "$1" != -- ]; do packages+=("$1"); shift; done
  shift
  local run=("$@")
  printf '#!/bin/sh\nexit 101\n' >"$work/policy"
  if [ -e "$policy" ]; then "${run[@]}" cp -a "$policy" "$work/policy.before"; fi
  "${run[@]}" install -m 755 "$work/policy" "$policy" || return
  { "${run[@]}" apt-get update -q &&
    "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}"; } \
    </dev/null || status=$?
  if [ -e "$work/policy.before" ]; then
    "${run[@]}" cp -a "$work/policy.before" "$policy"
    "${run[@]}" rm -f "$work/policy.before"
  else
    "${run[@]}" rm -f "$policy"
  fi
  for service in nsd knot bind9=named unbound prometheus pdns-server=pdns yadifa bird2=bird frr; do
    if [ -d /run/systemd/system ] && [[ " ${packages[*]} " == *" ${service%=*} "* ]]; then
      "${run[@]}" systemctl disable --quiet "${service#*=}" || true
    fi
  done
  return "$status"
}

install_missing() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -eq 0 ]; then return; fi
  echo "Missing packages: ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    install_packages "${missing[@]}" -- env || exit
  elif sudo -n true 2>/dev/null; then
    install_packages "${missing[@]}" -- sudo -n || exit
  else
    echo "Neither root nor sudo without a password. Please install them:"
    echo "  apt-get install ${missing[*]}"
    return 1
  fi
}
