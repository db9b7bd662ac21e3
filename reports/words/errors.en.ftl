# The program's errors in English: the message of each code, and in `-help` what to do.

M0101 = the data contract's file `{ $file }` cannot be read: { $problem }
M0101-help = Correct the file at the place shown. Data contracts are part of the program: the correction holds once it is compiled again.

M0102 = the data contract's file `{ $file }` says something impossible: { $problems }
M0102-help = Correct each point shown in the file. Data contracts are part of the program: the correction holds once it is compiled again.

M0103 = there is no raw dataset `{ $name }`{ $hint }
M0103-help = See which names exist with `mirante dataset list`. In `mirante.toml`, a load's `into` takes one of them without its `raw.`.

M0201 = cannot { $act } `{ $path }`
M0201-help = Make sure that the lake's folder can be reached, that the disk has room and that you may read and write there; then repeat the command. Each version goes in whole or not at all: `mirante version list` shows the one in force.

M0202 = `{ $file }` is damaged: { $problem }
M0202-help = If it belongs to a computed dataset (`staging`, `marts` or `figures`), delete the file and run `mirante transform`, which builds it again. If not, restore it from a backup. Then check the whole lake with `mirante verify all`.

M0203 = the file `{ $file }` is missing; it is named in: { $named_by }
M0203-help = Restore the file from a backup, in the same place and under the same name; then check the whole lake with `mirante verify all`.

M0204 = `{ $file }` has format { $found }; this program knows format { $known }
M0204-help = The file was written by a newer Mirante. Update the program on this machine and repeat the command.

M0205 = another process is writing to the lake: { $holder ->
        [unknown] it is not known which
       *[other] { $holder }
    }
M0205-help = Wait until the other process is done and repeat the command. If it no longer responds, end it: the lock is released by itself.

M0206 = another process wrote version { $version } first; nothing of this run was kept
M0206-help = Repeat the command: it starts from the new version. To see what the other process wrote, use `mirante version show N` with that version's number.

M0207 = there is no version { $version }; the newest is { $head }
M0207-help = See which versions exist with `mirante version list`. If the newest is 0, the lake is still empty: begin with `mirante ingest`.

M0208 = no version of the lake is whole: { $problems }
M0208-help = Delete nothing. Restore the lake's folder from a backup and check the result with `mirante verify all`.

M0209 = version { $version } holds no dataset `{ $dataset }`{ $hint }
M0209-help = See which names exist with `mirante dataset list`. If it has not been loaded or built yet, use `mirante run`.

M0210 = `{ $dataset }` cannot be written or read as Parquet
M0210-help = Check the lake with `mirante verify all` and repeat the command. If the lake is whole and the error comes back, it is an error of the program itself: keep the message and tell whoever maintains Mirante.

M0211 = rows for `{ $dataset }` do not have the declared shape: { $problem }
M0211-help = This is an error of the program itself, not of your data. Keep the message, check the lake with `mirante verify all` and tell whoever maintains Mirante.

M0301 = the sources are not configured soundly: { $problems }
M0301-help = Correct each point shown in `mirante.toml` and check with `mirante source check`.

M0302 = there is no source or load `{ $name }`{ $hint }
M0302-help = See the sources and their loads with `mirante source list`. The names come from `mirante.toml`.

M0303 = source `{ $source_name }` cannot be reached: { $problem }
M0303-help = Look in `mirante.toml` at the source's folder (`folder`) and at the load's pattern of file names (`path`). Test the access with `mirante source test`.

M0304 = the file `{ $file }` of load `{ $load }` cannot be read: { $problem }
M0304-help = Make sure that the file is complete and can be opened; for a CSV, also look at the source's `encoding`, `delimiter` and `quote` in `mirante.toml`. Then repeat `mirante ingest`.

M0305 = the columns of load `{ $load }` are not as expected: { $differences }
M0305-help = If the file is wrong, correct it in the source. If a column has a new name, adjust `columns` of the load in `mirante.toml`; if the header seems to hold a single column, check `delimiter`. To accept new or vanished columns, write `on_schema_change = "evolve"`.

M0306 = load `{ $load }`: { $rejected } of { $rows } rows break the data contract, above the limit of { $budget } for rejects; none of its rows were loaded: { $sample }
M0306-help = Correct the rows in the source, or `columns` and `values` of the load in `mirante.toml`, and check with `mirante ingest --dry-run`. If it is acceptable to reject more rows, write in the load, for example, `max_rejects = "5%"`.

M0307 = load `{ $load }` came back empty although the lake holds rows of it ({ $rows }); nothing was deleted
M0307-help = Make sure that the source's file or folder is complete, test it with `mirante source test` and repeat `mirante ingest`. Of this load, nothing was changed in the lake.

M0308 = load `{ $load }` does not add up: rows read, { $read }; rows accounted for, { $accounted }
M0308-help = This is an error of the program itself, not of your data; no row of this load was written. Keep the message and tell whoever maintains Mirante.

M0309 = the vault of people's keys does not answer: { $problem }
M0309-help = Wait for any other `mirante ingest` to end, and make sure that the disk has room and that you may write to the vault's file; then repeat the command. Do not delete the vault: without it, the same people would get other pseudonyms.

M0310 = rows of load `{ $load }` cannot be assembled: { $problem }
M0310-help = Most often this is an error of the program itself; no row of this load was written. Repeat `mirante ingest` and, if the error comes back, keep the message and tell whoever maintains Mirante.

M0340 = no refused row of this choice waits
M0340-help = See those that wait with `mirante reject list`, and those that were resolved with `mirante reject list --all`.

M0311 = the lake did not take the rows
M0311-help = Make sure that the disk has room and that you may write to the lake's folder, check the lake with `mirante verify all` and repeat `mirante ingest`.

M0312 = the lake's rows name people by the pseudonyms of `{ $expected }`, and the vault here is `{ $found }`; nothing was read
M0312-help = Restore `vault/people.sqlite` from a backup: without it every row about people would change. If the vault is lost for good, begin a new lake in another folder, with `[lake] path` in `mirante.toml`.

M0313 = the database of source `{ $source_name }` at { $address } cannot be reached: { $problem }
M0313-help = See that the server runs and that this machine reaches it; look in `mirante.toml` at the source's `connection`: host, port, database, user, password_file, tls. Test with `mirante source test`. Nothing of this source was changed in the lake.

M0314 = the query of load `{ $load }` failed: { $problem }
M0314-help = Mend `query` of the load in `mirante.toml`, or let the connection's user read what it names; try the query in `psql` and check with `mirante source check`.

M0315 = the password file `{ $file }` of source `{ $source_name }` is not used: { $problem }
M0315-help = Write the password alone into the file and let only its owner read it: `chmod 600 { $file }`. Its path is relative to the project's folder.

M0316 = the cursor of load `{ $load }` cannot be relied on: { $problem }; nothing of it was read
M0316-help = Choose as `cursor` a time or a number that every row has and that grows with each change, or leave `cursor` and `lag` out: then everything is read each time. Check with `mirante source check`.

M0317 = load `{ $load }`: the source counts { $counted } rows and gave { $read }; none of them were loaded
M0317-help = A `query` that gives other rows each time it is asked, such as with random(), is to be written so that one state of the database gives one answer; a service has changed while it was read. Then repeat `mirante ingest`.

M0318 = rows cannot be kept aside in a file below { $folder }: { $problem }
M0318-help = What does not fit into memory lies there while a run lasts. Make room in that folder, or set TMPDIR to one with more, then repeat `mirante ingest`. Nothing of this load was changed in the lake.

M0351 = the service of source `{ $source_name }` at { $address } cannot be reached: { $problem }
M0351-help = See that the service runs and that this machine reaches it, then repeat `mirante ingest`; it was asked several times. Test with `mirante source test`. Nothing of this load was changed in the lake.

M0352 = the service of source `{ $source_name }` does not give { $address }: { $problem }
M0352-help = Look in `mirante.toml` at `url` of the connection and at `path` and `parameters` of the load, and whether the token or password may read it. Test with `mirante source test`.

M0353 = source `{ $source_name }` does not ask { $address }: { $problem }
M0353-help = Only the host of `url` is asked, further ones if they stand in `hosts`, and addresses inside a network only if they stand in `inside`. If the service itself sent Mirante there, ask those who run it first.

M0354 = the pages of load `{ $load }` cannot be relied on: { $problem }; none of their rows were loaded
M0354-help = If rows were written while the pages were read, repeat `mirante ingest`. If it comes back, look at `paging`, `records` and `total` of the load in `mirante.toml`.

M0355 = the tap of source `{ $source_name }` failed: { $problem }; none of its rows were loaded
M0355-help = Look in `mirante.toml` at `command`, `config_file` and `catalog_file` of the connection and at `stream` of the loads; run the command by hand in the project's folder to see what it says.

M0341 = the window of load `{ $load }` cannot be read: { $problem }
M0341-help = Name loads of a database that have a `cursor`, and give `--from` and `--to` in what the cursor holds: a time such as 2026-03-02 or 2026-03-02 10:00, or a number.

M0401 = `{ $file }` has no sound header: { $problems }
M0401-help = Correct the comment at the beginning of the SQL file, in the lines that start with `--`. Models and checks are part of the program: compile it again and check with `mirante lint`.

M0402 = the query `{ $name }` was not understood: { $problem }
M0402-help = Look up the names with `mirante dataset list` and the columns with `mirante dataset show NAME`; then correct the SQL and try again.

M0403 = the query `{ $name }` stopped: { $problem }
M0403-help = If memory or disk space ran out, free some or ask for less data at a time, and repeat the command. If that was not it, check the lake with `mirante verify all`, keep the message and tell whoever maintains Mirante.

M0404 = `{ $name }` does not give what its header promises: { $differences }
M0404-help = Adjust the model's `SELECT` or the header's `-- columns:` line until names, order and types agree. Then compile the program and repeat `mirante transform`.

M0405 = `{ $name }` breaks the promise of its header: { $problem }
M0405-help = Correct the data in the source and repeat `mirante run`. If the value is legitimate, change the column's type in the model's header (a `?` after the type allows null), compile the program and repeat `mirante transform`.

M0406 = only one `SELECT` at a time: { $problem }
M0406-help = Give `mirante sql` a single query that only reads, beginning with `SELECT` or `WITH`. Statements that create, change or delete data are not accepted.

M0407 = the lake did not answer
M0407-help = Make sure that the lake's folder can be reached and check the lake with `mirante verify all`; then repeat the command.

M0408 = the question stopped: { $problem }
M0408-help = Mend the question: a division by zero, a text that is no number or a sum that is too large stop the answer. Nothing changed in the lake.

M0410 = `{ $dataset }` cannot be asked as of another instant
M0410-help = A step in Rust or an ordered pass makes it, or what it reads. Ask the records and what SQL makes of them, such as `raw.…` and `staging.…` of the entities; or let `mirante transform --as-of INSTANT` build a version that answers for that instant, and ask that one.

M0501 = these datasets need each other and none can be built first: { $datasets }
M0501-help = Change the SQL of one of the models so that it no longer reads the others and the cycle is undone. Then compile the program and check the order with `mirante plan`.

M0502 = `{ $dataset }` reads `{ $input }`, which no data contract, model or step defines{ $hint }
M0502-help = Correct the name in the model's SQL; `mirante dataset list` shows the names that exist. Then compile the program and check with `mirante plan`.

M0503 = the lint found problems in the models (total: { $count }): { $findings }
M0503-help = Write in the model what each item says, for example `sum_checked(x)` instead of `sum(x)`. Then compile the program and repeat `mirante lint`.

M0504 = `{ $selection }` selects no dataset{ $hint }
M0504-help = Use a name such as `marts.edges`, `+marts.edges` to include what it reads, `marts.edges+` to include what reads it, or a tag such as `tag:fluxo`. The names are shown by `mirante dataset list`.

M0505 = a query did not run
M0505-help = Check the models with `mirante lint` and the lake with `mirante verify all`; then repeat `mirante transform`.

M0506 = the lake did not take what was built
M0506-help = Make sure that the disk has room and that you may write to the lake's folder, check the lake with `mirante verify all` and repeat `mirante transform`.

M0601 = there is no `mirante.toml` in `{ $folder }`
M0601-help = Start a project with `mirante init { $folder }`, or name the folder with `-C DIR`.
M0602 = `{ $file }` cannot be read: { $problem }
M0602-help = Mend the file at the place it names; `mirante init` in another folder shows an example that works.
M0603 = `{ $file }` is already there and was left as it is
M0603-help = Choose another folder or name; to overwrite what the command writes (the example of `init`, the draft of `process draft`), repeat it with `--force`.
M0604 = cannot { $act } `{ $file }`: { $problem }
M0604-help = Check that the folder exists, that the disk has room and that you have permission.
M0605 = `{ $word }` is not understood; what fits: { $expected }
M0605-help = Repeat the command with one of the values that fit; `mirante help COMMAND` shows what each argument takes.
M0606 = the output cannot be written: { $problem }
M0606-help = Check where the output goes and run the command again; the lake was not touched.
M0607 = cannot read `{ $file }`: { $problem }
M0607-help = Check the path, and that the file is text in UTF-8.

M0111 = process file `{ $file }` is not sound: { $problems }
M0111-help = Correct each point in the file, in the project's folder `processes/`. To begin again from what the events show: `mirante process draft TYPE --force`.

M0112 = file `{ $file }` describes `{ $process }`, which the program describes itself
M0112-help = Give the process and the file another name. Those that the program describes are in `mirante process list`.

M0113 = rule file `{ $file }` is not sound: { $problems }
M0113-help = Correct the point. Only values that the program has may be replaced, and they are numbers.

M0212 = there is an edition `{ $name }` already, and editions never change
M0212-help = Publish under another name. To correct an edition: `mirante publish { $name }-r1 --supersedes { $name } --reason "why"`.

M0213 = there is no edition `{ $name }`{ $hint }
M0213-help = The editions that exist are in `mirante edition list`, the versions in `mirante version list`.

M0507 = step `{ $dataset }` stopped: { $problem }
M0507-help = This is an error of the program. Nothing was committed; the last version stays in force. Keep this message and tell whoever looks after Mirante.

M0508 = the parameters of the analyses cannot be read
M0508-help = Look at the project's file `rules/analise.toml`.

M0509 = `{ $name }` is no name for an edition
M0509-help = Use letters, digits, `-` and `_`, at most 40 characters, not digits alone and not `head`; such as `2026-T3`.

M0510 = there is no version to publish yet
M0510-help = Begin with `mirante run`.

M0511 = version { $version } cannot be published, these checks failed on it: { $checks }
M0511-help = See the rows that failed with `mirante check --at { $version }`, correct them at the source and repeat `mirante run`. The last edition stays as it is.

M0512 = version { $version } cannot be published: { $count } datasets were not computed from its records yet, `{ $dataset }` first
M0512-help = Compute them with `mirante transform` and publish the new version.

M0513 = version { $version } cannot be published: something is known to be missing from `{ $dataset }`, and { $count } figures and tables with money are made of it
M0513-help = /qualidade says which source and which month do not meet; read them again with `mirante ingest --full` and compute with `mirante run`.

M0514 = version { $version } cannot be published: load `{ $load }` last changed { $age } before it, and the contract of `{ $dataset }` allows { $limit }; no run has found it unchanged since
M0514-help = Read the sources with `mirante run`, mend the one that fails, and publish the new version.
M0630 = version { $version } holds no row of `{ $dataset }` with the key `{ $key }`
M0630-help = Look the key up with `mirante sql "SELECT * FROM { $dataset } LIMIT 10"`. People appear by pseudonym only; an erased or expired row is no longer there.

M0620 = there is no figure `{ $figure }`; there are { $figures }
M0620-help = Choose one of the names; `mirante report figure --help` shows examples.
M0621 = `{ $figure }` is not drawn: { $reason }
M0621-help = Ask for the rows: --format csv or --format json.
M0608 = there are no events of `{ $object_type }`
M0608-help = See the types that have events: mirante sql "SELECT object_type, count(*) FROM staging.case_events GROUP BY object_type".

M0409 = query `{ $name }` needs more memory than it may use: { $problem }
M0409-help = Close other programs or ask for less at once. If it was while datasets were computed, repeat with `--threads 1`; nothing was committed.

M0609 = `{ $address }` can be reached from other machines, and there are no accounts yet
M0609-help = Serve this machine only, at an address such as 127.0.0.1:8080. Serving other people comes with accounts.

M0610 = `{ $address }` cannot be served at: { $problem }
M0610-help = Another program may use the port. Choose another one with `--bind 127.0.0.1:9000`, or let the system choose with port 0.

M0220 = nothing is collected while the lake is not whole: { $problem }
M0220-help = What a damaged or missing manifest names cannot be told from litter. Restore it from a backup, check with `mirante verify all`, then repeat `mirante gc`.

M0221 = version { $version } was given up by `gc` with version { $by }; its manifest remains, its rows do not
M0221-help = Ask a version that is kept: `mirante version list` shows them, and every edition is one (`mirante edition list`).

M0222 = `{ $file }` has expired: retention removed it with version { $by }
M0222-help = Its rows were kept for as long as their data contract says. Figures of editions still show; for anything else ask a version from { $by } on.

M0223 = version { $version } there is not the one here: it holds another lake, or this one was changed
M0223-help = Choose an empty folder for the backup. If it is the backup of this project, check both with `mirante verify all` and `mirante backup verify DEST` before anything else.

M0360 = the vault's key file `{ $file }` is not used: { $problem }
M0360-help = Put the key file back from where it is kept apart from the backups, readable by its owner only (`chmod 600`). Without it what the vault holds of people cannot be read; no new key is made in its place.

M0361 = the identity in `{ $file }` is not used: { $problem }
M0361-help = Name the file that `mirante backup key` or `age-keygen` wrote for the recipient of this backup.

M0640 = `{ $member }` names no one person { $found ->
        [none] (nobody)
       *[other] ({ $found })
    }
M0640-help = Give the pseudonym, such as m-4k7qz2d9, as it stands in the column member_id of `raw.members`; or the key that a source has for the person.

M0641 = `{ $folder }` is not empty, and nothing is restored over what is there
M0641-help = Restore into a new project folder: `mirante -C NEW backup restore DEST --identity FILE`. Look at it, and only then put it in the old one's place.

M0642 = there is no backup in `{ $folder }`
M0642-help = Name the folder that was given to `mirante backup create`.

M0643 = the vault of people's keys is copied for a recipient only, and none is named
M0643-help = Make an identity with `mirante backup key FILE`, keep FILE away from this machine, and write its recipient into `mirante.toml`: `[backup]`, `recipient = "age1…"`.

M0644 = the drill computed { $different } of { $compared } datasets otherwise than they are: { $names }
M0644-help = Check the lake with `mirante verify all` and the backup with `mirante backup verify DEST`. If both are whole, the same program gives other results on the same rows: keep the backup and report it.

M0645 = `{ $folder }` lies inside the lake or the vault; a backup belongs on another disk
M0645-help = Name a folder on another disk, such as a mounted one.
