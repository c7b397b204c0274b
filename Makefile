# gongwen. `make report` and `make test` need nothing done before: they install what is missing
# (packages.list), fetch the fonts and build. `make help` lists the targets.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
VERSION := $(shell sed -n 's/.*GONGWEN_VERSION "\(.*\)".*/\1/p' src/base/version.h)
ABI := 0

datadir = $(PREFIX)/share/gongwen
includedir = $(PREFIX)/include
libdir = $(PREFIX)/lib
bindir = $(PREFIX)/bin
libexecdir = $(PREFIX)/libexec/gongwen
mandir = $(PREFIX)/share/man
localedir = $(PREFIX)/share/locale

# `make V=1` shows whole commands.
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n'
endif
JOBS := $(shell nproc 2>/dev/null || echo 1)

PACKAGES := yaml-0.1 freetype2 harfbuzz harfbuzz-subset fontconfig libdeflate libpng libjpeg expat \
	glib-2.0 libpcre2-8
# Opened by `gongwen import` (src/import/library.h) and `gongwen comments` alone, so not linked.
OPENED := libxml-2.0 libzip libqpdf
SIGN_PACKAGES := libcrypto libssl p11-kit-1 libdeflate libpng libjpeg expat glib-2.0
WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
OPT ?= -O2 -g
HARDEN ?= -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
HARDEN_LINK ?= -Wl,-z,relro -Wl,-z,now -Wl,--as-needed
override CPPFLAGS += -D_GNU_SOURCE -Isrc -I$(BUILD)/generated -DGONGWEN_DATA_FOLDER='"$(datadir)"' \
	$(shell pkg-config --cflags $(PACKAGES) $(OPENED) $(SIGN_PACKAGES) libuv 2>/dev/null)
override CFLAGS += -std=gnu11 -fPIC -fvisibility=hidden $(OPT) $(WARN) $(HARDEN)
override LDFLAGS += $(HARDEN_LINK)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lhpdf -lcsv -lm

# gongwen-sign runs the commands that need cryptography, so that the others do not load it.
SIGN_LIBS = $(shell pkg-config --libs $(SIGN_PACKAGES) 2>/dev/null) -lm
SIGNER_ONLY := $(addprefix src/command/,signer.c signer_sign.c signer_verify.c asker.c signing_time.c)
SIGN_SOURCES := $(sort $(wildcard src/sign/*.c))
SIGNER_SOURCES := $(SIGNER_ONLY) $(addprefix src/command/,sign.c options.c language.c) \
	$(sort $(wildcard src/base/*.c src/image/*.c src/pdf/*.c)) src/output/publish.c

# gongwen-live runs the commands that live on with a report: they have an event loop.
LIVE_PACKAGES := libuv libmicrohttpd
LIVE_LIBS = $(shell pkg-config --libs $(LIVE_PACKAGES) 2>/dev/null) $(LIBS)
LIVE_ONLY := $(sort $(wildcard src/command/live*.c))
LIVE_SOURCES := $(LIVE_ONLY) $(sort $(wildcard src/watch/*.c src/serve/*.c)) \
	$(addprefix src/command/,watch.c serve.c revision.c options.c language.c request.c \
	rendering.c)

LIBRARY_SOURCES := $(sort $(filter-out src/command/% src/sign/% src/watch/% src/serve/%, \
	$(wildcard src/*/*.c)) $(wildcard src/*.c))
COMMAND_SOURCES := $(sort $(filter-out $(SIGNER_ONLY) $(LIVE_ONLY),$(wildcard src/command/*.c)))
UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
LIBRARY_OBJECTS := $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
COMMAND_OBJECTS := $(COMMAND_SOURCES:%.c=$(BUILD)/%.o)
SIGN_OBJECTS := $(SIGN_SOURCES:%.c=$(BUILD)/%.o)
SIGNER_OBJECTS := $(SIGNER_SOURCES:%.c=$(BUILD)/%.o)
LIVE_OBJECTS := $(LIVE_SOURCES:%.c=$(BUILD)/%.o)
UNIT_PROGRAMS := $(UNIT_SOURCES:%.c=$(BUILD)/%)
REPLAY_PROGRAMS := $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/tests/fuzz/replay_%)
TESTS_IN_C := $(UNIT_PROGRAMS) $(REPLAY_PROGRAMS) $(BUILD)/tests/library/host
CATALOGS := $(patsubst po/%.po,$(BUILD)/locale/%/LC_MESSAGES/gongwen.mo,$(wildcard po/*.po))
SCHEMAS := $(addprefix $(BUILD)/schema/,report.json layout.json form.json)
PROGRAM := $(BUILD)/gongwen
SIGNER := $(BUILD)/gongwen-sign
LIVE := $(BUILD)/gongwen-live
LIBRARY := $(BUILD)/libgongwen.a $(BUILD)/libgongwen.so $(BUILD)/gongwen.pc

all: $(PROGRAM) $(SIGNER) $(LIVE) $(LIBRARY) $(CATALOGS) $(SCHEMAS)

# ---- the two commands of the README ----

report: deps-build fonts
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory $(BUILD)/2023-annual-report.pdf
	@echo "$(BUILD)/2023-annual-report.pdf is up to date"

test: deps-build deps-test fonts
	@$(MAKE) --no-print-directory -j$(JOBS) all $(TESTS_IN_C)
	@$(MAKE) --no-print-directory $(BUILD)/2023-annual-report.pdf check

# The depfile names data, layouts and fonts, so that this is made again when one of them changes.
$(BUILD)/2023-annual-report.pdf: data/2023-annual-report.yaml $(PROGRAM) | $(CATALOGS) $(SCHEMAS)
	GONGWEN_DATA=$(CURDIR) $(PROGRAM) render $< -o $@ --depfile $@.d
-include $(BUILD)/2023-annual-report.pdf.d

# ---- what the project stands on ----

deps: deps-build deps-test deps-lint deps-bench
deps-%: $(BUILD)/.deps-%
	@:
$(BUILD)/.deps-%: packages.list tests/install-packages.sh
	@mkdir -p $(@D)
	@sh tests/install-packages.sh $*
	@touch $@

fonts: $(BUILD)/.fonts
$(BUILD)/.fonts: fonts/fonts.yaml fonts/fetch.sh
	@mkdir -p $(@D)
	@sh fonts/fetch.sh
	@touch $@

# ---- building ----

$(PROGRAM): $(COMMAND_OBJECTS) $(LIBRARY_OBJECTS)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ $(LIBS)

$(SIGNER): $(SIGNER_OBJECTS) $(SIGN_OBJECTS)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ $(SIGN_LIBS)

$(LIVE): $(LIVE_OBJECTS) $(LIBRARY_OBJECTS)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ $(LIVE_LIBS)

# The colours that PDFs are meant for: sRGB, from Debian's icc-profiles-free.
COLOUR_PROFILE ?= /usr/share/color/icc/sRGB.icc
$(BUILD)/generated/colour_profile.h: $(COLOUR_PROFILE)
	@mkdir -p $(@D)
	$(say) ICC $@
	$(Q)od -An -v -tu1 $< | sed 's/\([0-9][0-9]*\)/\1,/g' > $@.new && mv $@.new $@
$(BUILD)/src/output/pdf_colour.o: $(BUILD)/generated/colour_profile.h

# What `gongwen serve` hands to the browser, as arrays: asset_page_js of page.js.
ASSETS := $(sort $(wildcard src/serve/assets/*))
$(BUILD)/generated/serve_assets.h: $(ASSETS)
	@mkdir -p $(@D)
	$(say) PACK $@
	$(Q)for file in $(ASSETS); do \
		echo "static const char asset_$$(basename $$file | tr . _)[] = {" && \
		od -An -v -td1 $$file | sed 's/\(-*[0-9][0-9]*\)/\1,/g' && echo '};' || exit 1; \
	done > $@.new && mv $@.new $@
$(BUILD)/src/serve/routes.o: $(BUILD)/generated/serve_assets.h

# One object with the internal names hidden, so that the archive cannot clash with its host's.
$(BUILD)/libgongwen.a: $(LIBRARY_OBJECTS)
	$(say) AR $@
	$(Q)$(LD) -r -o $(BUILD)/libgongwen.o $^
	$(Q)objcopy --localize-hidden $(BUILD)/libgongwen.o
	$(Q)$(RM) $@
	$(Q)$(AR) rcs $@ $(BUILD)/libgongwen.o

$(BUILD)/libgongwen.so: $(LIBRARY_OBJECTS)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libgongwen.so.$(ABI) -o $@ $^ $(LIBS)

# What holds the prefix is made again for another one: `make`, then `make install PREFIX=/usr`.
$(BUILD)/.prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@
$(BUILD)/src/gongwen.o: $(BUILD)/.prefix
.PHONY: FORCE

$(BUILD)/gongwen.pc: Makefile $(BUILD)/.prefix
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'Name: gongwen' \
		'Description: official Chinese documents in the form of GB/T 9704' \
		'Version: $(VERSION)' 'Requires.private: $(PACKAGES)' 'Cflags: -I$${prefix}/include' \
		'Libs: -L$${prefix}/lib -lgongwen' 'Libs.private: -lhpdf -lcsv -lm' > $@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: tests/unit/%.c $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY_OBJECTS) -lcmocka $(LIBS)

# A fuzzer's corpus is replayed in every test run; `make fuzz` explores.
$(BUILD)/tests/fuzz/replay_%: tests/fuzz/%.c tests/fuzz/replay.c $(LIBRARY_OBJECTS)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ tests/fuzz/replay.c $< \
		$(LIBRARY_OBJECTS) $(LIBS)

# What looks at signatures is linked with their objects too.
$(BUILD)/tests/unit/test_sign_%: tests/unit/test_sign_%.c $(LIBRARY_OBJECTS) $(SIGN_OBJECTS)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(SIGN_OBJECTS) \
		$(LIBRARY_OBJECTS) -lcmocka $(LIBS) $(SIGN_LIBS)
$(BUILD)/tests/fuzz/replay_fuzz_signed: tests/fuzz/fuzz_signed.c tests/fuzz/replay.c \
		$(LIBRARY_OBJECTS) $(SIGN_OBJECTS)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ tests/fuzz/replay.c $< \
		$(SIGN_OBJECTS) $(LIBRARY_OBJECTS) $(LIBS) $(SIGN_LIBS)
$(BUILD)/fuzz_signed: tests/fuzz/fuzz_signed.c $(LIBRARY_OBJECTS) $(SIGN_OBJECTS)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(SIGN_OBJECTS) $(LIBRARY_OBJECTS) \
		$(LIBS) $(SIGN_LIBS)

# What the browser is served is tested with the objects that serve it.
SERVE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/serve/*.c))
$(BUILD)/tests/unit/test_serve_%: tests/unit/test_serve_%.c $(LIBRARY_OBJECTS) $(SERVE_OBJECTS)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(SERVE_OBJECTS) \
		$(LIBRARY_OBJECTS) -lcmocka $(LIVE_LIBS)

# A host program of the library, linked as an office system would.
$(BUILD)/tests/library/host: tests/library/host.c $(BUILD)/libgongwen.so
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)ln -sf libgongwen.so $(BUILD)/libgongwen.so.$(ABI)
	$(Q)$(CC) -Isrc $(filter-out -DGONGWEN% -D_GNU_SOURCE,$(CFLAGS)) -o $@ $< -L$(BUILD) -lgongwen \
		-Wl,-rpath,$(abspath $(BUILD)) -lpthread

$(BUILD)/locale/%/LC_MESSAGES/gongwen.mo: po/%.po
	@mkdir -p $(@D)
	$(say) MSG $@
	$(Q)msgfmt --check -o $@ $<

$(BUILD)/schema/%.json: $(PROGRAM)
	@mkdir -p $(@D)
	$(say) JSON $@
	$(Q)$(PROGRAM) schema $* > $@.new && mv $@.new $@

-include $(LIBRARY_OBJECTS:.o=.d) $(COMMAND_OBJECTS:.o=.d) $(SIGN_OBJECTS:.o=.d) $(SIGNER_OBJECTS:.o=.d) \
	$(LIVE_OBJECTS:.o=.d) $(UNIT_PROGRAMS:=.d) \
	$(REPLAY_PROGRAMS:=.d)

# ---- tests: see CONTRIBUTING.md ----

SUITES := unit fuzz library composition diagnostics pdf commands audit check diff sign live serve rules
PROVE := BUILD=$(BUILD) GONGWEN=$(PROGRAM) GONGWEN_DATA=$(CURDIR) CMOCKA_MESSAGE_OUTPUT=TAP GONGWEN_TEST_FONTS=fonts \
	prove --exec '' -j2 --timer
SCRIPTS = $(sort $(wildcard tests/$(1)/*.t))

# The schema of SARIF 2.1.0, of OASIS, out of a package that has it.
SARIF_SCHEMA := $(BUILD)/sarif/sarif-2.1.0.json
$(SARIF_SCHEMA):
	@mkdir -p $(@D)
	@cd $(@D) && npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null && \
		tar xzOf microsoft-jest-sarif-1.0.0-beta.0.tgz package/lib/schemas/sarif-2.1.0-rtm.5.json > $(@F)

check: all $(TESTS_IN_C) $(BUILD)/2023-annual-report.pdf $(SARIF_SCHEMA)
	$(PROVE) $(TESTS_IN_C) $(foreach suite,$(SUITES),$(call SCRIPTS,$(suite)))
check-unit: $(UNIT_PROGRAMS) all
	$(PROVE) $(UNIT_PROGRAMS)
check-fuzz: $(REPLAY_PROGRAMS)
	$(PROVE) $(REPLAY_PROGRAMS)
check-library: all $(BUILD)/tests/library/host
	$(PROVE) $(BUILD)/tests/library/host $(call SCRIPTS,library)
check-composition check-diagnostics check-pdf check-commands check-audit check-check check-diff check-sign check-live check-serve check-rules: \
		check-%: all $(BUILD)/2023-annual-report.pdf
	$(PROVE) $(call SCRIPTS,$*)
check-commands: $(SARIF_SCHEMA)

# Shows what changed in the golden files, then takes it.
update-goldens: all
	BUILD=$(BUILD) GONGWEN=$(PROGRAM) sh tests/update-goldens.sh

# `gongwen watch` and `gongwen serve` under 200 saves a minute for five minutes.
SOAK_SECONDS ?= 300
soak: all
	GONGWEN=$(PROGRAM) perl tests/live/soak.pl $(SOAK_SECONDS) 200
	GONGWEN=$(PROGRAM) SOAK_SECONDS=$(SOAK_SECONDS) SOAK_SAVES=200 sh tests/serve/soak.t

SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
asan: deps-build deps-test fonts
	$(MAKE) BUILD=$(BUILD)-asan OPT="$(SANITIZE)" HARDEN= all $(BUILD)-asan/2023-annual-report.pdf check

FUZZ_SECONDS ?= 60
fuzz: deps-build deps-test fonts $(REPLAY_PROGRAMS)
	$(MAKE) BUILD=$(BUILD)-fuzz CC=clang HARDEN= \
		OPT="$(SANITIZE) -fsanitize=fuzzer-no-link" fuzzers
	for fuzzer in $(FUZZ_SOURCES:tests/fuzz/%.c=%); do \
		mkdir -p $(BUILD)-fuzz/corpus/$$fuzzer tests/fuzz/corpus/$$fuzzer && \
		$(BUILD)/tests/fuzz/replay_$$fuzzer --write $(BUILD)-fuzz/corpus/$$fuzzer && \
		$(BUILD)-fuzz/$$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
			-artifact_prefix=$(BUILD)-fuzz/ $(BUILD)-fuzz/corpus/$$fuzzer \
			tests/fuzz/corpus/$$fuzzer || exit 1; \
	done
fuzzers: $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/%)
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(LIBRARY_OBJECTS)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(LIBRARY_OBJECTS) $(LIBS)

coverage: deps-build deps-test fonts
	$(MAKE) BUILD=$(BUILD)-coverage OPT="-O0 -g --coverage" HARDEN= check
	@find $(BUILD)-coverage/src -name '*.gcda' | xargs gcov -r -n 2>/dev/null | awk -F"[:' ]+" ' \
		/^File/ { file = $$2 } \
		/^Lines/ { printf "%7s of %5d lines  %s\n", $$3, $$5, file == "" ? "in all" : file; file = "" } \
		' | grep -E ' (src/.*\.c|in all)$$' | sort -n

# An edit in a running process.
$(BUILD)/bench-again: bench/again.c $(LIBRARY_OBJECTS)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIBRARY_OBJECTS) $(LIBS)

bench: deps-build deps-bench fonts all $(BUILD)/bench-again
	sh bench/bench.sh $(PROGRAM)

# From saving a report to its new page in the browser.
bench-serve: deps-test fonts all
	BENCH=1 BUILD=$(BUILD) GONGWEN=$(PROGRAM) sh tests/serve/browser.t | grep median

# How well lines are composed, compared with Typst and XeLaTeX. TeX is large: without it, if need be.
bench-composition: deps-build deps-bench fonts all
	-@sh tests/install-packages.sh tex
	sh bench/composition.sh $(PROGRAM)

lint: deps-lint $(BUILD)/generated/colour_profile.h $(BUILD)/generated/serve_assets.h
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --quiet \
		--error-exitcode=1 --suppress=missingIncludeSystem -Isrc -D_GNU_SOURCE src
	clang-tidy --quiet $(LIBRARY_SOURCES) $(COMMAND_SOURCES) $(SIGN_SOURCES) $(SIGNER_ONLY) $(LIVE_SOURCES) -- -std=gnu11 $(CPPFLAGS)
	clang-format --dry-run --Werror $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch])
	$(MAKE) BUILD=$(BUILD)-clang CC=clang WARN="$(WARN) -Werror" all

format:
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch])

# The pictures of the documentation; they are committed.
pictures: fonts all
	GONGWEN_DATA=. $(PROGRAM) render data/2023-annual-report.yaml -f png --dpi 58 --page 1 \
		-o docs/pictures/report-page-1.png
	mkdir -p docs/pictures/composition docs/pictures/formats
	for sample in $(wildcard data/*.yaml); do \
		layout=$$(sed -n 's/^layout: *\([a-z0-9-]*\).*/\1/p' $$sample) && \
		GONGWEN_DATA=. $(PROGRAM) render $$sample -f png --dpi 40 --page 1 \
			-o docs/pictures/formats/$$layout.png || exit 1; done
	GONGWEN_DATA=. $(PROGRAM) audit --no-system-fonts data/gb9704.yaml \
		--overlay $(BUILD)/proof-sheet.pdf > $(BUILD)/proof-sheet.txt
	pdftoppm -r 75 -f 1 -l 1 -singlefile -png $(BUILD)/proof-sheet.pdf docs/pictures/proof-sheet
	GONGWEN_DATA=. perl docs/pictures.pl $(PROGRAM)

# ---- installing ----

MAN_PAGES := $(wildcard docs/man/*.1 docs/man/*.3 docs/man/*.5)

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig $(DESTDIR)$(includedir) \
		$(DESTDIR)$(datadir)/fonts $(DESTDIR)$(datadir)/schema \
		$(DESTDIR)$(datadir)/rules
	install -m 755 $(PROGRAM) $(DESTDIR)$(bindir)/
	install -D -m 755 $(SIGNER) $(DESTDIR)$(libexecdir)/gongwen-sign
	install -D -m 755 $(LIVE) $(DESTDIR)$(libexecdir)/gongwen-live
	install -m 644 $(BUILD)/libgongwen.a $(DESTDIR)$(libdir)/
	install -m 755 $(BUILD)/libgongwen.so $(DESTDIR)$(libdir)/libgongwen.so.$(VERSION)
	ln -sf libgongwen.so.$(VERSION) $(DESTDIR)$(libdir)/libgongwen.so.$(ABI)
	ln -sf libgongwen.so.$(ABI) $(DESTDIR)$(libdir)/libgongwen.so
	install -m 644 src/gongwen.h $(DESTDIR)$(includedir)/
	install -m 644 $(BUILD)/gongwen.pc $(DESTDIR)$(libdir)/pkgconfig/
	for file in $$(find layouts forms -name '*.yaml' -o -name '*.csv'); do \
		install -D -m 644 $$file $(DESTDIR)$(datadir)/$$file || exit 1; done
	install -m 644 rules/*.yaml rules/*.txt $(DESTDIR)$(datadir)/rules/
	install -m 644 fonts/fonts.yaml $(DESTDIR)$(datadir)/fonts/
	@count=0; for font in fonts/*.[oOtT][tT][fFcC]; do \
		[ -f "$$font" ] || continue; \
		install -m 644 "$$font" $(DESTDIR)$(datadir)/fonts/ || exit 1; \
		count=$$((count + 1)); done; \
	if [ $$count -eq 0 ]; then echo "note: there are no font files in fonts/ to install;" \
		"run make fonts before, or put fonts into $(datadir)/fonts"; fi
	install -m 644 $(SCHEMAS) $(DESTDIR)$(datadir)/schema/
	for mo in $(CATALOGS:$(BUILD)/locale/%=%); do \
		install -D -m 644 $(BUILD)/locale/$$mo $(DESTDIR)$(localedir)/$$mo || exit 1; done
	for page in $(MAN_PAGES); do \
		install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/} || exit 1; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(PROGRAM) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/gongwen
	$(PROGRAM) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_gongwen
	$(PROGRAM) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/gongwen.fish

uninstall:
	$(RM) $(DESTDIR)$(bindir)/gongwen $(DESTDIR)$(includedir)/gongwen.h \
		$(DESTDIR)$(libdir)/libgongwen.* $(DESTDIR)$(libdir)/pkgconfig/gongwen.pc \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/gongwen \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_gongwen \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/gongwen.fish \
		$(CATALOGS:$(BUILD)/locale/%=$(DESTDIR)$(localedir)/%) \
		$(foreach page,$(MAN_PAGES),$(DESTDIR)$(mandir)/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	$(RM) -r $(DESTDIR)$(datadir) $(DESTDIR)$(libexecdir)

clean:
	$(RM) -r $(BUILD) $(BUILD)-asan $(BUILD)-fuzz $(BUILD)-coverage $(BUILD)-clang

help:
	@echo 'report          the 2023 report, from a fresh system to build/2023-annual-report.pdf'
	@echo 'test            everything that CI runs'
	@echo 'all             program, library, translations, schemas'
	@echo 'check-SUITE     one suite: $(SUITES)'
	@echo 'update-goldens  show and take changes of golden files'
	@echo 'soak asan fuzz coverage lint format bench bench-serve bench-composition pictures'
	@echo 'deps fonts install uninstall clean'

.PHONY: all report test deps fonts check check-unit check-fuzz check-library check-composition \
	check-diagnostics check-pdf check-commands check-audit check-check check-sign check-live check-serve check-rules \
	update-goldens soak asan fuzz fuzzers \
	coverage bench bench-serve bench-composition lint format pictures install uninstall clean help
.DELETE_ON_ERROR:
.SECONDARY:
