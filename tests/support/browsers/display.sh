# usage: sh display.sh command [argument…]
# Runs a command with a display of its own. X takes a number that is free, and says which when it is ready.
number=$({ Xvfb -displayfd 3 -nolisten tcp -screen 0 1280x1024x24 3>&1 >&2 & } | head -n 1)
[ -n "$number" ] || { echo 'Xvfb could not be started' >&2; exit 1; }
export DISPLAY=":$number"
exec "$@"
