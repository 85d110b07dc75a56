# Sourced where built programs are looked for. Usage: . "$here/lib/program.sh"

# find_program NAME VARIABLE: the built program, or nothing.
find_program() {
    local root=$here/../.. place
    for place in "${!2:-}" "$root/.build/release/$1" "$root/.build/debug/$1" \
        "$root/enclave/.build/release/$1" "$root/enclave/.build/debug/$1"; do
        [ -n "$place" ] && [ -x "$place" ] && realpath "$place" && return
    done
}
