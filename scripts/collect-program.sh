#!/bin/sh
# Програма разом із бібліотеками, яких вона потребує, в одній теці: так її можна взяти з чужого образу в наш.
#   collect-program.sh ПРОГРАМА ТЕКА                   ТЕКА/bin/ПРОГРАМА — запускач, що бере все з ТЕКИ
#   collect-program.sh ПРОГРАМА ТЕКА --without-loader  сама програма; бібліотеки — в ТЕКА/lib, glibc — того образу, де
#                                                      вона працюватиме (не старша за glibc цього)
# ТЕКА починається з /out: решта шляху — де вона лежатиме.
set -eu

program=$1 folder=$2 own_loader=1
[ "${3:-}" != --without-loader ] || own_loader=
name=$(basename "$program")
installed=${folder#/out}
mkdir -p "$folder/bin" "$folder/lib"

# ldd: «libfmt.so.9 => /usr/lib/x86_64-linux-gnu/libfmt.so.9 (0x…)» або «/lib64/ld-linux-x86-64.so.2 (0x…)».
ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) .*/\1/p' | sort -u |
  while read -r library; do
    case $(basename "$library") in
      ld-linux* | libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libresolv.so.*)
        [ -n "$own_loader" ] || continue ;;
    esac
    cp -L "$library" "$folder/lib/"
  done

# Способи входу MySQL (caching_sha2_password…) клієнтська бібліотека довантажує сама.
for plugins in /usr/lib/*/libmariadb3/plugin /usr/lib/mysql/plugin; do
  [ -d "$plugins" ] || continue
  ldd "$program" | grep -q 'libmariadb' || continue
  mkdir -p "/out$plugins"
  cp -L "$plugins"/*.so "/out$plugins/"
done

if [ -z "$own_loader" ]; then
  cp -L "$program" "$folder/bin/$name"
  strip "$folder/bin/$name" 2>/dev/null || true
  exit
fi
mkdir -p "$folder/libexec"
cp -L "$program" "$folder/libexec/$name"
loader=$(basename "$(ls "$folder"/lib/ld-linux* | head -1)")
cat >"$folder/bin/$name" <<SH
#!/bin/sh
exec $installed/lib/$loader --library-path $installed/lib $installed/libexec/$name "\$@"
SH
chmod 755 "$folder/bin/$name"
