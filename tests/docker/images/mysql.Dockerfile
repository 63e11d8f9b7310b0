FROM techmarket-test/base
COPY mysql-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/mysql
EXPOSE 3306
ENTRYPOINT ["mysql-entrypoint.sh"]
CMD ["mysqld"]
