# Words of the interface in English. Errors are in errors.en.ftl.

error = error
warning = warning
cause = cause
help = help
usage = Usage
commands = Commands
options = Options
arguments = Arguments
values = values
command-value = COMMAND
exit-codes =
    Exit codes:
      0 all is well · 1 a check failed or something is wrong in the data
      2 usage or configuration · 3 an outside system did not answer
      4 another process is writing · 70 error of the program

rows = { $n ->
    [0] no rows
    [one] { $number } row
   *[other] { $number } rows
}
files = { $n ->
    [0] no files
    [one] { $number } file
   *[other] { $number } files
}
editions = { $n ->
    [0] no editions
    [one] { $number } edition
   *[other] { $number } editions
}
versions = { $n ->
    [0] no versions
    [one] { $number } version
   *[other] { $number } versions
}

usage-unknown-command = there is no command `{ $word }`
usage-unknown-argument = there is no argument `{ $word }`
usage-missing = { $word } is missing
usage-value = `{ $word }` does not fit { $argument }
usage-conflict = { $word } and { $argument } do not go together
usage-did-you-mean = did you mean `{ $word }`?
usage-see-help = see `mirante --help`

# Help
cmd = Mirante: from a cooperative's records to figures that an assembly can trust.
cmd-examples =
    Examples:
      mirante demo                          an example project, from record to result
      mirante init my-cooperative           start a project
      mirante -C my-cooperative run         read the sources, compute and check
arg-project = Folder of the project (default: the present folder)
arg-lang = Language of the interface: pt-BR or en
arg-json = One JSON object a line, for programs
arg-quiet = Only errors and warnings
arg-verbose = Say more (-v); say everything (-vv)
arg-help = Show this help
arg-version = Show the program's version

cmd-demo = Create an example project and take its records through the whole chain.
cmd-demo-examples =
    Examples:
      mirante demo
      mirante demo --dir example
arg-demo-dir = Folder of the example; when it is there, only new records are read
arg-demo-seed = Seed: the same seed gives the same records
arg-demo-scale = Size: small, medium or large
demo-wrote = Example cooperative made in { $folder }, with made-up records: { $members } members, { $events } events, { $files }.
demo-again = The example in { $folder } is there already: reading only what changed.
demo-shows =

    Where work waits in the flow of opportunities (working hours):
demo-next =

    Try:
      mirante -C { $folder } sql "SELECT * FROM marts.stage_weeks WHERE unit_id = '*' LIMIT 10"
      mirante -C { $folder } process show oportunidades
      mirante -C { $folder } edition show 2026-T3
      mirante -C { $folder } dataset list
    With your own data: mirante init my-cooperative --source csv
demo-title = Third quarter of 2026

cmd-init = Start a project, with an example of a source that works. Never overwrites.
cmd-init-examples =
    Examples:
      mirante init my-cooperative
      mirante init . --source csv --source xes
arg-init-dir = Folder of the project (default: that of -C)
arg-init-source = Kind of the example's source: csv, xes or postgres; may be repeated
arg-init-force = Overwrite the example's files
init-wrote = created: { $file }
init-database = The example of a database reads nothing yet: put your own server, user, query and columns into mirante.toml, and test with `mirante source check`.
init-next = Now: mirante -C { $folder } run

cmd-source = Sources: what is configured, whether it answers, whether it still fits its contract.
cmd-source-examples =
    Examples:
      mirante source list
      mirante source check atendimento
cmd-source-list = Show the sources and their loads.
cmd-source-list-examples =
    Example:
      mirante source list
cmd-source-test = Ask whether the sources answer.
cmd-source-test-examples =
    Example:
      mirante source test atendimento
arg-source-test-name = Name of the source; all without a name
cmd-source-check = Compare the sources' columns with the mapping and with the last load.
cmd-source-check-examples =
    Example:
      mirante source check
arg-source-check-name = Name of the source; all without a name
source-fits = { $load } → { $dataset }: { $files } to read, { $bytes }, columns in order
source-answers = { $load } → { $dataset }: the database answers, columns in order
source-nothing-new = { $load } → { $dataset }: nothing new
source-reached = { $load }: answers, but its columns do not fit; see `mirante source check`

cmd-ingest = Read the sources into the lake: only what changed, all or nothing.
cmd-ingest-examples =
    Examples:
      mirante ingest
      mirante ingest atendimento --dry-run
arg-ingest-load = Sources or loads; all without a name
arg-ingest-full = Read files again that look unchanged
arg-ingest-dry_run = Decide everything and write nothing
load-read =
    { $load } → { $dataset }
    { "  " }read { $read } = new { $inserted } + changed { $updated } + deleted { $deleted } + unchanged { $unchanged } + superseded { $superseded } + rejected { $rejected }; vanished { $missing }; { $bytes }
load-nothing-new = { $load }: nothing new
load-note = { "  " }note: { $note }
load-rejected = { $n ->
    [one] { $number } rejected row, kept in meta.rejects
   *[other] { $number } rejected rows, kept in meta.rejects
}
load-reject = { "  " }{ $reject }
ingest-version = Version { $version } committed.
ingest-unchanged = Nothing changed; version { $version } stands.
ingest-dry-run = Rehearsal: nothing was written.

cmd-transform = Build what is stale, check it, commit it.
cmd-transform-examples =
    Examples:
      mirante transform
      mirante transform --select +marts.edges
arg-transform-select = Datasets: name, +name (with what it reads), name+ (with what reads it), tag:fluxo; may be repeated
arg-transform-full = Build also what is up to date
arg-transform-threads = How many datasets at a time
arg-transform-as_of = Answer as of this instant, such as 2026-09-30T23:59:59-03:00
transform-built = { $dataset }: { $rows }, { $elapsed }
transform-version = Version { $version } committed: { $built } built, { $reused } up to date.
transform-unchanged = Everything is up to date; version { $version } stands.
transform-empty = { $number } datasets without records yet.
transform-as-of = the new version answers as of { $at }; `mirante transform` without --as-of returns to the present
check-failed = check { $check } failed: { $rows } ({ $title })
check-warned = check { $check }: { $rows } ({ $title })
check-sample = { "  " }{ $line }
checks-passed = Checks: { $passed } of { $all } found nothing.
checks-none = Version { $version } has nothing to check yet.

cmd-run = Read, build and check under one lock. Repeat it as you like.
cmd-run-examples =
    Example:
      mirante run
arg-run-as_of = Answer as of this instant

cmd-plan = Show what would be built, and why.
cmd-plan-examples =
    Example:
      mirante plan --select marts.edges
arg-plan-select = Datasets, as in transform
plan-summary = { $stale } to build, { $fresh } up to date.
why-new = not there yet
why-text = the model's text changed
why-asked = asked for
why-inputs = what it reads changed: { $inputs }

cmd-check = Ask the questions that should find nothing.
cmd-check-examples =
    Example:
      mirante check --at 3
arg-check-select = Datasets, as in transform
arg-check-at = Version: head or a number
arg-check-as_of = Answer as of this instant

cmd-lint = Check headers, promised columns and the path of money in models.
cmd-lint-examples =
    Example:
      mirante lint queries/marts/edges.sql
arg-lint-path = Model files, such as marts/my_model.sql
lint-clean = { $models } models and { $checks } checks, nothing found.

cmd-sql = One question in SQL over one version.
cmd-sql-examples =
    Examples:
      mirante sql "SELECT * FROM marts.edges ORDER BY n DESC LIMIT 10"
      mirante sql -f question.sql --format csv > answer.csv
arg-sql-query = The question, a SELECT; `-` reads standard input
arg-sql-file = File with the question
arg-sql-format = Shape of the answer
arg-sql-dialect = Dialect of the CSV: br (; and decimal comma) or iso
arg-sql-at = Version: head or a number
sql-summary = { $rows } (version { $version })

cmd-dataset = The dictionary: datasets, columns, where they come from.
cmd-dataset-examples =
    Examples:
      mirante dataset list
      mirante dataset show marts.edges
cmd-dataset-list = Show the datasets of a version.
cmd-dataset-list-examples =
    Example:
      mirante dataset list --at 2
arg-dataset-list-at = Version: head or a number
cmd-dataset-show = Show a dataset: contract, columns, and where each comes from.
cmd-dataset-show-examples =
    Example:
      mirante dataset show staging.events --sql
arg-dataset-show-name = Name of the dataset, such as raw.events or marts.edges
arg-dataset-show-sql = Show the SQL alone
dataset-summary = { $with } datasets with rows; { $without } still empty.
dataset-title = { $dataset }: { $title }
dataset-purpose = Why: { $purpose }
dataset-class = Class { $class }, kept { $keep }, key { $key }
dataset-grain = One row per { $grain }

cmd-version = Versions of the lake: what was committed, when, by which run.
cmd-version-examples =
    Examples:
      mirante version list
      mirante version show 3
cmd-version-list = Show all versions.
cmd-version-list-examples =
    Example:
      mirante version list
cmd-version-show = Show one version.
cmd-version-show-examples =
    Example:
      mirante version show head
arg-version-show-which = Version: head, a number or an edition
version-none = The lake has no version yet. Begin with `mirante run`.
version-title =
    Version { $version }, of { $committed } (answers for { $as_of })
      seal      { $hash }
      parent    { $parent }
      run       { $run } ({ $command }), program { $program }
version-synthetic = { "  " }made-up records: none of this happened
version-failed-check = check { $check } did not pass: { $rows }

cmd-verify = Recompute every hash and the chain of versions; name the first error.
cmd-verify-examples =
    Examples:
      mirante verify
      mirante verify 3
arg-verify-which = all, head, a number or an edition
verify-whole = All is whole: { $versions }, { $editions }, { $lists } lists, { $files }, { $bytes }.

cmd-publish = Publish a version as an edition: a name that never changes its meaning.
cmd-publish-examples =
    Examples:
      mirante publish 2026-T3
      mirante publish 2026-T3-r1 --supersedes 2026-T3 --reason "an invoice was booked twice"
arg-publish-name = Name of the edition: letters, digits, - and _; not digits alone
arg-publish-title = What people call it
arg-publish-at = Version: head, a number or an edition
arg-publish-decision = Decision that approved it
arg-publish-supersedes = Edition that this one corrects
arg-publish-reason = Why it corrects it
publish-done = Edition { $edition } published: version { $version }, seal { $seal }; { $checks } checks found nothing, { $warnings } warnings.

cmd-edition = Editions: what was published, of which version, under which seal.
cmd-edition-examples =
    Examples:
      mirante edition list
      mirante edition show 2026-T3
cmd-edition-list = Show all editions.
cmd-edition-list-examples =
    Example:
      mirante edition list
cmd-edition-show = Show one edition with its whole seal.
cmd-edition-show-examples =
    Example:
      mirante edition show 2026-T3
arg-edition-show-name = Name of the edition
edition-none = There is no edition yet. Publish one with `mirante publish NAME`.
edition-title =
    Edition { $edition }: { $title }
      version    { $version } (answers for { $as_of })
      published  { $published }, by { $by }
      seal       { $seal }
      checks     { $checks } found nothing, { $warnings } warnings
edition-decision = { "  " }decision   { $decision }
edition-previous = { "  " }previous   { $previous }
edition-corrects = { "  " }corrects   { $old }: { $reason }

cmd-process = Processes: the stages through which cases go; drafts of those that are not described yet.
cmd-process-examples =
    Examples:
      mirante process list
      mirante process draft protocolo
cmd-process-list = Show the processes that are described.
cmd-process-list-examples =
    Example:
      mirante process list
cmd-process-show = Show the stages of a process.
cmd-process-show-examples =
    Example:
      mirante process show oportunidades
arg-process-show-name = Name of the process
cmd-process-draft = Draft the process of a kind of case from its events.
cmd-process-draft-examples =
    Example:
      mirante process draft protocolo
arg-process-draft-object_type = Type of object whose events are the cases
arg-process-draft-force = Overwrite the file of the draft
process-final = These end the case: { $events }
process-next = Read and adjust the file; then: mirante -C { $folder } transform

dataset-is-step = a model in SQL; this dataset is computed by a step in Rust

# Figures
bars = { $n ->
    [0] no bars
    [one] { $number } bar
   *[other] { $number } bars
}
fig-bars = Bars: { $marks }; largest: { $largest }; smallest: { $smallest }
fig-nothing = No data
fig-others = all others
fig-stage_wait-title = { $label }: half of the visits take up to { $value }
fig-stage_wait-sub = Working time in each stage of { $slice }, over the last 13 weeks; thin line: the middle half
fig-stage_wait-note = Those that have not left count as such. Edition { $edition }.
fig-stage_wait-empty = No visits to stages of { $slice }
fig-rework_loops-title = { $label }: repeating cost { $value } in { $n } cases
fig-rework_loops-sub = Calendar time from the first to the last time of the same activity in { $slice }, summed over cases
fig-rework_loops-note = Only activities that came again in some case. Edition { $edition }.
fig-rework_loops-empty = No activity came again in { $slice }
fig-variants-title = The commonest path has { $value } of the cases ({ $n })
fig-variants-sub = Share of the cases of { $slice } that take each path from beginning to end
fig-variants-note = Running cases count with their path so far. Edition { $edition }.
fig-variants-empty = No cases of { $slice }
unit-business-hours = { $value } business h
unit-days = { $value } days
axis-business-hours = business hours
axis-days = days
axis-share = share of cases
col-label = Stage
col-p25_seconds = A quarter leaves within
col-p50_seconds = Half leaves within
col-p75_seconds = Three quarters leave within
col-waiting_share = Share of the waiting
col-visits_n = Visits
col-open_n = Open
col-event_type = Activity
col-cases_n = Cases
col-cases_repeated_n = Cases that repeat
col-repeats_n = Repeats
col-repeat_rate = Share that repeats
col-extra_seconds = Extra time
col-place = Rank
col-variant = Path
col-steps_n = Steps
col-share = Share of cases

# Column heads
head-dataset = dataset
head-why = why
head-source = source
head-kind = kind
head-load = load
head-path = files
head-rows = rows
head-files = files
head-size = size
head-column = column
head-type = type
head-meaning = meaning
head-from = comes from
head-version = version
head-committed = committed at
head-command = command
head-run = run
head-failed = failed
head-hash = seal
head-list = list
head-process = process
head-label = name
head-object = case
head-stages = stages
head-calendar = calendar
head-stage = stage
head-nature = nature
head-enter = enters on
head-exit = exits on
head-other_exits = diverts on
head-edition = edition
head-published = published
head-warnings = warnings
head-corrected = corrected by
head-seal = seal
