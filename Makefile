# `make help` lists the targets. What they make is in .venv, .demo, .browser, .site, dist and
# node_modules (`make clean`).
#
# Variables: PYTHON=python3.11   NO_APP=1   VIDEOS=folder   PYTEST_ARGS="-x -k reps"   JOBS=0

.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo
# Videos of real squats, and what people measured on them. No part of the repository.
SHARED := ../shared

# Processes that the tests are shared out to, by files; 0 runs them in one, which debuggers need.
JOBS := auto
SHARED_OUT = -n $(JOBS) --maxprocesses 4 --dist loadfile

# Only looked for when .venv has to be made. Each candidate is run, because a name on PATH may
# be a version manager's placeholder, and Debian ships Python without venv.
FIND_PYTHON = for p in python3.11 python3.12 python3.10 python3.13 python3; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 14))' \
		2>/dev/null && { echo "$$p"; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))

PIP = $(BIN)/python -m pip --disable-pip-version-check --no-input
# FiftyOne brings opencv-python-headless, mediapipe brings opencv-contrib-python. Both own the
# folder cv2, and the one that is installed last wins. The contrib build needs libGL, libglib and
# libxcb, which a server or a container lacks; the headless build needs none of them, and
# mediapipe works with either. So the headless files are put back after every installation.
HEADLESS_LAST = $(PIP) install --quiet --force-reinstall --no-deps 'opencv-python-headless<5'

# The demo leaves the user's own FiftyOne datasets and plugins alone. A database folder alone
# would not do: FiftyOne joins any server of its kind that the user has running, hence the name.
# Validation is off because scripts would print a notice about MongoDB 6 at each start.
DEMO_ENV = FIFTYONE_DATABASE_DIR="$(CURDIR)/$(DEMO)/db" FIFTYONE_DATABASE_VALIDATION=false \
	FIFTYONE_DATABASE_NAME=fo_buttwink_demo \
	FIFTYONE_PLUGINS_DIR="$(CURDIR)/$(DEMO)/plugins" FIFTYONE_DO_NOT_TRACK=true \
	FIFTYONE_DEFAULT_DATASET_DIR="$(CURDIR)/$(DEMO)/data"
DEMO_ARGS = $(if $(NO_APP),--no-app) $(if $(VIDEOS),--videos "$(VIDEOS)")

.NOTPARALLEL: # several targets run pip in the same environment
.PHONY: help demo test test-browser panels pictures reference docs walkthrough coverage dist try-wheel \
	footage torture audit sbom lowest lint doctor setup clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 21
	@echo
	@sed -n 's/^# Variables:/  variables:/p' $(MAKEFILE_LIST)

demo: $(VENV)/.ready $(DEMO)/plugins/fo_buttwink ## set up, measure sample videos, open the App
	@echo "Measuring $(if $(VIDEOS),the videos in $(VIDEOS),the sample videos); datasets and plugins of your own are left alone (all is in $(DEMO))"
	@$(DEMO_ENV) $(BIN)/fo-buttwink demo $(DEMO_ARGS)

test: $(VENV)/.dev $(VENV)/.ready ## set up, run the tests
	$(BIN)/python -m pytest $(SHARED_OUT) $(PYTEST_ARGS)

test-browser: $(VENV)/.browser $(VENV)/.docs $(VENV)/.dev $(VENV)/.ready ## run the tests that drive the App in Chromium
	$(BIN)/python -m pytest -m 'browser and not pictures' tests/browser $(PYTEST_ARGS)

pictures: $(VENV)/.browser $(VENV)/.dev $(VENV)/.ready ## make the pictures of the documentation anew
	$(BIN)/python benchmarks/method_figure.py
	$(BIN)/python -m pytest -m pictures tests/browser $(PYTEST_ARGS)

# What the code says about itself: fields, commands, layers, errors, formats. Tests fail if it is old.
reference: $(VENV)/.dev $(VENV)/.ready ## make the pages anew that are made from the code
	PYTHONPATH=. $(BIN)/python tools/fields_page.py
	PYTHONPATH=. $(BIN)/python tools/cli_page.py
	PYTHONPATH=. $(BIN)/python tests/helpers/layers.py
	PYTHONPATH=.:tests/helpers $(BIN)/python tests/helpers/error_codes.py
	@$(DEMO_ENV) PYTHONPATH=. $(BIN)/python tools/format_pages.py

docs: $(VENV)/.docs ## build the site into .site, with every warning an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	$(BIN)/python tools/check_site.py .site

walkthrough: $(VENV)/.dev $(DEMO)/plugins/fo_buttwink $(VENV)/.ready ## follow the tutorial for curators, as a program
	@echo "Following docs/tutorials/curator.md, with a database of its own in $(DEMO)"
	@$(DEMO_ENV) PYTHONPATH=. $(BIN)/python tools/blocks.py docs/tutorials/curator.md \
		$(if $(VIDEOS),--videos "$(VIDEOS)")

# Quick from Python 3.12 on, which can watch lines itself; an older one warns, and is slow.
coverage: $(VENV)/.dev $(VENV)/.ready ## run the tests, and check how many lines they reach
	COVERAGE_CORE=sysmon $(BIN)/python -m pytest --cov --cov-report= $(SHARED_OUT) $(PYTEST_ARGS)
	$(BIN)/python tools/coverage_floor.py

dist: $(VENV)/.dev ## build wheel and source archive into dist, and check both
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

# By default all supported interpreters on the path; a quarter of an hour each.
try-wheel: dist ## try the built wheel with each Python: PYTHONS="python3.10 python3.13"
	$(BIN)/python tools/try_wheel.py $(PYTHONS)

# Needs node and npm, and once the network. What is made is committed: nobody else needs them.
panels: node_modules/.ready ## make the JavaScript of the panels anew from assets/panels/src
	npm run --silent format
	npm run --silent types
	npm run --silent build
	npm run --silent test

footage: $(VENV)/.dev $(VENV)/.ready ## bench on people and slow tests, on real footage
ifeq ($(wildcard $(SHARED)/videos),)
	@echo "There is no folder $(SHARED)/videos with real footage, so nothing was run on people."
else
	@# Inference on all cores at once; what comes after reads the cache.
	$(BIN)/fo-buttwink analyze $(SHARED)/videos >/dev/null
ifneq ($(wildcard $(SHARED)/hand),)
	$(BIN)/fo-buttwink bench people --data $(SHARED)/videos \
		$(if $(wildcard $(SHARED)/mocap),--mocap $(SHARED)/mocap)
endif
	$(BIN)/python -m pytest -m footage $(PYTEST_ARGS)
endif

torture: $(VENV)/.dev $(VENV)/.ready ## hostile files, kills, faults; writes docs/torture.md
	$(PIP) install --quiet --editable '.[ray]'
	$(BIN)/python -m pytest -m torture --ignore tests/torture $(PYTEST_ARGS)
	$(BIN)/python tests/helpers/tally.py $(PYTEST_ARGS)

# In an environment of its own; needs the network.
audit: ## look for known vulnerabilities of the versions in constraints.txt
	"$(PYTHON)" -m venv .audit
	.audit/bin/python -m pip install --quiet pip-audit
	.audit/bin/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt
	rm -rf .audit

sbom: $(VENV)/.ready ## list everything that is installed in out/sbom.json (CycloneDX)
	"$(PYTHON)" -m venv .audit
	.audit/bin/python -m pip install --quiet cyclonedx-bom
	mkdir -p out
	.audit/bin/cyclonedx-py environment $(BIN)/python --output-format JSON --output-file out/sbom.json
	rm -rf .audit

# An environment of its own (1.5 GB), removed afterwards. What is not named in pyproject.toml is the
# newest, as for somebody who installs today. The tests of what needs no database, App or inference.
LOWEST := .lowest
NO_SERVICE := not database and not pose and not footage and not browser and not torture and not pictures
CORE_TESTS := tests/_util tests/cache tests/domain tests/export tests/measure tests/pipeline tests/video
lowest: ## run the core tests with the lowest versions that pyproject.toml allows
	"$(PYTHON)" -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet uv
	VIRTUAL_ENV=$(LOWEST) $(LOWEST)/bin/uv pip install --quiet --resolution lowest-direct \
		--requirement pyproject.toml --extra export
	VIRTUAL_ENV=$(LOWEST) $(LOWEST)/bin/uv pip install --quiet \
		pytest hypothesis pytest-timeout pytest-rerunfailures jsonschema
	VIRTUAL_ENV=$(LOWEST) $(LOWEST)/bin/uv pip install --quiet --reinstall --no-deps \
		"opencv-python-headless==$$($(LOWEST)/bin/python -c \
		'import importlib.metadata as m; print(m.version("opencv-python-headless"))')"
	PYTHONPATH=. $(LOWEST)/bin/python -m pytest $(CORE_TESTS) -m '$(NO_SERVICE)' $(PYTEST_ARGS)
	rm -rf $(LOWEST)

lint: $(VENV)/.dev ## ruff, its format, mypy, and whether what is imported is declared
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deptry fo_buttwink

doctor: $(VENV)/.installed ## check the installation
	@$(BIN)/python -c 'from fo_buttwink.install.doctor import main; raise SystemExit(main())'

setup: $(VENV)/.ready ## install the package, the database and the pose model
	@echo "Ready: $(BIN)/fo-buttwink --help. For the App's panels: $(BIN)/fo-buttwink plugin link"

clean: ## remove .venv, .demo, .browser, .site, dist and node_modules
	rm -rf $(VENV) $(DEMO) $(LOWEST) .audit .browser .site dist node_modules

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "no Python 3.10 to 3.13 with venv found." \
		"Install one (Debian, Ubuntu: apt-get install python3 python3-venv)," \
		"or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Making the Python environment $(VENV)"
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing fo_buttwink and its dependencies (a minute or two)"
	@$(PIP) install --quiet --editable .
	@$(HEADLESS_LAST)
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "Installing the development tools"
	@$(PIP) install --quiet --editable '.[dev]'
	@touch $@

# Playwright without its own browsers: Debian's Chromium is used (apt-get install chromium).
$(VENV)/.browser: $(VENV)/.installed
	$(PIP) install --quiet --editable '.[browser]'
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	$(PIP) install --quiet --editable '.[docs]'
	@touch $@

# Without a lock file, which would name a registry: the versions in package.json are exact.
node_modules/.ready: package.json
	npm install --package-lock=false --no-audit --no-fund
	@touch $@

# Database and pose model. Fails if the doctor does.
$(VENV)/.ready: $(VENV)/.installed
	@echo "Fetching the database and the pose model, if they are missing"
	@$(BIN)/python -c 'from fo_buttwink.install.doctor import main; raise SystemExit(main(fix=True))'
	@touch $@

$(DEMO)/plugins/fo_buttwink:
	@mkdir -p $(@D)
	@ln -sfn "$(CURDIR)" $@
