#!/usr/bin/env bash
# Двигун Docker для тестів: наявний або власний, запущений у теці тесту. Підключається через source.

# shellcheck disable=SC2034  # engine_reason читає той, хто підключає
engine_reason=
engine_log=
engine_pid=

# start_engine ТЕКА: 0 — двигун відповідає; 1 — його немає і запустити не вдалося (причина в $engine_reason).
start_engine() {
  local folder=$1
  engine_reason=
  command -v docker >/dev/null || { engine_reason='docker is not installed'; return 1; }
  docker info >/dev/null 2>&1 && return 0
  [[ $(id -u) == 0 ]] || { engine_reason='no Docker engine answers, and only root can start one'; return 1; }
  command -v dockerd >/dev/null || { engine_reason='no Docker engine answers, and dockerd is not installed'; return 1; }
  mkdir -p "$folder"
  engine_log=$folder/dockerd.log
  export DOCKER_HOST=unix://$folder/docker.sock
  dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" \
    --host "$DOCKER_HOST" >"$engine_log" 2>&1 </dev/null &
  engine_pid=$!
  until docker info >/dev/null 2>&1; do
    kill -0 "$engine_pid" 2>/dev/null || { engine_reason="dockerd ended: $(tail -1 "$engine_log")"; return 1; }
    sleep 0.2
  done
}

# Спиняє лише той двигун, який запустили ми.
stop_engine() {
  [[ -n $engine_pid ]] || return 0
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  engine_pid=
}
