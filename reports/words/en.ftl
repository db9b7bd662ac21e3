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
      mirante demo --as xlsx --scale twelve
arg-demo-dir = Folder of the example; when it is there, only new records are read
arg-demo-seed = Seed: the same seed gives the same records
arg-demo-scale = Size of the cooperative; twelve members, or empty with its registers only
arg-demo-calm = Nothing grows and nothing is scarce in it: for counting false alarms
arg-demo-form = Form of the records; xlsx is a workbook for each file, postgres a script for a database
arg-demo-select = Builds these datasets only, as in `transform`, and ends without edition and pages; may be repeated
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
demo-fill =
    Records for a PostgreSQL database written: { $script }. What is left to do:
      createuser mirante && createdb --owner mirante cooperativa
      psql --username mirante --dbname cooperativa --file { $folder }/{ $script }
      mirante -C { $folder } run
    The password goes into a file that only its owner reads: { $folder }/segredos/cooperativa
demo-title = Third quarter of 2026

cmd-init = Start a project, with an example of a source that works. Never overwrites.
cmd-init-examples =
    Examples:
      mirante init my-cooperative
      mirante init . --source csv --source xes
      mirante init my-cooperative --source sheet --name "Cooperativa Aurora"
arg-init-dir = Folder of the project (default: that of -C)
arg-init-source = Kind of the example's source: csv, json, jsonl, parquet, sheet (workbook), xes, ocel, sqlite, postgres, mysql, http or singer; may be repeated
arg-init-name = Only with sheet: the cooperative's name; asked for when left out
arg-init-format = Only with sheet: xlsx or ods
arg-init-force = Overwrite the example's files
init-wrote = created: { $file }
init-database = The example of a database or of a service reads nothing yet: put your own address, user and query into mirante.toml, look at its columns, map them, and test with `mirante source check`.
init-ask-name = Name of the cooperative:
init-no-name = Cooperativa sem nome
init-workbook = Fill in { $file }: its tab Leia-me explains the others, and an empty tab does no harm.
init-next = Now: mirante -C { $folder } run
init-next-look = Then: mirante -C { $folder } source schema NAME, with the source's name from mirante.toml

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
cmd-source-check = Compare the sources' columns with the mapping and with the last load, and their first rows with the contract.
cmd-source-check-examples =
    Example:
      mirante source check
arg-source-check-name = Name of the source; all without a name
source-fits = { $load } → { $dataset }: { $files } to read, { $bytes }, columns in order
source-answers = { $load } → { $dataset }: the source answers, columns in order
source-nothing-new = { $load } → { $dataset }: nothing new
source-reached = { $load }: answers, but its columns do not fit; see `mirante source check`

cmd-ingest = Read the sources into the lake: only what changed, all or nothing.
cmd-ingest-examples =
    Examples:
      mirante ingest
      mirante ingest atendimento --dry-run
      mirante ingest cartorio.events --from 2026-03-01 --to 2026-03-31
arg-ingest-load = Sources or loads; all without a name
arg-ingest-full = Read everything again: files that look unchanged, databases from their beginning; says what a cursor had missed
arg-ingest-from = Only rows of these loads whose cursor is T or later; no cursor moves
arg-ingest-to = Only rows whose cursor is T or earlier, a day to its end
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
transform-empty = { $n ->
    [one] { $number } dataset without records yet.
   *[other] { $number } datasets without records yet.
}
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
arg-sql-as_of = Answer with what was recorded up to this instant, such as 2026-06-30T23:59:59-03:00
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
cmd-dataset-lineage = Where a dataset or a column comes from, up to the columns of the sources, and what stands on it.
cmd-dataset-lineage-examples =
    Examples:
      mirante dataset lineage marts.edges
      mirante dataset lineage raw.demands.submitted_at
arg-dataset-lineage-name = Dataset, dataset with column, or load with column of the source
cmd-dataset-history = Everything recorded about a key: when, by which batch, and what changed.
cmd-dataset-history-examples =
    Examples:
      mirante dataset history raw.demands d-000123
      mirante dataset history raw.calendars expediente 1 480
arg-dataset-history-name = Raw dataset, such as raw.demands
arg-dataset-history-key = Key: one text for each column of the key, in the contract's order
arg-dataset-history-at = Version: head, a number or an edition
head-target = of the contract
head-needed = needed
head-like = probably
head-fits = could be
head-recorded = recorded
head-op = act
head-change = what it says or changes
head-batch = batch
lineage-upstream = WHERE IT COMES FROM
lineage-downstream = WHAT STANDS ON IT
lineage-nothing = Nothing.
lineage-unfilled = no load of this project fills { $datasets }
lineage-unknown = where these come from is unknown, since the plan holds something that is not understood: { $columns }
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

cmd-report = Documents as files: for now, figures.
cmd-report-examples =
    Example:
      mirante report figure stage_wait --edition 2026-T3 -o wait.svg
cmd-report-figure = A figure as a drawing (SVG), or the rows behind it (CSV, JSON).
cmd-report-figure-examples =
    Examples:
      mirante report figure stage_wait --process chamado -o wait.svg
      mirante report figure lead_time --edition 2026-T3 --format csv
arg-report-figure-name = Name of the figure
arg-report-figure-process = Process, or kind of object, that the figure is cut to
arg-report-figure-format = Format: svg, csv or json
arg-report-figure-dialect = Dialect of the CSV: br (Brazilian spreadsheets) or iso
arg-report-figure-edition = Edition or version: a name, a number, or head
arg-report-figure-output = File to write; - is standard output

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
process-dates = Where a source keeps no log, these dates are its events:
process-next = Read and adjust the file; then: mirante -C { $folder } transform

dataset-is-step = a model in SQL; this dataset is computed by a step in Rust

# Figures
bars = { $n ->
    [0] no bars
    [one] { $number } bar
   *[other] { $number } bars
}
months = { $n ->
    [0] no months
    [one] { $number } month
   *[other] { $number } months
}
marked-months = { $n ->
    [0] none out of the ordinary
    [one] { $number } out of the ordinary
   *[other] { $number } out of the ordinary
}
bands = { $n ->
    [0] no stages
    [one] { $number } stage
   *[other] { $number } stages
}
days = { $n ->
    [0] no days
    [one] { $number } day
   *[other] { $number } days
}
dots = { $n ->
    [0] no dots
    [one] { $number } dot
   *[other] { $number } dots
}
strips = { $n ->
    [0] no stages
    [one] { $number } stage
   *[other] { $number } stages
}
cases = { $n ->
    [0] no cases
    [one] { $number } case
   *[other] { $number } cases
}
fig-bars = Bars: { $marks }; largest { $most }; smallest { $least }.
fig-months = Points over time: { $marks }; largest { $most }; smallest { $least }; { $marked }.
fig-flow = Bands of { $stages } on { $days }: { $first } in process at the beginning and { $last } at the end. Largest at the end: { $most }.
fig-dots = Dots: { $marks } in { $groups }; the oldest { $most }; { $marked } beyond what is usual.
fig-no-slice = any process
fig-nothing = No data
fig-others = all others
fig-median = median { $value }
fig-in-process = { $label }, { $day }: { $n } in process
fig-left-since = left since { $since }
fig-falls = The drawing was refused: the counts of { $thing } fall over time, and cumulative counts cannot fall.
fig-days-missing = The drawing was refused: days are missing in { $thing }.
fig-stage_wait-title = Bottleneck: { $label }, with { $share } of the waiting ({ $margin }): { $reasons }
fig-stage_wait-title-none = No stage stands out; the longest is { $label }: half of the visits take up to { $value }
fig-stage_wait-sub = Working time in each stage of { $slice }, over the last 13 weeks: half have left by the end of the bar; thin line, the middle half
fig-stage_wait-note = What has not left yet counts as such, not as finished. Edition { $edition }.
fig-stage_wait-empty = No records of what left a stage of { $slice } in this time
fig-lead_time-title-up = Half end within { $value } in { $month }: it takes longer than in { $before } ({ $was })
fig-lead_time-title-down = Half end within { $value } in { $month }: it takes less than in { $before } ({ $was })
fig-lead_time-title-unclear = Half end within { $value } in { $month }; it was { $was } in { $before }: no clear difference
fig-lead_time-title-first = Half end within { $value } in { $month }; there is no other month to compare with yet
fig-lead_time-title-short = History still short: no whole month in which half of the cases of { $slice } ended
fig-lead_time-sub = { $slice }: calendar days from the first event to the last, month by month; vertical line: 90% margin; grey band: what is usual; larger dots, orange: beyond it
fig-lead_time-note = Running cases count with the age that they have; hollow dot: a month that is not over. Edition { $edition }.
fig-lead_time-empty = No cases of { $slice }
fig-cumulative_flow-title = { $total } are in process; most in { $label }: { $n }, after { $was } on { $since }
fig-cumulative_flow-title-first = { $total } are in process; most in { $label }: { $n }
fig-cumulative_flow-sub = { $slice }, Sunday by Sunday: the height of a band is what is in that stage; below, what has left the last stage since the chart begins
fig-cumulative_flow-note = A band that grows thicker is a queue that grows. Edition { $edition }.
fig-cumulative_flow-empty = No passages through stages of { $slice }
fig-ageing_now-title = { $label }: { $n } of { $of } in process are already beyond what is usual
fig-ageing_now-title-none = None of the { $total } in process is beyond what is usual
fig-ageing_now-sub = { $slice }: age, in working time, of each item in process; band: where 85% of those that left had stayed; thin line: half; orange: beyond it
fig-ageing_now-note = Up to 40 items of each stage, the oldest; the title counts all. Edition { $edition }.
fig-ageing_now-empty = No records of anything in process in { $slice }
fig-rework_loops-title = { $label }: from the first to the last time { $value } passed, summed over { $cases }
fig-rework_loops-sub = { $slice }: calendar days between the first and the last time of the same activity in a case, summed over the cases that repeat it
fig-rework_loops-note = To repeat is not always to do again: a case with several deliverables repeats activities because it is divided. Edition { $edition }.
fig-rework_loops-empty = No records of an activity that came again in { $slice }
fig-variants-title = The commonest path has { $value } of the cases ({ $cases })
fig-variants-label = No. { $place }: { $steps_n } steps, up to { $last_event }
fig-variants-sub = { $slice }: share of cases that follow each path, from start to end
fig-variants-note = Running cases count with the path taken so far. Edition { $edition }.
fig-variants-empty = No cases of { $slice }
fig-bottleneck_reasons-title = What makes { $label } a bottleneck: { $reasons }
fig-bottleneck_reasons-title-none = No stage has what makes a bottleneck
fig-bottleneck_reasons-state-none = Does not stand out
fig-bottleneck_reasons-state-warn = Bottleneck
fig-bottleneck_reasons-sub = { $slice }, in the last whole month: each stage's share of the waiting, and what makes it a bottleneck
fig-bottleneck_reasons-note = Recoverable is an upper bound: at most what would be saved if every visit waited like the best quarter. Edition { $edition }.
fig-bottleneck_reasons-empty = No visits to stages of { $slice }
fig-completeness-title = Every source adds up; most rows refused: { $value }, of { $row }, { $column }
fig-completeness-title-bare = Nothing came from { $bare }; of the other sources, the lake lacks most: { $value }, of { $row }, { $column }
fig-completeness-title-marked = { $marked } of { $cells } months of sources do not add up, beginning with { $row }, { $column }
fig-completeness-title-none = Everything that the sources gave is in the lake: no row refused, none lost
fig-completeness-n = { $n ->
    [0] no row given
    [one] { $number } row given
   *[other] { $number } rows given
}
fig-completeness-axis = rows missing
fig-completeness-sub = Rows that the source gave and the lake does not have, refused or lost, by source and month of the rows themselves, the newest at the left
fig-completeness-note = Marked are months in which rows given, kept and refused do not meet, in number or in amount. Without a cell: nothing was given. A row without a date stands in the month in which it was read.
fig-completeness-empty = No source is configured
code-fila_crescente = the queue is growing
code-chegada_maior_que_saida = more comes in than goes out
code-sla_rompido = promises break in this stage
code-muito_a_recuperar = there is much to recover
fig-queue_trend-title-up = The queue of { $label } grows
fig-queue_trend-title-down = The queue of { $label } shrinks
fig-queue_trend-title-unclear = No queue clearly grows or shrinks
fig-queue_trend-sub = { $slice }: cases in each stage at the end of each week, all on one scale
fig-queue_trend-note = The trend is that of the thirteen weeks up to the end of the newest month. Edition { $edition }.
fig-queue_trend-empty = No visits to stages of { $slice }
fig-waiting_causes-title = { $label }: { $share } of the waiting is “{ $part }”
fig-waiting_causes-sub = { $slice }, last twelve months: what the waiting of each stage is made of
fig-waiting_causes-note = “No recorded cause” is what the records do not explain. Edition { $edition }.
fig-waiting_causes-empty = No records of waiting in { $slice }
fig-area_by_stage-title = { $row }, { $column }: half of the visits take up to { $value }, more than in any other area and stage
fig-area_by_stage-sub = { $slice }: median of the working time by area and stage, in the last twelve months
fig-area_by_stage-note = Only visits that ended; of fewer than five nothing is said. Edition { $edition }.
fig-area_by_stage-empty = No visits of { $slice } with an area have ended
fig-handovers-title = Pairs of units between which work comes straight back: { $marked } of { $cells }; the largest, { $row } → { $column }: { $value } times
fig-handovers-sub = { $slice }: how often work moves from one unit (row) to another (column); marked are pairs of which a quarter or more come straight back
fig-handovers-note = The twenty pairs with most handovers. Edition { $edition }.
fig-handovers-empty = No records of handovers from one unit to another in { $slice }
fig-conformance-title-up = { $value } of the cases closed in { $month } followed the agreed path: more than in { $before } ({ $was })
fig-conformance-title-down = { $value } of the cases closed in { $month } followed the agreed path: fewer than in { $before } ({ $was })
fig-conformance-title-unclear = { $value } of the cases closed in { $month } followed the agreed path; in { $before } it was { $was }: no clear difference
fig-conformance-title-first = { $value } of the cases closed in { $month } followed the agreed path; there is no other month to compare yet
fig-conformance-title-short = Too short a record: no whole month with closed cases of { $slice }
fig-conformance-sub = { $slice }: share of the cases closed in the month without deviation and without a skipped mandatory step; vertical line: 90% margin
fig-conformance-note = What was agreed stands in the process file. Edition { $edition }.
fig-conformance-empty = { $slice }: no agreed path, or no closed case
fig-standardisation-title = { $row }, { $column }: distance { $value } from what the others do
fig-standardisation-axis = distance
fig-standardisation-sub = Distance between the unit's paths (row) and those of the others in the same process (column): 0 alike, 1 nothing in common
fig-standardisation-note = Different is not worse; the last whole quarter with five cases on each side. Edition { $edition }.
fig-standardisation-empty = No process has two units with five closed cases in a quarter
fig-unit_profile-title = A clear difference in { $differing } of { $panels } comparisons with the other units: { $above } above, { $below } below
fig-unit_profile-title-none = No clear difference between one unit and the others; comparisons: { $panels }
fig-unit_profile-value-name = the unit
fig-unit_profile-other-name = all others
fig-unit_profile-axis = share
fig-unit_profile-sub = { $slice }, by whole quarter: promises kept, and entries into a stage that are no return; all panels on one scale
fig-unit_profile-note = “Above” and “below” only when the 90% margins of the last four quarters do not meet; what differs comes first. Different is neither better nor worse: it may be other work. Of fewer than five nothing is said. Edition { $edition }.
fig-unit_profile-empty = No whole quarter in which a unit and the others have enough to compare
code-prazo_cumprido = promises kept
code-de_primeira = without return
code-acima = above the others
code-abaixo = below the others
code-sem_diferenca = no clear difference
fig-headline_cards-title = { $slice } in a few numbers
fig-headline_cards-sub = The last whole month and the same month of the year before
fig-headline_cards-note = Something is said to have risen or fallen only when the 90% margins do not meet. Edition { $edition }.
fig-headline_cards-empty = History still short in { $slice }
card-tempo_total = From start to end, half of the cases take up to
card-em_andamento = Cases in process at the month's end
card-concluidos = Cases ended in the month
card-up = { $month }: more than in { $before } ({ $was })
card-down = { $month }: less than in { $before } ({ $was })
card-unclear = { $month }: no clear difference since { $before } ({ $was })
card-first = { $month }; there is no year to compare with yet
card-unknown = { $month }: it cannot be said yet
card-spark = { $label }: { $months }
unit-business-hours = { $value } business h
unit-days = { $value } days
axis-business-hours = business hours
axis-days = days
axis-share = share of cases
axis-count = number
col-label = Stage
col-p25_seconds = A quarter leave within
col-p50_seconds = Half within
col-p50_low_seconds = Half: from
col-p50_high_seconds = Half: to
col-p75_seconds = Three quarters leave within
col-p85_seconds = 85% within
col-waiting_share = Share of waiting
col-visits_n = Passages
col-open_n = In process
col-event_type = Activity
col-cases_n = Cases
col-cases_repeated_n = Cases with repeats
col-repeats_n = Repeats
col-repeat_rate = Share that repeats
col-extra_seconds = From first to last time
col-place = Rank
col-variant = Path
col-steps_n = Steps
col-share = Share of cases
col-month_on = Month
col-started_n = Began
col-ended_n = Ended
col-day_on = Day
col-entered_n = Entered
col-left_n = Left
col-wip_n = In process
col-object_id = Item
col-age_seconds = Age
col-percentile = Older than
col-blocked_reason = Held up by
col-due_at = Due
col-reasons = Reasons
col-waiting_low_share = Share of waiting: from
col-waiting_high_share = Share of waiting: to
col-value_share = Share of the value that waits
col-gain_share = Efficiency to be gained
col-queue_slope = Queue: more cases a week
col-queue_p = p
col-arrival_departure_ratio = Arrivals for each exit
col-breach_low_share = Promises broken: at least
col-recoverable_seconds = Recoverable, at most
col-week_on = Week
col-wip_end_n = In the stage at the end
col-arrivals_n = Arrivals
col-exits_n = Exits
col-cause_label = Cause
col-waiting_seconds = Waiting
col-cause_share = Share of the stage's waiting
col-area_label = Area
col-n = Handovers
col-ping_pong_n = Come straight back
col-ping_pong_share = Share that comes back
col-median_seconds = Median
col-conforming_share = Follow the agreed path
col-conforming_low_share = Follow: from
col-conforming_high_share = Follow: to
col-closed_n = Closed
col-deviations_n = Deviations
col-skipped_n = Steps skipped
col-fitness_share = Mean fitness
col-unit_label = Unit
col-of_process_label = Process
col-distance = Distance
col-variants_n = Paths
col-measure = Measure
col-good_share = Share
col-good_low_share = Share: from
col-good_high_share = Share: to
col-counted_n = Counted
col-others_share = Of the others
col-others_n = Counted of the others
col-year_share = Over four quarters
col-year_others_share = Of the others, over four quarters
col-difference = Comparison
col-source = Source
col-period_label = Month
col-source_rows = Given
col-lake_rows = In the lake
col-rejected_rows = Refused
col-missing_rows = Missing in the lake
col-gap_rows = Difference
col-gap_amount = Difference in amount
col-unproven_rows = Without proof
col-reference_share = By the commonest path
col-reference_variant = Commonest path
col-card = Measure
col-value = Value
col-low = From
col-high = To
fig-skill_gap-title = { $gap } were missing in the month in { $label }: work asked for { $from }, and those who can had { $to }
fig-skill_gap-title-none = None of the skills asked for ({ $all }) was missing in the last whole month
fig-skill_gap-label = { $label } ({ $level }+)
fig-skill_gap-from-name = asked for
fig-skill_gap-to-name = there
fig-skill_gap-n = { $n ->
    [0] nobody
    [one] { $number } person
   *[other] { $number } people
}
cells = { $n ->
    [0] no cells
    [one] { $number } cell
   *[other] { $number } cells
}
pairs = { $n ->
    [0] no pairs
    [one] { $number } pair
   *[other] { $number } pairs
}
lines = { $n ->
    [0] no lines
    [one] { $number } line
   *[other] { $number } lines
}
panels = { $n ->
    [0] no panels
    [one] { $number } panel
   *[other] { $number } panels
}
columns = { $n ->
    [0] no columns
    [one] { $number } column
   *[other] { $number } columns
}
moments = { $n ->
    [0] no moments
    [one] { $number } moment
   *[other] { $number } moments
}
steps = { $n ->
    [0] no steps
    [one] { $number } step
   *[other] { $number } steps
}
estimates = { $n ->
    [0] no estimates
    [one] { $number } estimate
   *[other] { $number } estimates
}
people = { $n ->
    [0] nobody
    [one] { $number } person
   *[other] { $number } people
}
fig-skill_gap-sub = Hours of the last whole month, at the level where most is missing (in parentheses) and above: what published work asks for, and what active members who have proven the skill have to spare
fig-skill_gap-note = Each person counts fully in each of their skills, so what is missing cannot be added up. What people only say of themselves proves nothing. Edition { $edition }.
fig-skill_gap-empty = No records of work that asks for skills, or the capacity of no whole month is known
fig-skill_gap-col-label = Skill
fig-cover-title = Where fewest people may leave: { $label }, { $value }
fig-cover-label = { $scope_kind ->
    [linha_servico] { $label } (service)
    [sistema] { $label } (system)
    [contrato] { $label } (contract)
   *[competencia] { $label } (skill)
}
fig-cover-sub = How many people must leave until more than half of what is required has nobody who can do it; zero: it is so already; line: two people
fig-cover-note = Who is active counts, and has proven the highest level asked for in the last 12 months; in a system, who did each kind of task at least 5 times. Nobody is named. Edition { $edition }.
fig-cover-empty = No records of what people know, or nothing was required in the last 12 months
fig-cover-col-label = What
fig-cover-col-is_exact = Exact number
fig-binding_requirements-title = Opportunities that { $label } alone keeps from being filled: { $value }
fig-binding_requirements-label = { $label } ({ $level }+)
fig-binding_requirements-sub = Opportunities of the last 12 months that are unfilled, or were filled after they closed, which would have had enough people but for this one requirement; in parentheses, the level asked for
fig-binding_requirements-note = Where no requirement is the cause alone, only several together are; where there are enough people, it is interest, price or selection, and not a skill. Edition { $edition }.
fig-binding_requirements-empty = No requirement alone kept opportunities of the last 12 months from being filled, or there are no records of what people know
fig-binding_requirements-col-label = Requirement
fig-gap_forecast-title = Of the skill that will be missing most, { $forecast } should be asked for in { $until }, between { $low } and { $high }; there are { $other }
fig-gap_forecast-title-alone = The skill most asked for should be asked for by { $forecast } in { $until }, between { $low } and { $high }; how much time there is has no record
fig-gap_forecast-title-short = There are no months ahead to foretell yet
fig-gap_forecast-value-name = asked for
fig-gap_forecast-other-name = there
fig-gap_forecast-sub = Hours a month of the skill that will be missing most in the next six months: what was asked for, what is most likely, half and eight in ten of the cases, and what will be there
fig-gap_forecast-note = The skill stands in the table, with the error of past forecasts in times the error of repeating the last month: 1 or more is no better than repeating. Without bands: history still short. Edition { $edition }.
fig-gap_forecast-empty = No records of a whole month of work that asks for skills
fig-gap_forecast-col-foretold_minutes = Foretold three months before
fig-gap_forecast-col-label = Skill
fig-training_effect-title = { $label }: after training, the share accepted at the first attempt changed by { $value } (between { $low } and { $high })
fig-training_effect-title-none = { $label }: no clear difference between before and after training (between { $low } and { $high })
fig-training_effect-title-short = Of no skill are there enough deliveries before and after the training
fig-training_effect-n = { $n ->
    [0] no delivery after
    [one] { $number } delivery after
   *[other] { $number } deliveries after
}
fig-training_effect-axis = percentage points
fig-training_effect-sub = Share of deliveries accepted at the first attempt, of those who passed: 12 months after passing less 12 months before enrolling, with its 90% margin
fig-training_effect-note = Hollow dot: the margins of before and after meet. With few deliveries the margin is wide, and nobody was drawn by lot: a change is no proof of a cause. Edition { $edition }.
fig-training_effect-empty = No records of anybody trained who has answered deliveries before and after
fig-training_effect-col-label = Skill
col-level = Level
col-demand_from_minutes = Asked for
col-supply_from_minutes = There
col-unmet_minutes = Missing
col-gap_rate = Missing share
col-coverage_n = People who have proven it
col-openings_n = Positions published
col-interested_n = Want to learn it
col-value_at_stake_amount = Value held up by it
col-scope_kind = Kind
col-bus_factor = May leave
col-cover_n = People at the weakest point
col-cover_required_n = People required
col-is_covered = Covered
col-has_backup = Substitute planned
col-unfilled_n = Unfilled
col-would_fill_n = By this alone
col-near_people_n = People who lack only this
col-would_fill_amount = Value
col-past_minutes = Asked for
col-expected_minutes = Most likely
col-low80_minutes = 8 in 10: from
col-high80_minutes = 8 in 10: to
col-there_minutes = There
col-gap_minutes = Missing
col-enrolled_n = In training
col-method = Method
col-mase = Past error
col-before_rate = Accepted before
col-before_n = Deliveries before
col-after_rate = Accepted after
col-after_n = Deliveries after
col-change_rate = Change
col-change_low_rate = Change: from
col-change_high_rate = Change: to
col-passed_n = Passed
col-finished_n = Trainings finished
col-cost_amount = Cost
code-linha_servico = service
code-competencia = skill
code-sistema = system
code-contrato = contract
code-media_3m = mean of three months
code-theil_sen = trend
code-ets = smoothing
fig-layers-title = { $label } did { $share } of the work in { $at } ({ $value } of { $total })
fig-layers-sub = Hours of work in each layer, by quarter: the inner core, the intermediate one (collaborations and projects) and the external one (contracts)
fig-layers-note = Who worked for the first time stands in the table; in the quarter in which records begin nobody can be told from who was there before. Edition { $edition }.
fig-layers-empty = No records of work
fig-layers-col-label = Layer
fig-layers-col-share = Share of the work
fig-demand_trend-title-up = Demand for { $label } rises by about { $slope } a month, and that is hardly chance; areas that rise: { $rising }
fig-demand_trend-title-down = Demand for { $label } falls by about { $slope } a month, and that is hardly chance; areas that fall: { $falling }
fig-demand_trend-title-unclear = No clear trend in any of { $panels } areas; asked for most in { $at }: { $label } ({ $value })
fig-demand_trend-value-name = asked for
fig-demand_trend-other-name = filled
fig-demand_trend-sub = Hours asked for and filled by whole month, in each area, all on one scale
fig-demand_trend-note = A month without demand is zero; the month that still runs is left out. Refusals stand in the table. Edition { $edition }.
fig-demand_trend-empty = No records of a whole month of demand
fig-demand_trend-col-label = Area
fig-growth_areas-title = { $label } { $state }: { $value } a year (between { $low } and { $high }), and that is hardly chance
fig-growth_areas-title-none = No clear trend in any scope ({ $all })
fig-growth_areas-title-short = History still too short: no group has enough months to speak of growth
fig-growth_areas-label = { $scope_kind ->
    [area] Area
    [ramo] Industry
    [tipo_cliente] Client
   *[linha_servico] Service
}: { $label ->
    [servicos_financeiros] { code-servicos_financeiros }
    [governo] { code-governo }
    [seguros] { code-seguros }
    [telecom] { code-telecom }
    [provedor_internet] { code-provedor_internet }
    [varejo] { code-varejo }
    [energia] { code-energia }
    [industria] { code-industria }
    [servicos] { code-servicos }
    [terceiro_setor] { code-terceiro_setor }
    [outro] { code-outro }
    [mei] { code-mei }
    [pequena] { code-pequena }
    [media] { code-media }
    [grande] { code-grande }
    [coletivo] { code-coletivo }
    [projeto] { code-projeto }
    [instituicao] { code-instituicao }
    [pf] { code-pf }
    [nao_informado] { code-nao_informado }
   *[other] { $label }
}
fig-growth_areas-n = { $n ->
    [one] { $number } month
   *[other] { $number } months
}
fig-growth_areas-axis = a year
fig-growth_areas-sub = Yearly growth of the hours asked for, over the middle month of the last year, with its 90% margin; hollow dot: no clear trend
fig-growth_areas-note = The scopes of one kind are tested together: of ten claims at most one is expected to be chance. Error of the forecast in times that of repeating the last month: 1 or more is no better than repeating. Edition { $edition }.
fig-growth_areas-empty = No records of a whole month of demand
fig-growth_areas-col-label = Scope
fig-growth_areas-col-low_minutes = Forecast: from
fig-growth_areas-col-high_minutes = Forecast: to
fig-area_moves-title = { $row } → { $column }: { $value }, the commonest way of the last year
fig-area_moves-sub = People who went from one area (row) to another (column) from a quarter to the next, over the last four whole quarters
fig-area_moves-note = Somebody's area is the one in which they worked most in the quarter; who stayed stands in the table. Newcomers did not work in the quarter before. Edition { $edition }.
fig-area_moves-empty = Nobody changed area in the last four whole quarters, or there are not yet two in a row with records of work
fig-first_work-title = Of { $all }, half began to work within { $days } (between { $from } and { $to })
fig-first_work-title-short = Of { $all }, { $value } had not worked yet after { $last }
fig-first_work-n = { $n ->
    [0] nobody
    [one] { $number } person
   *[other] { $number } people
}
fig-first_work-axis = share that still waits
fig-first_work-axis-x = days since joining
fig-first_work-sub = Share of those who joined that has not worked yet, by days since joining, with its 90% margin
fig-first_work-note = Who joined since work is recorded counts; who still waits, or left without working, counts as far as was seen. Edition { $edition }.
fig-first_work-empty = No records of anybody joining since work is recorded
fig-first_work-col-waiting_share = Still wait
fig-dependence-title = Half of the work was done by { $n } of { $all } people
fig-dependence-axis = share of the work
fig-dependence-axis-x = share of the people, from who worked least to who worked most
fig-dependence-sub = Hours of the last twelve whole months, added from who worked least to who worked most; diagonal: everybody the same share
fig-dependence-note = By its concentration (1 ÷ HHI) it equals the work of { $effective_n } people with equal shares. Nobody is named. Edition { $edition }.
fig-dependence-empty = No records of work in the last twelve whole months
fig-service_candidates-title = Repeated demands ready to become a service: { $good } of { $all }; { $label }: { $text }
fig-service_candidates-title-none = Repeated demands ready to become a service: { $good } of { $all }
fig-service_candidates-sub = Topics outside the catalogue asked for at least twice, the hours that they add up to and what is missing to offer them
fig-service_candidates-note = Ready: 5 demands, 3 clients, 6 months from first to last and 2 people who have proven a skill of the area and have time to spare in the week, unless the project's rule says otherwise. Edition { $edition }.
fig-service_candidates-empty = No records of a topic outside the catalogue asked for twice
fig-service_candidates-col-label = Topic
fig-service_candidates-col-state = State
fig-service_candidates-col-missing = What is missing
col-quarter_on = Quarter
col-minutes = Work
col-members_n = People
col-newcomers_n = For the first time
col-admin_share = Administrative share
col-timed_share = Share with known hours
col-off_hours_share = Outside hours, of that with hours
col-opportunities_n = Opportunities published
col-complete_share = Published complete
col-filled_share = Positions filled
col-engagements_n = Engagements outside
col-mediated_share = Engagements mediated
col-value_amount = Value published
col-requested_minutes = Asked for
col-filled_minutes = Filled
col-demands_n = Demands
col-rejected_n = Refused
col-trend = Trend
col-growth_rate = Yearly growth
col-growth_low_rate = Growth: from
col-growth_high_rate = Growth: to
col-months_n = Months
col-requested_12m_minutes = Asked for in 12 months
col-requested_12m_amount = Value asked for in 12 months
col-forecast_minutes = Expected in 12 months
col-forecast_error = Error of the forecast
col-unmet_share = Share not filled
col-fill_days = Days until filled
col-new_client_share = Share of new clients
col-source_label = From
col-target_label = To
col-declared_n = Had said that they wanted to
col-stayed_n = Stayed in the area left
col-from_on = Since
col-until_on = Until before
col-days = Days
col-low_share = From
col-high_share = To
col-at_risk_n = Still watched
col-begun_n = Began on that day
col-people_n = People added up
col-people_share = Share of the people
col-minutes_share = Share of the work
col-half_n = Did one half
col-all_n = People in all
col-effective_n = People of equal shares
col-clients_n = Clients
col-first_on = First
col-last_on = Last
col-requested_amount = Value asked for
col-qualified_members_n = People who can
col-spare_minutes = To spare a week
col-maturity = Maturity of the nearest line
code-area = area
code-ramo = industry
code-tipo_cliente = type of client
code-crescendo = grows
code-encolhendo = shrinks
code-estavel = no clear trend
code-dados_insuficientes = history still short
code-servicos_financeiros = financial services
code-governo = government
code-seguros = insurance
code-telecom = telecommunications
code-provedor_internet = internet providers
code-varejo = retail
code-energia = energy
code-industria = manufacturing
code-servicos = services
code-terceiro_setor = third sector
code-outro = other
code-mei = micro-entrepreneur
code-pequena = small company
code-media = medium company
code-grande = large company
code-coletivo = collective
code-projeto = project
code-instituicao = institution
code-pf = natural person
code-nao_informado = not given
code-demandas = few demands
code-clientes = few clients
code-meses = little time between first and last
code-capacidade = too few who can and have time
fig-left-out = { $n ->
    [one] { $number } more value stands in the table only.
   *[other] { $number } more values stand in the table only.
}
fig-columns-more = { $n ->
    [one] { $number } more column in the table
   *[other] { $number } more columns in the table
}
fig-stacked = Bars of 100%: { $marks }, each of { $parts }; the largest part of each, in the first: { $most }.
fig-heat = Cells: { $marks } in { $rows } rows and { $columns } columns; largest { $most }; smallest { $least }; marked: { $marked }.
fig-pairs = Pairs of dots: { $marks }; largest difference { $most }; smallest { $least }.
fig-pair = { $label }, { $name }: { $value }; difference { $gap }
fig-gap = difference
fig-states = List: { $marks }; { $states }. First { $first }.
fig-panels = Panels of one scale: { $marks }; highest at the end { $most }.
fig-panels-trend = Panels of one scale: { $marks }; highest at the end { $most }. Rising: { $rising }; falling: { $falling }.
fig-panels-sides = Panels of one scale: { $marks }. Above the others: { $above }; below: { $below }.
fig-rises = rises
fig-falls-off = falls
fig-above = above
fig-below = below
fig-columns = Columns over time: { $marks }, of { $series }; largest { $most }; smallest { $least }. The largest part of the last: { $last }.
fig-fan = Line of { $known }, with bands for { $expected }. Last known: { $last }. Last expected: { $until }.
fig-expected = expected in { $at }: { $value }; 50% of the time { $half }; 80% { $most }
fig-expected-alone = expected in { $at }: { $value }, without a margin yet
fig-bands-of = bands: where it should lie, 50% and 80% of the time
fig-ahead = expected
fig-hindsight = Last time, three months before, the forecast said { $foretold } in all, and it was { $was }.
fig-survival = Line in { $marks }: begins at { $first }; ends at { $last }; half within { $half }.
fig-at-risk = still observed
fig-curve = Curve of { $marks } and the diagonal of equal parts; at half of the base, { $middle } of the total.
fig-share-of-share = { $x } of those who hold: { $value } of the total
fig-equal = all equal
fig-half-by = half: { $n } of { $all }
fig-intervals = Estimates with their margin: { $marks }; largest { $most }; smallest { $least }.
fig-from-to = from { $low } to { $high }
fig-marked = deserves a look
fig-negative = The drawing was refused: a value of { $thing } is below zero, and parts of a whole cannot be negative.
fig-target = target: { $value }
fig-yes = yes
fig-no = no
state-good = In order
state-warn = Attention
state-bad = Problem
state-none = Not known
unit-hours = { $value } h
unit-people = { $value } people
axis-hours = hours
axis-people = people
axis-whole = share of the total
axis-ratio = times

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
head-event = event
head-date = date
head-when = when
head-enter = enters on
head-exit = exits on
head-other_exits = diverts on
head-edition = edition
head-published = published
head-warnings = warnings
head-corrected = corrected by
head-seal = seal

# Pages
web-this-language = English
web-skip = Skip to the content
web-synthetic = Made-up records: nothing here ever happened
web-pages = Pages
web-editions = Editions
web-quality = Quality
web-foot-edition = Edition { $edition }, version { $version }
web-foot-seal = seal { $seal }
web-foot-published = published { $at } by { $by }
web-foot-until = Data until { $day }
web-corrected-by = Corrected by edition { $edition }.
web-corrects = Corrects edition { $edition }: { $reason }
web-first-edition = This is the first edition: there is nothing to compare it with yet.
web-after = It comes after edition { $edition }.
web-questions = What this edition answers
web-figures = Figures
web-process = Process
web-show = Show
web-missing-figures = This edition was published without these figures:
web-to-table = To the table: { $figure }
web-cursor = Use the arrow keys to read the values
web-table = Table
web-files = Files of this figure
web-csv-br = CSV (Brazil)
web-csv-iso = CSV (ISO)
web-svg = SVG
web-json = JSON
web-method = Method
web-permalink = Permalink ({ $edition } · { $seal })
web-published = Published
web-until = Data until
web-checks-passed = Checks that found nothing
web-warnings = Warnings
web-seal = Seal
web-decision = Decision
web-edition = Edition
web-title = Title
web-version = Version
web-version-hash = Hash of the version
web-by = By
web-program = Program
web-previous = Previous edition
web-corrections = Corrections
web-recompute = Recomputing
web-expired = no longer possible: { $files } of the data it came from have expired; the sealed figures stay
web-editions-question = What was published?
web-editions-about = An edition never changes. A correction is another edition, which says what it corrects and why.
web-open-edition = Open the pages of edition
web-sealed-figures = Sealed figures
web-sealed-figures-about = Each figure with the hash of the list of its rows, which the seal covers.
web-verify-about = To verify every byte on this machine:
web-nowhere = There is no such page
web-nowhere-text = The address leads to no page, figure or file.
web-unknown-text = Nothing was published under the name “{ $name }”.
web-no-edition = There is no edition yet
web-no-edition-text = Pages show editions, and none was published. Whoever runs Mirante publishes one with the command `mirante publish`, in the project's folder.
web-refused = This request is not answered
web-method-text = Pages can only be read.
web-too-long-text = The request is larger than that of any page.
web-misdirected-text = The service only answers its own machine, by localhost or 127.0.0.1.
web-bad-text = The request was not understood.
web-busy = It took too long
web-busy-text = The service is busy. Try again in a minute.
web-failed = This page could not be shown
web-failed-text = What is stored is not what was published, or could not be read. Nothing is shown until that is mended.
web-to-home = Back to the beginning

web-data = Data
web-data-question = What data is there, where does it come from, and how do I take it with me?
web-data-about = Version { $version }, the newest, which answers for the instant { $at }. Each dataset shows its columns, where each comes from, what stands on it, and its files, each with the hash that identifies it.
web-data-raw = Records
web-data-raw-note = As they came from the sources, with all their history, each held to its data contract.
web-data-staging = Prepared
web-data-staging-note = The present state of the records, the visits of stages, and what the calculations share.
web-data-marts = Calculations
web-data-marts-note = The answers, computed from the records.
web-data-figures = Figures
web-data-figures-note = The rows of each figure, as they are published.
web-data-meta = About the data
web-data-meta-note = Batches, rejects, checks, runs, lineage and editions.
web-data-empty =
    { $n ->
        [one] 1 dataset still empty
       *[other] { $number } datasets still empty
    }
web-data-files-n = Files
web-data-size = Size
web-data-file = File
web-data-hash = Hash (BLAKE3)
web-data-purpose = Why
web-data-key = Key
web-data-class = Class
web-data-keep = Kept for
web-data-grain = One row per
web-data-held = In this version
web-data-held-text = { $rows } rows, { $size }, version { $version }
web-class-public = public: may be published as it is
web-class-internal = internal: signed-in roles that may read the page
web-class-personal = personal: rows about one person, by pseudonym only; do not pass on
web-class-vault = vault: in no query, no calculation, no export
web-data-types = id and text are texts; code is a text of a closed list; money is reais with two places; qty a quantity with three; at an instant (UTC); on a day; int and i32 whole numbers; bp ten-thousandths; num a number with a fraction, never money. The sign ? says that it may be missing.
web-data-meaning = Meaning
web-data-from = Where it comes from
web-data-upstream = What it is made of
web-data-no-upstream = No load of this project fills this dataset.
web-data-unknown = Where these come from is unknown:
web-data-downstream = What stands on it
web-data-no-downstream = Nothing.
web-data-files = Files of this version
web-data-files-note = Paths inside the lake's folder. Each file is named by the hash of its bytes: `mirante verify` checks them all.
web-data-no-files = None: the dataset is empty in this version.
web-data-more-files =
    { $n ->
        [one] 1 more file
       *[other] { $number } more files
    }
web-data-tools = Reading it with other tools
web-data-tools-note = On the machine where the project lies, from its folder. Files never change: another version has others. For spreadsheets, take the CSV.

web-quality-about = Version { $version }, the newest, which answers for the instant { $at }. Ages are those of that instant.
web-nothing = Nothing to show.
web-freshness = Freshness of loads
web-freshness-note = Each load against what its data contract promises.
web-load = Load
web-state = State
web-last-change = Last change
web-newest-event = Newest event
web-age = Age
web-expected = Promise
web-completeness = Completeness
web-completeness-note = What each source gave, month by month, against what the lake's files hold, counted and summed anew.
web-dataset = Dataset
web-source-rows = Rows in the source
web-lake-rows = Rows in the lake
web-rejected-rows = Refused
web-difference = Difference
web-period = Month
web-source-amount = Sum in the source (R$)
web-lake-amount = Sum in the lake (R$)
web-difference-amount = Difference (R$)
web-proof = Proof
web-horizon = Seen until
web-code-counted = count
web-code-summed = count and sum
web-code-no-proof = none
web-unproven = Without proof of completeness: not every source of this amount said how much it had.
web-late-records = Late and corrected records
web-late-records-note = Rows of past months that came late, changed or were deleted since the first load. An edition published before does not know them.
web-change = What happened
web-rows = Rows
web-sum = Sum (R$)
web-unknown-to = Edition that does not know them
web-recorded = Recorded
web-code-came = came late
web-code-changed = changed
web-code-deleted = deleted
web-none-late = none
web-some-late = { $n ->
    [one] { $number } month of a dataset
   *[other] { $number } months of datasets
}
web-checks = Checks
web-checks-note = Those of the newest version; what only warns does not stop a publication.
web-check = Check
web-severity = If it finds something
web-offending = Rows found
web-rejects = Refused rows
web-rejects-note = Rows that broke their data contract: kept with the reason, outside of every figure.
web-reason = Reason
web-column = Column
web-runs = Latest runs
web-runs-note = What each command that writes did.
web-started = Started
web-command = Command
web-built = Built
web-written = Rows written
web-error = Error
web-code-fresh = up to date
web-code-late = late
web-code-stopped = stopped
web-code-never = never came
web-code-whole = as it should be
web-code-found = found something
web-code-ok = committed
web-code-failed = failed
web-code-unchanged = nothing changed
web-code-running = no end recorded
web-code-blocks = stops a publication
web-code-warns = warns
web-reason-missing = required value is missing
web-reason-type = value of another type
web-reason-code = unknown code
web-reason-range = out of range
web-reason-scale = too many decimals
web-reason-encoding = wrong encoding
web-reason-null-key = empty key
web-reason-conflict = key already used with other content
web-reason-foreign = key of another source
web-reason-missing-hour = hour that did not exist
web-reason-twice-hour = hour that came twice
web-reason-large = too large
web-reason-schema = different columns
web-method-about = Rows of { $dataset }; who answers for them: { $owner }.
web-method-page = It stands on the page
web-method-sql = The query
web-method-sql-note = The exact text that computes the rows of this figure.
web-method-columns = What it promises
web-type = Type
web-method-inputs = What it is made of
web-method-inputs-note = Every dataset behind the figure, from the nearest to the records.
serve-address = Pages at { $address } (Ctrl+C ends)
serve-end = The service has ended.
cmd-serve = Shows the editions as pages, only to browsers on this machine.
arg-serve-bind = Address and port of this machine (127.0.0.1:8080 if not given); port 0 chooses a free one
arg-serve-open = Opens the browser
arg-demo-port = First port to try for the pages (8080 if not given)
arg-demo-no_open = Does not open the browser
arg-demo-no_serve = Ends without serving the pages
cmd-serve-examples =
    Examples:
      mirante -C my-cooperative serve
      mirante -C my-cooperative serve --bind 127.0.0.1:9000 --open
web-more-rows = { $n ->
    [one] { $number } row as it should be
   *[other] { $number } rows as they should be
}
web-all-good = { $n ->
    [one] The only one is as it should be
   *[other] All { $number } as they should be
}
web-some-odd = { $n ->
    [one] { $number } needs attention
   *[other] { $number } need attention
}
web-minutes = { $n ->
    [one] { $number } minute
   *[other] { $number } minutes
}
web-hours = { $n ->
    [one] { $number } hour
   *[other] { $number } hours
}
web-years = { $n ->
    [one] { $number } year
   *[other] { $number } years
}
web-forever = for ever
web-after-leaving = { $length } after leaving the cooperative
web-days = { $n ->
    [one] { $number } day
   *[other] { $number } days
}

# Help, explanation, progress (2026-11-25)
arg-plain = For readers of screens: no colours, no rules, no line that changes
arg-color = Colours of messages
arg-progress = The line that tells how far the command has come

cmd-help = Show the commands, one command, or the page of an error code.
cmd-help-examples =
    Examples:
      mirante help source check
      mirante help M0605
arg-help-word = Command or error code; every command without one
code-page =
    { $code } ({ $room })

    { "  " }message  { $message }
    { "  " }mend     { $help }
    { "  " }exit     { $exit }: { $ends }
exit-ok = all is well
exit-found = a check failed or something is wrong in the data
exit-usage = usage or configuration
exit-unavailable = an outside system did not answer
exit-busy = another process is writing
exit-internal = an error of the program or of the machine

cmd-completions = Write what a shell needs to complete commands and options.
cmd-completions-examples =
    Examples:
      mirante completions bash > ~/.local/share/bash-completion/completions/mirante
      mirante completions fish > ~/.config/fish/completions/mirante.fish
arg-completions-shell = Which shell

cmd-explain = Explain a result: the method, the SQL, and where each column comes from.
cmd-explain-examples =
    Example:
      mirante explain figure stage_wait
cmd-explain-figure = Explain a figure, from its method down to the records.
cmd-explain-figure-examples =
    Examples:
      mirante explain figure stage_wait
      mirante explain figure variants --at 2026-T3
arg-explain-figure-name = Name of the figure
arg-explain-figure-at = Version: head, a number or an edition
explain-method = METHOD
explain-sql = SQL
explain-lineage = WHERE EACH COLUMN COMES FROM
explain-raw = Records:
explain-checks = CHECKS ON THE WAY
explain-passed = nothing found
explain-failed = something found
explain-not-built = version { $version } does not hold this figure yet; `mirante transform` builds it
explain-other-text = version { $version } was built with another text than this one; the lineage is its own, `mirante transform` builds it again

progress-ingest = reading
progress-transform = building

how-direct = direct
how-derived = derived
how-aggregated = aggregated
how-filter = filter
how-declared = declared
how-unknown = unknown

head-how = how
head-check = check
head-severity = severity
head-result = result

# Refused rows

cmd-reject = Refused rows: which, why, and what to do about them.
cmd-reject-examples =
    Examples:
      mirante reject list
      mirante reject replay --load titulos --reason codigo_desconhecido
cmd-reject-list = Count the refused rows that wait, by load, reason and column.
cmd-reject-list-examples =
    Examples:
      mirante reject list
      mirante reject list --load atendimento --all
arg-reject-list-load = Only of this load, source or dataset
arg-reject-list-reason = Only for this reason, by its code
arg-reject-list-all = Show also those that were resolved
cmd-reject-show = Show refused rows one by one: where they stood, what they said.
cmd-reject-show-examples =
    Examples:
      mirante reject show 3f9a
      mirante reject show --reason tipo_invalido
arg-reject-show-id = Ids, or their beginning
arg-reject-show-load = Only of this load, source or dataset
arg-reject-show-reason = Only for this reason, by its code
cmd-reject-replay = Send refused rows through the present contract and mapping again.
cmd-reject-replay-examples =
    Examples:
      mirante reject replay --dry-run
      mirante reject replay --load titulos
arg-reject-replay-id = Ids, or their beginning; all that wait without any
arg-reject-replay-load = Only of this load, source or dataset
arg-reject-replay-reason = Only for this reason, by its code
arg-reject-replay-dry_run = Decide everything and write nothing
cmd-reject-discard = Give refused rows up, saying why; the words stay in meta.batches.
cmd-reject-discard-examples =
    Example:
      mirante reject discard --load titulos --reason tipo_invalido --why "test records"
arg-reject-discard-id = Ids, or their beginning
arg-reject-discard-load = Only of this load, source or dataset
arg-reject-discard-reason = Only for this reason, by its code
arg-reject-discard-why = Why these rows do not come in
arg-reject-discard-dry_run = Show what would be discarded and write nothing
reject-say-which = say which rows: by id, --load or --reason
reject-say-why = say why
reject-nothing-so = no refused row has this id, load or reason
reject-none = No refused row waits.
reject-advice = { "  " }{ $code } ({ $words }): { $advice }
reject-id = id
reject-place = where
reject-closed-by = closed by batch
reject-content = content
reject-unkept = was not kept
reject-todo = { "  " }what to do: { $advice }
reject-more = shown { $shown } of { $all }; choose with --load, --reason or an id
reject-state-pending = waits
reject-state-replayed = replayed
reject-state-discarded = discarded
reject-replayed =
    { $load } → { $dataset }
    { "  " }replayed { $rows } = new { $inserted } + changed { $updated } + deleted { $deleted } + unchanged { $unchanged } + superseded { $superseded }
reject-discarded = { $load } → { $dataset }: { $rows } discarded
reject-left = { $n ->
    [one] { $number } refused row goes on waiting
   *[other] { $number } refused rows go on waiting
}
reject-left-row = { "  " }{ $row }: { $why }
reject-left-more = { "  " }and { $rows } more
reject-left-unkept = its content was not kept; mend it in the source and read again with `mirante ingest --full`
reject-left-lacks = { $column }, which the mapping names, was not kept; read again with `mirante ingest --full`
reject-left-newer = the lake holds content as new or newer under this key; if that is right, discard the row
reject-left-no-load = its load is no longer in mirante.toml
reject-left-refused = refused again: { $reason }
reject-then = To compute again: mirante run
head-reason = reason
head-state = state
head-since = since
head-places = where
head-what = row
head-value = value
head-key = key
web-pending = Waiting
web-resolved = Resolved
web-oldest = Since
web-advice = What to do
web-none-pending = none waits
web-some-pending = { $n ->
    [one] { $number } row waits
   *[other] { $number } rows wait
}
web-reason-no-name = unknown name
web-reason-two-names = name of more than one record
advice-missing = fill the column in the source, or give a value in `constants`
advice-type = correct the value in the source; if all are like that, look at `decimal` and at the column in `columns`
advice-code = add the code to `values` of the load and replay
advice-range = check the value in the source: it is beyond what the contract admits
advice-scale = take the further decimals off in the source: nothing is rounded
advice-encoding = write in `encoding` how the file was stored
advice-null-key = fill the key in the source
advice-conflict = two records use one key: correct the wrong one in the source
advice-foreign = another source owns the key: let only one of them bring it
advice-no-name = register the name, or write the registration number or CNPJ in its place
advice-two-names = write the registration number or CNPJ in place of the name
advice-hour = write the hour with its offset, such as -03:00, or correct it in the source
advice-large = the field is beyond 1 MiB or the row beyond 8 MiB: take out in the source what is no data
advice-schema = the row's columns are not those of the header: check quotes, delimiters and columns in the source

# What sources have

cmd-source-schema = Show the columns that a source has, with types guessed from its first rows; of people, nothing.
cmd-source-schema-examples =
    Examples:
      mirante source schema atendimento
      mirante source schema atendimento --write-contract
arg-source-schema-name = Name of the source
arg-source-schema-write_contract = Write a proposed contract and mapping into contracts/, never overwriting
source-shown = { $load }: looked at { $rows }
source-personal = (about people)
source-open = { $load }: not filled yet
source-required = yes
source-write = For a proposed contract: mirante source schema { $source } --write-contract
source-written = { $file } written: a proposal to be read and corrected; nothing reads it yet.
source-sample-good = { "  " }sample: { $rows }, none would be refused
source-sample-some = { $load }: of the sample of { $rows } rows, { $refused } would be refused, within the limit
source-sample-flood = { $load }: of the sample of { $rows } rows, { $refused } would be refused, more than `max_rejects` admits: the load would stop
source-sample-problem = { "  " }column { $column }, { $reason }: { $rows }, the first in { $file }, row { $row }{ $texts }
head-filled = filled
head-distinct = distinct
head-examples = examples
head-goes = goes to

cmd-gc = Collect what nothing needs any more; without --apply, only show it.
cmd-gc-examples =
    Examples:
      mirante gc
      mirante gc --apply
arg-gc-apply = Really collect
gc-plan = Kept: { $kept }. Given up: { $given_up } ({ $which }). Collected: { $objects }, { $bytes }. Waiting: { $waiting }.
gc-nothing = There is nothing to collect.
gc-dry-run = Nothing was touched. To collect: mirante gc --apply
gc-version = Collected; version { $version } says what was given up.
gc-done = Collected.

cmd-retention = Retention: what is kept no longer.
cmd-retention-examples =
    Examples:
      mirante retention show
      mirante retention run --apply

cmd-retention-show = Show the rows that are kept no longer.
cmd-retention-show-examples =
    Example:
      mirante retention show

cmd-retention-run = Let the rows go that are kept no longer; without --apply, only show them.
cmd-retention-run-examples =
    Examples:
      mirante retention run
      mirante retention run --apply
arg-retention-run-apply = Really let them go
retention-nothing = No row is past the time it is kept.
retention-dry-run = Nothing was touched. To let them go: mirante retention run --apply
retention-version = Version { $version } without the rows that expired; { $files } of earlier versions expire, and `mirante gc --apply` takes them away after 24 hours. Next: mirante transform
edition-expired = Edition { $edition } shows its sealed figures and can no longer be recomputed: { $files } of the data it came from have expired.

cmd-forget = Erase a person from the vault, for good; without --apply, only show it.
cmd-forget-examples =
    Examples:
      mirante forget m-4k7qz2d9
      mirante forget m-4k7qz2d9 --apply
arg-forget-member = The person's pseudonym, such as m-4k7qz2d9, or a source's key for the person
arg-forget-apply = Really erase
forget-known = { $member }: { $rows } in the vault; keys in the sources: { $links }
forget-rejects = With that, what the refused rows of { $batches } about people said can be read no more: nobody can tell which of them are about this person. `mirante ingest --full` reads them from the source again.
forget-stays = What stays without a name, under the pseudonym alone, for the purpose of each dataset:
forget-stays-nothing = No row of the lake bears this pseudonym.
forget-already = { $member } was erased from the vault before.
forget-dry-run = Nothing was touched. To erase: mirante forget { $member } --apply
forget-done = { $member } was erased: row, key and link are gone, and new rows of the source are counted and not stored. Copies of the vault made before leave within 35 days.

cmd-backup = Backups on another disk, and the proof that they bring everything back.
cmd-backup-examples =
    Examples:
      mirante backup create /mnt/backup
      mirante backup drill /mnt/backup --identity key.txt

cmd-backup-key = Make the identity that opens the copied vault; print its recipient.
cmd-backup-key-examples =
    Example:
      mirante backup key key.txt
arg-backup-key-file = New file for the identity; keep it away from this machine

cmd-backup-create = Bring the backup in a folder up to date; copies only what is missing.
cmd-backup-create-examples =
    Example:
      mirante backup create /mnt/backup
arg-backup-create-dest = Folder of the backup, on another disk
arg-backup-create-recipient = Who can open the copied vault; else that of mirante.toml

cmd-backup-verify = Recompute every hash of the backup.
cmd-backup-verify-examples =
    Example:
      mirante backup verify /mnt/backup
arg-backup-verify-dest = Folder of the backup

cmd-backup-restore = Restore the backup into an empty project.
cmd-backup-restore-examples =
    Example:
      mirante -C new backup restore /mnt/backup --identity key.txt
arg-backup-restore-dest = Folder of the backup
arg-backup-restore-identity = File of the identity that opens the vault
arg-backup-restore-without_vault = The lake alone: people remain pseudonyms

cmd-backup-drill = Try the restore in a temporary folder and compute the newest version anew.
cmd-backup-drill-examples =
    Example:
      mirante backup drill /mnt/backup --identity key.txt
arg-backup-drill-dest = Folder of the backup
arg-backup-drill-identity = File of the identity; without it the lake alone is tried
backup-key = Identity in { $file }: keep it away from this machine, who has it opens the copied vault. In mirante.toml: [backup], recipient = "{ $recipient }"
backup-created = Backup in { $folder } up to version { $version }: { $versions } new, { $objects } and { $bytes } copied, { $known } were there, { $removed } left.
backup-vault = Vault encrypted to { $recipient }. The key file { $key } is not in the backup: keep it apart.
backup-no-vault = This project has no vault yet.
backup-whole = The backup is whole, made at { $made }, up to version { $version }: { $versions }, { $editions }, { $files }, { $bytes }.
backup-restored = Restored the backup made at { $made }, up to version { $version }; the chain is whole: { $versions }, { $editions }, { $files }, { $bytes }.
backup-erased =
    { $n ->
        [one] One person who was erased after the vault was copied was erased again.
       *[other] { $number } people who were erased after the vault was copied were erased again.
    }
backup-drilled = Drill complete: { $compared } datasets computed anew give the same bytes; { $skipped } were left out, as this program would build them anew.

cmd-doctor = Look at what breaks in practice; every finding says the fix.
cmd-doctor-examples =
    Examples:
      mirante doctor
      mirante doctor --only lake --only backup
      mirante doctor --fix
arg-doctor-fix = Mend what can be mended without risk
arg-doctor-only = Only these groups
doctor-ok = ok
doctor-fixed = fixed
doctor-warning = warning
doctor-failure = failure
doctor-fix = fix
doctor-any-fix = repeat with -vv to see more
doctor-summary =
    { $n ->
        [0] All is well.
        [one] One finding.
       *[other] { $number } findings.
    }
doctor-no-lake = the lake { $folder } is not there yet
doctor-no-lake-fix = begin with mirante run; if it was there before, restore it with mirante backup restore
doctor-config = { $sources } sources, { $loads } loads
doctor-no-sources = no source is configured
doctor-no-sources-fix = describe one in [[sources]] of mirante.toml; mirante init shows examples
doctor-disk-closed = { $folder } cannot be written to: { $problem }
doctor-disk-closed-fix = give this user write access to the folder
doctor-disk-room = { $free } free of { $total }
doctor-disk-little = only { $free } free of { $total } in { $folder }
doctor-disk-little-fix = make room; mirante gc shows what the lake can do without
doctor-disk-links = the disk of { $folder } cannot create files without replacing others (neither by renaming nor by hard link)
doctor-disk-links-fix = put the lake on a local disk: [lake], path = "/path"
doctor-disk-sync = the disk of { $folder } refuses fsync: what was written may be lost with the power
doctor-disk-sync-fix = put the lake on a local disk: [lake], path = "/path"
doctor-disk-remote = { $folder } lies on a disk of the network or of a program (NFS, SMB, FUSE), which promises less than it says
doctor-disk-remote-fix = put the lake on a local disk, and on this one the backup
doctor-disk-fit = creates without replacing, and syncs
doctor-clock = { $now } UTC
doctor-clock-back = the clock shows { $now }, before the last version ({ $last })
doctor-clock-back-fix = set the machine's clock (for example, timedatectl set-ntp true)
doctor-fonts = { $font }, inside the program
doctor-fonts-gone = the program's font { $font } is damaged
doctor-fonts-gone-fix = install the program again
doctor-source = answers, and its columns fit
doctor-lake = version { $version }, { $datasets } datasets, all files are there
doctor-lake-alarm = { $alarm }
doctor-lake-alarm-fix = delete nothing; check with mirante verify all and restore the file from a backup
doctor-lake-files = missing or of another size: { $file } (and { $more } more)
doctor-lake-files-fix = mirante verify tells what is wrong; restore the files from a backup, or build them again with mirante transform
doctor-lake-litter = { $files } files of a process that died, or that is writing now
doctor-lake-litter-fix = mirante doctor --fix clears them; so does the next writer
doctor-lake-cleared = { $files } files of a process that died were cleared
doctor-vault-none = there is no vault yet
doctor-vault = { $file } opens with its key
doctor-vault-gone = the vault { $file } is not there, and the lake counts on it
doctor-vault-gone-fix = restore it from a backup; without it the next load is refused
doctor-key = the key { $key } is of no use: { $problem }
doctor-key-fix = put back the key file that is kept apart; for its mode, mirante doctor --fix
doctor-open = others can read { $file } (mode { $mode })
doctor-open-fix = mirante doctor --fix, or chmod 600
doctor-closed = others could read { $file } (mode { $mode }); now only its owner can
doctor-no-recipient = nobody is named who could open the copied vault
doctor-no-recipient-fix = mirante backup key FILE, and its recipient in [backup] recipient
doctor-no-drill = no restore was ever tried
doctor-no-drill-fix = mirante backup create DEST, then mirante backup drill DEST
doctor-drill = drill { $days } days ago, version { $version }, from { $folder }
doctor-old-drill = the last drill of a restore was { $days } days ago
doctor-old-drill-fix = mirante backup drill { $folder }
doctor-serve = { $address } is free
doctor-serve-taken = { $address } is not free: { $problem }
doctor-serve-taken-fix = unless it is mirante serve itself, use mirante serve --bind 127.0.0.1:8081
head-keep = kept
head-ended_from = ended from
head-ended_to = ended to
head-purpose = purpose
verify-given-up = { $versions } given up by gc: their manifests stay in the chain, their rows do not.
verify-expired = { $files } expired by retention, not lost.
