# usage: sh tether.sh folder command [argument…], as the leader of a process group
# Runs a command until it ends or its own input does. Then ends the group and removes the folder, where it keeps its files:
# nothing stays behind.
folder=$1
shift
{ TMPDIR="$folder" "$@" 2>&1; kill 0; } &
trap : TERM
read -r _
trap '' TERM
kill 0
sleep 0.2
rm -rf "$folder"
kill -KILL 0
