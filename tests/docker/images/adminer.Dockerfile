FROM techmarket-test/base
EXPOSE 8080
USER nobody
CMD ["php", "-S", "0.0.0.0:8080", "/usr/share/adminer/adminer.php"]
