# Everything here sets itself up: a machine with Python 3.11+, venv and make is enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= 3# one more than the cores: tests wait for processes, disks and clocks
export PYTHONDONTWRITEBYTECODE =# hundreds of processes import the same modules: compiled once

.PHONY: demo test quick ordeal lint messages bench clean

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "installing newscrawl and its tools into $(VENV), once"
	PYTHON=$(PYTHON) deploy/install-python.sh $(VENV) --no-compile --editable '.[fast,postgres,alarms,export,web,dev]'
	$(BIN)/python -m compileall -q -j 0 newscrawl  # many tests start processes; none of them should compile it first
	touch $@

demo: $(VENV)/installed          ## crawl 福州新闻 out of newscrawl/sample, offline
	@$(BIN)/scrapy demo

test: $(VENV)/installed          ## what every change must pass: all tests, in less than five minutes on two cores
	$(BIN)/pytest --forks $(JOBS)

# A part is a folder or a module: `make quick T=reader/fields`, `make quick T=urls`.
PART = $(wildcard tests/$(T)/ tests/$(dir $(T))test_$(notdir $(T)).py newscrawl/$(T)/ newscrawl/$(T).py)
quick: $(VENV)/installed         ## the fast tests of one part and its doctests, in seconds: make quick T=reader/fields
	$(if $(and $(T),$(PART)),,$(error name a part of newscrawl: make quick T=reader/fields))
	$(BIN)/pytest $(if $(wildcard tests/$(T)/),--forks $(JOBS)) -m 'not slow' $(PART)

ordeal: $(VENV)/readers          ## all tests, every round of the loops that kill, damage and build histories at random
	ORDEAL=$${ORDEAL:-100} $(BIN)/pytest --forks $(JOBS)

$(VENV)/readers: $(VENV)/installed   # what others read exports with: too long to install for every run
	deploy/install-packages.sh spreadsheet
	deploy/install-python.sh $(VENV) --no-compile --editable '.[fast,postgres,alarms,export,dev,readers]'
	touch $@

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python scripts/check_style.py
	$(BIN)/python scripts/check_messages.py

messages: $(VENV)/installed     ## collect what people read, bring newscrawl/locale up to date, compile it
	$(BIN)/python scripts/messages.py

bench: $(VENV)/installed         ## each benchmark prints its figures; takes a while
	@for bench in benchmarks/*.py; do case $$bench in */_*) ;; *) echo "== $$bench"; $(BIN)/python $$bench || exit 1;; esac; done

clean:
	rm -rf $(VENV) build *.egg-info
