# Everything that CI runs, in the same order.
check:
    tests/check

# The demo, from nothing to an answer.
demo:
    cargo run -- demo

# The long fault run: every site, a thousand kills, two hundred cuts of each database, thousands of writes while it is read.
faults:
    MIRANTE_SITES=all MIRANTE_KILLS=1000 MIRANTE_CUTS=200 MIRANTE_WRITES=1000 MIRANTE_CORPUS=full cargo test -p mirante --test it -- faults cuts writers corpus --nocapture

# Real logs against their vectors: `just real target/debug/mirante FOLDER`.
real binary folder:
    tests/real/run {{binary}} {{folder}}
