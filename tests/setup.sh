#!/bin/sh
# What the tests use beside Python packages: a browser, the Nu HTML checker (a jar, so Java), axe-core, a feed
# reader, a web server, and an ssh server with rsync. Debian as root installs what is missing; elsewhere it says what to install.
set -eu

VNU=26.9.27
AXE=4.14.1
SHARE=.venv/share
mkdir -p "$SHARE"

has() { command -v "$1" >/dev/null 2>&1; }

missing=""
has chromium || has google-chrome || [ -n "${CHROMIUM:-}" ] || missing="$missing chromium"
# macOS ships a `java` that only says that there is none.
java -version >/dev/null 2>&1 || missing="$missing default-jre-headless"
has npm || missing="$missing npm"
has newsboat || missing="$missing newsboat"
has caddy || missing="$missing caddy"
has rsync || missing="$missing rsync"
has sshd || [ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
has epubcheck || missing="$missing epubcheck"
has nginx || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"

if [ -n "$missing" ]; then
    if has apt-get && [ "$(id -u)" = 0 ]; then
        echo "tests: installing$missing"
        apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing fonts-noto-core libnginx-mod-http-brotli-static >/dev/null
    else
        echo "tests: these are missing:$missing" >&2
        echo "  Debian:  sudo apt-get install$missing" >&2
        echo "  macOS:   brew install --cask chromium temurin && brew install node newsboat nginx epubcheck rsync caddy" >&2
        exit 1
    fi
fi

# Where it can be had, a font with Chinese letters: headlines are set in it, and pages that are looked at show them.
if has apt-get && [ "$(id -u)" = 0 ] && [ ! -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends fonts-noto-cjk >/dev/null 2>&1 ||
        echo "tests: no fonts-noto-cjk here, one test is left out"
fi

# npm is only the courier: both are single files that run without Node.
fetch() { # package version member target
    if [ -s "$SHARE/$4" ] && [ "$(cat "$SHARE/$4.version" 2>/dev/null)" = "$2" ]; then return; fi
    box=$(mktemp -d)
    (cd "$box" && npm pack --silent "$1@$2" >/dev/null && tar -xzf ./*.tgz)
    cp "$box/package/$3" "$SHARE/$4"
    echo "$2" > "$SHARE/$4.version"
    rm -rf "$box"
}
fetch vnu-jar "$VNU" build/dist/vnu.jar vnu.jar
fetch axe-core "$AXE" axe.min.js axe.min.js
