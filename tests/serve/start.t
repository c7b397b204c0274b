#!/bin/sh
# How gongwen serve begins and ends: wrong options, a port that is taken, the browser, a report that
# is broken from the start.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

cp data/2023-annual-report.yaml "$work/report.yaml"
fails "no report" 2 "$GONGWEN" serve
fails "no port" 2 "$GONGWEN" serve --port 0 "$work/report.yaml"
fails "a port that is none" 2 "$GONGWEN" serve --port 65536 "$work/report.yaml"
fails "an editor that runs what it holds" 2 "$GONGWEN" serve --editor javascript:x "$work/report.yaml"
fails "standard input" 2 "$GONGWEN" serve -
fails "a report that is not there" 1 "$GONGWEN" serve "$work/none.yaml"
fails "an earlier draft that is not there" 1 "$GONGWEN" serve --against "$work/none.yaml" "$work/report.yaml"

# begin OPTION...: starts it in the background, with $pid and $address.
begin() {
    : >"$work/out"
    "$GONGWEN" serve --no-system-fonts "$@" >"$work/out" 2>"$work/err" &
    pid=$!
    tries=100
    until grep -q '\^C' "$work/out" || [ "$tries" -eq 0 ]; do
        sleep 0.1
        tries=$((tries - 1))
    done
    address=$(grep -o 'http:[^ ]*' "$work/out")
}

# finish NAME: ends it.
finish() {
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    is "$1" "$status" 0
}

# ---- the browser ----

mkdir "$work/bin" "$work/run"
cat >"$work/bin/xdg-open" <<'EOF'
#!/bin/sh
stat -c %a "$1" >"$OPENED"
cat "$1" >>"$OPENED"
EOF
chmod +x "$work/bin/xdg-open"
export OPENED="$work/opened"
PATH=$work/bin:$PATH XDG_RUNTIME_DIR=$work/run begin --open "$work/report.yaml"
tries=50
until [ -s "$OPENED" ] || [ "$tries" -eq 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
done
sleep 0.2
is "only the user may read where the browser is sent" "$(head -n 1 "$OPENED")" 600
ok "it is the address" grep -qF "url=$address" "$OPENED"
is "nothing is complained of" "$(cat "$work/err")" ""

# ---- the port ----

port=${address#*:*:}
port=${port%%/*}
fails "a port that is taken" 1 "$GONGWEN" serve --port "$port" "$work/report.yaml"
ok "it is named" grep -q "$port" "$work/tap-output"
finish "it ends in good order"
is "and leaves nothing behind" "$(ls "$work/run")" ""
begin --port "$port" "$work/report.yaml"
ok "then the port is free again" grep -q ":$port/" "$work/out"
finish "and ends"

# ---- a report that is broken ----

echo 'title: [' >"$work/report.yaml"
begin "$work/report.yaml"
ok "it begins even so" test -n "$address"
ok "and tells what is wrong" grep -q 'report.yaml:.*error' "$work/err"
finish "and ends"
done_testing
