# Thin: each target makes the virtual environment it needs and calls one command.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := PYTHONWARNINGS=ignore $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test properties lint format compiled audit sbom screenshots chromium prometheus clean

demo: $(VENV)/.installed  ## the whole flow on the sample articles, on a broker of its own
	@$(BIN)/strikewatch demo

test: $(VENV)/.developing chromium prometheus  ## style, types, import contracts and every test; the tests run whatever the checks before find
	@$(MAKE) --no-print-directory lint; checked=$$?; \
	$(BIN)/python -m pytest -n 2 --dist loadgroup && exit $$checked

properties: $(VENV)/.developing  ## what must hold for any input, each on thousands of generated streams
	$(BIN)/python -m pytest tests/property --hypothesis-profile=thousands --timeout=0 -n 2

lint: $(VENV)/.developing
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.developing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

compiled: $(BIN)/python  ## the compiled wheel in dist and in an environment of its own; $(VENV) runs the sources as they are
	@rm -f dist/strikewatch-*.whl
	STRIKEWATCH_COMPILE=1 $(PIP) wheel --no-deps --wheel-dir dist .
	$(PYTHON) -m venv $(VENV)-compiled
	$(VENV)-compiled/bin/python -m pip --quiet --disable-pip-version-check install --force-reinstall "strikewatch[embedded] @ file://$$(echo $(CURDIR)/dist/strikewatch-*.whl)"

audit: $(VENV)/.installed  ## known vulnerabilities of what is installed; 69 where no advisory service answers
	@VENV=$(VENV) PYTHON=$(PYTHON) .ci/audit audit

sbom: $(VENV)/.installed  ## dist/strikewatch.cdx.json: what is installed, as CycloneDX
	@VENV=$(VENV) PYTHON=$(PYTHON) .ci/audit sbom

screenshots: $(VENV)/.developing chromium  ## docs/images anew, from invented articles of the tests
	$(BIN)/python docs/images/take.py

# The tests of the dashboard need a Chromium, those of the rules and metrics a Prometheus. Root on Debian gets them here;
# elsewhere they are skipped and say why.
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || $(call debian,chromium fonts-dejavu-core) || \
	  echo "no chromium: the tests in tests/browser will be skipped; install it with your package manager"

prometheus:
	@command -v promtool >/dev/null || $(call debian,prometheus) || \
	  echo "no prometheus: the tests that ask one will be skipped; install it with your package manager"

debian = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing $(1) ..." && apt-get -qq update && \
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(1) >/dev/null; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v < (3, 11) and sys.exit("strikewatch needs Python 3.11 or newer; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % v[:2])'
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing strikewatch in $(VENV) ..."
	@$(PIP) install --editable ".[embedded]"
	@touch $@

# One installation with everything: apart, the tools could move what strikewatch itself depends on.
$(VENV)/.developing: pyproject.toml | $(BIN)/python
	@echo "Installing strikewatch and what its tests need in $(VENV) ..."
	@$(PIP) install --editable ".[embedded]" --group dev
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) $(VENV)-compiled $(VENV)-audit build dist *.egg-info
