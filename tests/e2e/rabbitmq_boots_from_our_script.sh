#!/usr/bin/env bash
# A system of 90 applications: the boot script of RabbitMQ with all its plugins is that of systools, and boots the broker.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# The package as it is installed, or unpacked by script/bootstrap.
plugins=$(compgen -G '/usr/lib/rabbitmq/lib/rabbitmq_server-*/plugins' ||
    compgen -G "$REPO/build/peers/rabbitmq-server/usr/lib/rabbitmq/lib/rabbitmq_server-*/plugins") ||
    fail "RabbitMQ is missing: run script/bootstrap"
otp_root=$(dirname "$(dirname "$(readlink -f "$(command -v erl)")")")
elixir_lib=$(dirname "$(dirname "$(readlink -f "$(command -v elixir)")")")/lib

# NAME-VERSION for all that is not part of Erlang, as the lib folder of a release has it.
library=$TEST_TMP/lib
mkdir "$library"
ln -s "$plugins"/*-*/ "$library"
# RabbitMQ 4 has the same registered name twice, which systools refuses, and so do we.
for app in osiris rabbitmq_aws; do
    folder=$(basename "$library/$app"-*)
    rm "$library/$folder"
    cp -r "$plugins/$folder" "$library/$folder"
    sed -i 's/{registered, *\[ra_sup\]}/{registered,[osiris_sup]}/; s/\[rabbitmq_aws_sup,rabbitmq_aws_sup\]/[rabbitmq_aws_sup]/' \
        "$library/$folder/ebin/$app.app"
done
for app in elixir iex; do
    version=$(sed -nE 's/.*\{vsn, *"([^"]+)"\}.*/\1/p' "$elixir_lib/$app/ebin/$app.app")
    ln -s "$elixir_lib/$app" "$library/$app-$version"
done

# The broker starts the plugins that its own file lists; they are only loaded.
applications=(rabbit)
for app in "$library"/rabbitmq_*; do
    app=$(basename "$app")
    app=${app%%-*}
    [[ $app == rabbitmq_prelaunch ]] || applications+=("$app:load")
done
mkdir "$TEST_TMP/by-systools"
expect_exit 0 testkit make-release "$TEST_TMP" rabbit 1.0.0 "$otp_root" "$library" "${applications[@]}"
expect_contains "$OUT" '^([89][0-9]|1[0-9][0-9]) applications$'
expect_exit 0 escript "$REPO/tests/peer/make_boot_script.escript" "$TEST_TMP" rabbit "$library"
expect_equal '' "$(<"$OUT")" "warnings of systools"
cmp "$TEST_TMP/by-systools/rabbit.boot" "$TEST_TMP/rabbit.boot" || fail "systools makes another boot script"

# The system is the broker and its management interface, on ports of its own, with all its files in one folder.
port=$(free_port)
management_port=$(free_port)
state=$TEST_TMP/state
mkdir "$state"
echo '[rabbitmq_management].' >"$state/enabled_plugins"
cat >"$state/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management_port
log.console = true
log.file = false
END
environment=(
    SYS_PREFIX="$state"
    ERL_EPMD_ADDRESS=127.0.0.1
    RABBITMQ_NODENAME="rabbit-$port@localhost"
    RABBITMQ_DIST_PORT="$(free_port)"
    RABBITMQ_HOME="$(dirname "$plugins")"
    RABBITMQ_PLUGINS_DIR="$plugins"
    RABBITMQ_CONFIG_FILE="$state/rabbitmq.conf"
    RABBITMQ_ENABLED_PLUGINS_FILE="$state/enabled_plugins"
    RABBITMQ_MNESIA_BASE="$state/mnesia"
    RABBITMQ_LOG_BASE="$state/log"
    RABBITMQ_PID_FILE="$state/pid"
)
start_background rabbit env "${environment[@]}" erl -noshell -noinput -boot "$TEST_TMP/rabbit" \
    -boot_var RELEASE_LIB "$library" -kernel prevent_overlapping_partitions false -syslog logger '[]' \
    -syslog syslog_error_logger false
wait_for 60 grep -q 'Server startup complete' "$TEST_TMP/logs/rabbit.log"

expect_exit 0 env ERL_LIBS="$library" escript "$REPO/tests/peer/amqp_echo.escript" "$port" 'Schiff ahoi, 船'
expect_equal 'Schiff ahoi, 船' "$(<"$OUT")" "messages"
overview=$(curl --silent --show-error --fail --max-time 10 --noproxy '*' --user guest:guest \
    "http://127.0.0.1:$management_port/api/overview")
expect_contains "$overview" '"product_name":"RabbitMQ"'
stop_pid "$BACKGROUND_PID" 30
expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"
