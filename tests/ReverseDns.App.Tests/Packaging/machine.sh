#!/usr/bin/env bash
# Boots a machine that is a copy of this one: systemd as its process 1, in namespaces of its own, on a file system whose changes go to
# memory and away with it. It says "up PID" when commands can be run in it (nsenter -a -t PID), and ends when its standard input does.
#   machine.sh FOLDER       an empty folder, for its file system
set -euo pipefail

if [ "${1:-}" = --inside ]; then
  folder=$2
  mount --make-rprivate /
  mount -t tmpfs -o mode=755 tmpfs "$folder"
  mkdir "$folder/upper" "$folder/work" "$folder/root"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
  cd "$folder/root"
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs tmpfs tmp
  mount -t tmpfs tmpfs var/tmp
  mount -t tmpfs -o mode=755 tmpfs dev
  for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  mount -t tmpfs tmpfs dev/shm
  ip link set lo up
  # Of this machine's services none is to run there.
  rm -rf etc/systemd/system/*.wants usr/sbin/policy-rc.d etc/rdns var/lib/rdns
  printf '[Unit]\nDescription=Nothing else\nDefaultDependencies=no\n' >etc/systemd/system/bare.target
  mkdir -p mnt/before
  pivot_root . mnt/before
  umount -l /mnt/before
  exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=bare.target --log-target=null --show-status=no
fi

folder=$1
groups=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)
group=$groups/$(basename "$folder")
mkdir "$group"
pid=''
# Called by the trap alone.
# shellcheck disable=SC2317
end() {
  if [ -n "$pid" ]; then
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  # What was in the machine ends with its first process, some a moment later.
  for _ in {1..100}; do
    if [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; then break; fi
    sleep 0.05
  done
}
trap end EXIT

(
  echo "$BASHPID" >"$group/cgroup.procs"
  exec unshare --mount --pid --fork --kill-child --ipc --uts --net --cgroup "${BASH_SOURCE[0]}" --inside "$folder"
) </dev/null &
pid=$!
for _ in {1..200}; do
  first=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true)
  first=${first%% *}
  if [ -n "$first" ] && nsenter -a -t "$first" systemctl --quiet is-system-running 2>/dev/null; then
    echo "up $first"
    cat >/dev/null
    exit 0
  fi
  sleep 0.05
done
echo "the machine does not start" >&2
exit 1
