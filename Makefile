# make demo   set everything up, label an example page, show the result and write a report
# make test   set everything up, run the linters, the type checker and all tests with coverage
# make train  set everything up, train the default model from the corpora (see README)
# make clean  remove everything that the other targets made

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test train clean

demo: .venv/.installed
	$(BIN)/noisefilter predict examples/demo.html --report demo-report.html

test: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term

train: .venv/.installed-train
	$(BIN)/python -m train

clean:
	rm -rf .venv build dist htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache demo-report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp per set of packages: what is installed already is left alone until pyproject.toml changes.
.venv/.installed: pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.installed-%: pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "noisefilter needs Python 3.11 or newer, \
	and $(PYTHON) is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
