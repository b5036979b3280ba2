#!/usr/bin/env bash
# Makes a Debian package of rdns with the runtime inside, and prints its path.
#   deploy/build-deb.sh                      into the current folder
#   deploy/build-deb.sh --output /tmp        elsewhere
#   deploy/build-deb.sh --version 1.2.0      instead of what git says
#   deploy/build-deb.sh --compress zstd      xz (small, a minute), zstd or none
#   deploy/build-deb.sh --from FOLDER        of what 'dotnet publish' has left there
# The same commit makes the same octets: all times are the commit's, or SOURCE_DATE_EPOCH's.
set -euo pipefail

deploy=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$deploy")

usage() { sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "build-deb.sh: $*" >&2; exit 2; }

output=$PWD version='' compress=xz from=''
while [ $# -gt 0 ]; do
  case "$1" in
    --output | --version | --compress | --from)
      [ $# -ge 2 ] || fail "$1 takes a value"
      printf -v "${1#--}" %s "$2"
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

[ -d "$output" ] || fail "--output: there is no folder $output"
[ -z "$from" ] || [ -x "$from/rdns" ] || fail "--from: there is no program $from/rdns"
[[ "$compress" =~ ^(xz|zstd|none)$ ]] || fail "--compress: xz, zstd or none, not '$compress'"
for program in dpkg-deb gzip git; do
  command -v "$program" >/dev/null || fail "$program is not installed"
done
output=$(cd "$output" && pwd)

# A tag v1.2.0 is version 1.2.0, and what follows it 1.2.0+git20261122.5.abcdef0; before the first tag it is 0~git...
version_of_git() {
  local day tag
  day=$(git -C "$repository" log -1 --format=%cd --date=format:%Y%m%d%H%M)
  if tag=$(git -C "$repository" describe --tags --match 'v[0-9]*' 2>/dev/null); then
    tag=${tag#v}
    if [[ "$tag" =~ ^(.+)-([0-9]+)-g([0-9a-f]+)$ ]]; then
      echo "${BASH_REMATCH[1]}+git$day.${BASH_REMATCH[2]}.${BASH_REMATCH[3]}"
    else
      echo "$tag"
    fi
  else
    echo "0~git$day.$(git -C "$repository" rev-parse --short=8 HEAD)"
  fi
}

version=${version:-$(version_of_git)}
[[ "$version" =~ ^[0-9][A-Za-z0-9.+~]*(-[A-Za-z0-9.+~]+)?$ ]] || fail "--version: '$version' is no version of a Debian package"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repository" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
chmod 755 "$work"
umask 022

# Neither a debugger's library nor what writes core dumps, nor symbols, nor other languages than the program's own.
publish() {
  if [ -z "$from" ]; then
    from=$work/publish
    dotnet publish "$repository/src/ReverseDns.App" -c Release -r linux-x64 --self-contained -o "$from" \
      --nologo -v quiet -p:RunAnalyzers=false -p:ContinuousIntegrationBuild=true -p:PathMap="$repository=/rdns" \
      -p:InformationalVersion="$version" -p:IncludeSourceRevisionInInformationalVersion=false \
      -p:SatelliteResourceLanguages=en >&2
  fi
  install -d "$root/usr/lib/rdns"
  (cd "$from" && find . -maxdepth 1 -type f ! -name '*.pdb' ! -name '*.xml' ! -name createdump ! -name 'libmscordac*' \
    ! -name 'libmscordbi*' ! -name 'libcoreclrtraceptprovider*' -print0) |
    (cd "$from" && xargs -0 cp -t "$root/usr/lib/rdns")
  find "$root/usr/lib/rdns" -type f -exec chmod 644 {} +
  chmod 755 "$root/usr/lib/rdns/rdns"
  install -d "$root/usr/sbin"
  ln -s ../lib/rdns/rdns "$root/usr/sbin/rdns"
}

configuration() {
  install -d "$root/etc/rdns/zones" "$root/lib/systemd/system"
  install -m 644 "$deploy/debian/rdns.yaml" "$root/etc/rdns/rdns.yaml"
  install -m 644 "$deploy/debian/127.in-addr.arpa.zone" "$root/etc/rdns/zones/127.in-addr.arpa.zone"
  install -m 644 "$deploy"/systemd/*.service "$root/lib/systemd/system/"
  install -D -m 644 "$deploy/debian/sysctl.conf" "$root/usr/lib/sysctl.d/10-rdns.conf"
  install -D -m 644 "$deploy/debian/rdns.completion" "$root/usr/share/bash-completion/completions/rdns"
}

# Text as it stands, in a page of roff.
roff() { sed -e 's/\\/\\e/g' -e "s/^[.']/\\\\\\&&/" -e 's/-/\\-/g'; }

manual() {
  local page=$work/rdns.8 command day
  day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
  {
    printf '.TH RDNS 8 "%s" "rdns %s"\n.SH NAME\nrdns \\- authoritative DNS server for the reverse tree\n.SH SYNOPSIS\n' "$day" "$version"
    printf '.B rdns\n.RI [ command ]\n.RI [ options ]\n.SH DESCRIPTION\n.nf\n'
    rdns --help | roff
    printf '.fi\n'
    for command in serve ctl 'check config' 'check zone' build keys config demo; do
      printf '.SH RDNS %s\n.nf\n' "${command^^}"
      # A command may have several words.
      # shellcheck disable=SC2086
      rdns $command --help | roff
      printf '.fi\n'
    done
    printf '.SH FILES\n.TP\n.I /etc/rdns/rdns.yaml\nThe configuration; see\n.BR rdns.yaml (5).\n'
    printf '.TP\n.I /var/lib/rdns\nZones as they were served last, journals, keys, history.\n'
    printf '.TP\n.I /run/rdns/control.sock\nWhere\n.B rdns ctl\nasks.\n.SH SEE ALSO\n.BR rdns.yaml (5)\n'
  } >"$page"
  {
    printf '.TH RDNS.YAML 5 "%s" "rdns %s"\n.SH NAME\nrdns.yaml \\- configuration of rdns(8)\n' "$day" "$version"
    printf '.SH DESCRIPTION\nEvery key, with its default:\n.nf\n'
    rdns config --sample | roff
    printf '.fi\n.SH SEE ALSO\n.BR rdns (8)\n'
  } >"$work/rdns.yaml.5"
  install -d "$root/usr/share/man/man8" "$root/usr/share/man/man5"
  gzip -9n <"$page" >"$root/usr/share/man/man8/rdns.8.gz"
  gzip -9n <"$work/rdns.yaml.5" >"$root/usr/share/man/man5/rdns.yaml.5.gz"
}

rdns() { "$root/usr/lib/rdns/rdns" "$@"; }

documents() {
  local doc=$root/usr/share/doc/rdns folder
  install -d "$doc/examples"
  install -m 644 "$deploy/debian/copyright" "$doc/copyright"
  install -m 644 "$deploy/README.md" "$deploy/route.md" "$doc/"
  rdns config --sample >"$doc/examples/rdns.yaml.sample"
  for folder in samples bird frr monitoring; do
    if [ -d "$deploy/$folder" ]; then
      cp -r "$deploy/$folder" "$doc/examples/"
    fi
  done
  find "$doc" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
  printf 'rdns (%s) unstable; urgency=medium\n\n  * Built from commit %s.\n\n -- ReverseDns <hostmaster@reversedns.invalid>  %s\n' \
    "$version" "$(git -C "$repository" rev-parse --short=12 HEAD)" "$(date -u -d "@$SOURCE_DATE_EPOCH" -R)" |
    gzip -9n >"$doc/changelog.gz"
  install -D -m 644 "$deploy/debian/lintian-overrides" "$root/usr/share/lintian/overrides/rdns"
}

control() {
  install -d "$root/DEBIAN"
  sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$(du -sk --apparent-size "$root" | cut -f1)/" "$deploy/debian/control.in" >"$root/DEBIAN/control"
  install -m 755 "$deploy"/debian/{postinst,prerm,postrm} "$root/DEBIAN/"
  (cd "$root" && find etc -type f -printf '/%p\n' | sort) >"$root/DEBIAN/conffiles"
  (cd "$root" && find . -path ./DEBIAN -prune -o -type f -print0 | sort -z | xargs -0 md5sum | sed 's/ \.\// /') >"$root/DEBIAN/md5sums"
  chmod 644 "$root"/DEBIAN/{control,conffiles,md5sums}
  find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

publish
configuration
manual
documents
control
file=$output/rdns_${version}_amd64.deb
dpkg-deb --root-owner-group -Z"$compress" --build "$root" "$file" >/dev/null
echo "$file"
