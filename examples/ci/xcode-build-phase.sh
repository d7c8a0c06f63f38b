#!/bin/sh
# Xcode: a "Run Script" build phase, before "Compile Sources"; findings stand beside the compiler's.
# Untick "Based on dependency analysis", or list the models as input files. Install kb once: pipx install coreml-kb
#
# KB_MODELS: models or folders, one (the target's own folder without it).
# KB_FAIL_ON: error by default; never: warn only.

# Xcode's own PATH knows neither Homebrew nor pipx.
PATH="$PATH:/opt/homebrew/bin:/usr/local/bin:$HOME/.local/bin"
if ! command -v "${KB:-kb}" >/dev/null; then
    echo "warning: kb is not installed, models are not checked (pipx install coreml-kb)"
    exit 0
fi

# What the target is built for: kb leaves out what cannot concern it.
min_os=""
if [ -n "${IPHONEOS_DEPLOYMENT_TARGET:-}" ] && [ "${PLATFORM_NAME#iphone}" != "${PLATFORM_NAME:-}" ]; then
    min_os="ios$IPHONEOS_DEPLOYMENT_TARGET"
elif [ -n "${MACOSX_DEPLOYMENT_TARGET:-}" ] && [ "${PLATFORM_NAME:-}" = macosx ]; then
    min_os="macos$MACOSX_DEPLOYMENT_TARGET"
fi
exec "${KB:-kb}" check "${KB_MODELS:-$SRCROOT/$TARGET_NAME}" ${min_os:+--min-os "$min_os"} \
    --fail-on "${KB_FAIL_ON:-error}" --format xcode
