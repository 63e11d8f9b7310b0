# Договір образу mariadb 11: змінні MYSQL_* він розуміє нарівні з MARIADB_*, а програм mysql… у ньому немає.
FROM techmarket-test/mariadb-base
COPY mariadb-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/mysql
EXPOSE 3306
ENTRYPOINT ["mariadb-entrypoint.sh"]
CMD ["mariadbd"]
