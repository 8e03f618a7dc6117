# Everything here sets itself up: a machine with Python 3.11+, venv and make is enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= 2

.PHONY: demo test slow ordeal lint bench clean

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[fast,postgres,alarms,dev]'
	$(BIN)/python -m compileall -q newscrawl  # many tests start processes; none of them should compile it first
	touch $@

demo: $(VENV)/installed          ## crawl 福州新闻 out of data/sample, offline
	@$(BIN)/scrapy demo

test: $(VENV)/installed          ## what every change must pass, in under four minutes on two cores
	$(BIN)/pytest -n $(JOBS) -m 'not slow'

slow: $(VENV)/installed          ## the rest: whole crawls killed again and again, real servers, real browsers
	$(BIN)/pytest -n $(JOBS) -m slow

ordeal: $(VENV)/installed        ## histories by chance, ORDEAL=100 of them: what passing troubles of the web cost
	ORDEAL=$${ORDEAL:-100} $(BIN)/pytest tests/hostile/test_hostile_web.py

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python scripts/check_style.py

bench: $(VENV)/installed         ## each benchmark prints its figures; takes a while
	@for bench in benchmarks/*.py; do case $$bench in */_*) ;; *) echo "== $$bench"; $(BIN)/python $$bench || exit 1;; esac; done

clean:
	rm -rf $(VENV) build *.egg-info
