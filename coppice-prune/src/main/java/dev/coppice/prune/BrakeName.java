package dev.coppice.prune;

import dev.coppice.control.Durations;
import dev.coppice.control.Percentage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What may slow or stop a campaign, by the names that {@code coppice.yaml}, the ledger and the command line use. */
public enum BrakeName {
    /** How long a replica is behind. */
    REPLICA_LAG(Kind.TIME),
    /** How many bytes of WAL a replica or an unused slot is behind. */
    REPLICA_BYTES(Kind.SIZE),
    /** How many bytes of WAL the server writes in a second. */
    WAL_RATE(Kind.SIZE),
    /** Sessions that wait for the locks of a chunk. */
    WAITERS(Kind.SWITCH),
    /** How long a query of the application takes. */
    PROBE(Kind.PROBE_TIME),
    /** A vacuum of a table of the plan. */
    AUTOVACUUM(Kind.SWITCH),
    /** Dead rows in a table of the plan, its own deletions left out. */
    DEAD_ROWS(Kind.SHARE),
    /** How old the oldest snapshot is. Slows and does not stop. */
    OLDEST_SNAPSHOT(Kind.TIME),
    /** A query that says whether it may go on. */
    SQL(Kind.SWITCH),
    /** An address that says whether it may go on. */
    HTTP(Kind.SWITCH);

    /** The value that takes a brake off. */
    public static final String OFF = "off";

    private static final String ON = "on";

    private final Kind kind;

    BrakeName(Kind kind) {
        this.kind = kind;
    }

    private enum Kind {
        TIME("a time such as 10s"),
        PROBE_TIME("a time of at most 1s, such as 100ms"),
        SIZE("a size such as 64MiB"),
        SHARE("a percentage such as 20%"),
        SWITCH(ON);

        private final String allowed;

        Kind(String allowed) {
            this.allowed = allowed;
        }
    }

    /** The name, as in {@code replica-lag}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a campaign goes on slowly where another brake would stop it. */
    public boolean slows() {
        return this == OLDEST_SNAPSHOT;
    }

    /**
     * The brake of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static BrakeName of(String word) {
        return Arrays.stream(values())
                .filter(name -> name.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("brake must be one of "
                        + Arrays.stream(values()).map(BrakeName::word).collect(Collectors.joining(", ")) + ", was: "
                        + word));
    }

    /**
     * Passes when a brake can be set to this while a campaign runs.
     *
     * @throws IllegalArgumentException when it is neither {@value #OFF} nor a value of this brake
     */
    public void require(String value) {
        if (value.equals(OFF)) {
            return;
        }
        try {
            Objects.requireNonNull(read(value));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "brake " + word() + " must be " + kind.allowed + ", or off, was: " + value, unreadable);
        }
    }

    private Object read(String value) {
        return switch (kind) {
            case TIME -> above(Durations.parse(value), Duration.ZERO);
            case PROBE_TIME -> {
                var time = above(Durations.parse(value), Duration.ZERO);
                if (time.compareTo(BrakesConfig.LONGEST_PROBE) > 0) {
                    throw new IllegalArgumentException("at most " + BrakesConfig.LONGEST_PROBE);
                }
                yield time;
            }
            case SIZE -> ByteSize.parse(value);
            case SHARE -> above(Percentage.parse(value).percent(), BigDecimal.ZERO);
            case SWITCH -> {
                if (!value.equals(ON)) {
                    throw new IllegalArgumentException(ON);
                }
                yield value;
            }
        };
    }

    /** A limit that everything reaches would hold for good. */
    private static <T extends Comparable<T>> T above(T value, T least) {
        if (value.compareTo(least) <= 0) {
            throw new IllegalArgumentException("more than " + least);
        }
        return value;
    }
}
