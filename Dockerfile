# Образ програми techmarket: для завдань Kubernetes і для тих, у кого є лише Docker (Windows, macOS).
#   make image                       techmarket:<версія>
#   docker-compose run --rm techmarket generate
# Не root, коренева файлова система може бути лише для читання (писати досить у /tmp). Усередині — програма, програми копіювання
# баз із їхніх власних образів (pg_dump має бути не старшим за сервер) і те з проєкту, що вона читає.
ARG BUILD_IMAGE=debian:12
ARG RUNTIME_IMAGE=debian:12-slim
ARG MYSQL_IMAGE=mysql:8.4
ARG POSTGRES_IMAGE=postgres:17

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# Готова програма в контексті (так роблять тести) — не збирати її вдруге.
RUN test -x build/techmarket || { \
      apt-get update && apt-get install -y --no-install-recommends bash ca-certificates && scripts/install-packages.sh && \
      cmake --preset release -DBUILD_TESTING=OFF && cmake --build build --target techmarket; }
RUN scripts/collect-program.sh build/techmarket /out/usr/local --without-loader && \
    mkdir -p /out/techmarket/docs /out/techmarket/database && \
    cp -r techmarket.toml /out/techmarket/ && cp -r docs/db /out/techmarket/docs/ && \
    cp -r database/data database/init /out/techmarket/database/ && \
    # Точки монтування описів, які завдання привозить із собою, і теки виводу.
    mkdir -p /out/output /out/backups && chmod 1777 /out/output /out/backups

FROM ${MYSQL_IMAGE} AS mysql
USER root
COPY scripts/collect-program.sh /
RUN /collect-program.sh "$(command -v mysqldump || command -v mariadb-dump)" /out/opt/mysql

FROM ${POSTGRES_IMAGE} AS postgres
USER root
COPY scripts/collect-program.sh /
RUN /collect-program.sh "$(ls /usr/lib/postgresql/*/bin/pg_dump 2>/dev/null | sort -V | tail -1 || command -v pg_dump)" /out/opt/postgres

FROM ${RUNTIME_IMAGE}
COPY --from=mysql /out/ /
COPY --from=postgres /out/ /
COPY --from=build /out/ /
RUN ldconfig && \
    for dump in mysqldump mariadb-dump; do test ! -e /opt/mysql/bin/$dump || ln -sf /opt/mysql/bin/$dump /usr/local/bin/$dump; done && \
    ln -sf /opt/postgres/bin/pg_dump /usr/local/bin/pg_dump
ENV LANG=C.UTF-8
WORKDIR /techmarket
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/techmarket"]
CMD ["--help"]
