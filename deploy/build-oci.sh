#!/usr/bin/env bash
# Makes an image for containers (an OCI layout in a tar file) of a package of rdns, and prints its path. No container engine and no
# base image are needed: beside the program there is nothing in it but the libraries that it loads, which come from this machine.
#   deploy/build-oci.sh rdns_1.0.0_amd64.deb
#   deploy/build-oci.sh rdns_1.0.0_amd64.deb --output /tmp
#   podman load -i rdns_1.0.0_oci.tar && podman run --network host -v /etc/rdns:/etc/rdns:ro -v rdns:/var/lib/rdns rdns:1.0.0
# It runs as user 10053, with a read-only file system if you like: only /var/lib/rdns and /run/rdns are written to.
set -euo pipefail

usage() { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "build-oci.sh: $*" >&2; exit 2; }

package='' output=$PWD
while [ $# -gt 0 ]; do
  case "$1" in
    --output)
      [ $# -ge 2 ] || fail "$1 takes a value"
      output=$2
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) [ -z "$package" ] || fail "one package, not two"; package=$1; shift ;;
  esac
done
[ -n "$package" ] || { usage >&2; exit 2; }
[ -f "$package" ] || fail "there is no package $package"
[ -d "$output" ] || fail "--output: there is no folder $output"
for program in dpkg-deb ldd tar gzip sha256sum ldconfig; do
  command -v "$program" >/dev/null || [ -x "/sbin/$program" ] || fail "$program is not installed"
done

user=10053
version=$(dpkg-deb -f "$package" Version)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
umask 022
install -d "$root"
dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" ./usr/lib/rdns ./etc/rdns
modified=$(dpkg-deb --fsys-tarfile "$package" | TZ=UTC tar -tv --full-time ./usr/lib/rdns/rdns.dll | awk '{ print $4 "T" $5 "Z" }')

# What the program and its libraries are linked with, and what they load by name.
libraries() {
  {
    find "$root/usr/lib/rdns" -type f \( -name '*.so' -o -name rdns \) -exec ldd {} + 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/lib64/ { print $1 }'
    /sbin/ldconfig -p | awk '$1 ~ /^(libssl\.so\.3|libcrypto\.so\.3|libgcc_s\.so\.1|libnss_dns\.so\.2|libnss_files\.so\.2|libresolv\.so\.2)$/ && /x86-64/ { print $NF }'
  } | grep -v "^$root" | sort -u
}

while read -r library; do
  install -D -m 755 "$(readlink -f "$library")" "$root$library"
done < <(libraries)

install -d "$root/etc/ssl/certs" "$root/tmp" "$root/proc" "$root/dev" "$root/sys"
chmod 1777 "$root/tmp"
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
  install -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
printf 'root:x:0:0::/:/\nrdns:x:%s:%s::/var/lib/rdns:/\n' "$user" "$user" >"$root/etc/passwd"
printf 'root:x:0:\nrdns:x:%s:\n' "$user" >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

# The same input makes the same octets.
layer=$work/layer.tar
archive=(tar --sort=name --format=posix '--pax-option=delete=atime,delete=ctime' --mtime="$modified" --numeric-owner)
"${archive[@]}" --owner=0 --group=0 -C "$root" -cf "$layer" .
install -d "$work/own/var/lib/rdns" "$work/own/run/rdns"
"${archive[@]}" --owner="$user" --group="$user" -C "$work/own" -rf "$layer" ./var/lib/rdns ./run/rdns

layout=$work/layout
install -d "$layout/blobs/sha256"
blob() { # blob FILE: puts it in its place, and prints its digest
  local digest
  digest=$(sha256sum <"$1" | cut -d ' ' -f 1)
  cp "$1" "$layout/blobs/sha256/$digest"
  echo "$digest"
}
size() { stat -c %s "$layout/blobs/sha256/$1"; }

content=$(sha256sum <"$layer" | cut -d ' ' -f 1)
gzip -n -6 "$layer"
packed=$(blob "$layer.gz")
cat >"$work/config" <<JSON
{"created":"$modified","architecture":"amd64","os":"linux","config":{"User":"$user:$user","ExposedPorts":{"53/tcp":{},"53/udp":{},"853/tcp":{}},\
"Env":["DOTNET_EnableDiagnostics=0"],"Entrypoint":["/usr/lib/rdns/rdns"],"Cmd":["serve","--config","/etc/rdns/rdns.yaml"],\
"Volumes":{"/etc/rdns":{},"/var/lib/rdns":{}},"StopSignal":"SIGTERM"},"rootfs":{"type":"layers","diff_ids":["sha256:$content"]},\
"history":[{"created":"$modified","created_by":"deploy/build-oci.sh"}]}
JSON
config=$(blob "$work/config")
cat >"$work/manifest" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$(size "$config")},\
"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$packed","size":$(size "$packed")}]}
JSON
manifest=$(blob "$work/manifest")
cat >"$layout/index.json" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",\
"digest":"sha256:$manifest","size":$(size "$manifest"),"annotations":{"org.opencontainers.image.ref.name":"rdns:${version//[^A-Za-z0-9._-]/_}"}}]}
JSON
printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"

file=$output/rdns_${version}_oci.tar
"${archive[@]}" --owner=0 --group=0 -C "$layout" -cf "$file" .
echo "$file"
