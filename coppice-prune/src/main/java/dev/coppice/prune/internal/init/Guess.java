package dev.coppice.prune.internal.init;

import dev.coppice.control.StoreLocation;
import dev.coppice.prune.Policy;
import dev.coppice.prune.internal.init.TableFacts.ColumnFacts;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A guess at one table: a status with values that sound final and a time; or a time at which a row was put away; or a table
 * named like a log and the time of its rows. Tables that fit none are left alone.
 *
 * @param policy the policy
 * @param why what it was guessed from
 */
record Guess(Policy policy, String why) {
    private static final Pattern STATUS = Pattern.compile("(^|.*_)(status|state|phase|stage)$");
    private static final Pattern FINAL = Pattern.compile(
            "(terminat|cancel|complet|finish|delet|expir|clos|fail|succe|archiv"
                    + "|deliver|process|done|ended|resolv|reject|abort|inactiv|deprovision|revok|dead|discard|sent$).*");
    private static final Pattern UNFINISHED =
            Pattern.compile("(processing|closing|deleting|cancelling|canceling|terminating"
                    + "|finishing|failing|expiring|archiving|completing|delivering|not_|un|in_).*");
    private static final Pattern PUT_AWAY =
            Pattern.compile("(deleted|archived|expired|expires|discarded|revoked|purge|removed|valid_until).*");
    private static final Pattern ENDED =
            Pattern.compile("(terminated|ended|finished|completed|closed|cancell?ed|processed"
                    + "|delivered|resolved|failed|stopped|sent|expired|expires|deleted|archived).*");
    private static final Pattern LOG = Pattern.compile(
            "(^|.*[^a-z])(events?|logs?|audits?|histor(y|ies)|samples?|metrics?|visits?"
                    + "|clicks?|messages?|notifications?|notices?|outbox|inbox|attempts?|requests?|tokens?|sessions?|jobs?|tasks?)$");
    private static final List<String> OTHER_TIMES = List.of(
            "updated",
            "modified",
            "changed",
            "occurred",
            "logged",
            "recorded",
            "happened",
            "created",
            "inserted",
            "at",
            "time",
            "date",
            "day");

    /** A guess at a table. */
    static Optional<Guess> of(TableFacts table, String name) {
        return byStatus(table, name).or(() -> byPutAway(table, name)).or(() -> byLog(table, name));
    }

    private static Optional<Guess> byStatus(TableFacts table, String name) {
        var age = times(table).min(Comparator.comparingInt(Guess::distance));
        return table.columns().stream()
                .filter(column -> STATUS.matcher(lower(column.name())).matches())
                .filter(column ->
                        column.category().equals("S") || column.category().equals("E"))
                .filter(column -> !finals(column).isEmpty())
                .findFirst()
                .flatMap(column -> age.map(time -> new Guess(
                        build(table, name, time, 90, Optional.of(condition(column))),
                        "column " + column.name() + " has values that sound final, and " + time.name()
                                + " is a time")));
    }

    private static Optional<Guess> byPutAway(TableFacts table, String name) {
        return times(table)
                .filter(column -> PUT_AWAY.matcher(lower(column.name())).matches())
                .findFirst()
                .map(time -> new Guess(
                        build(table, name, time, 30, Optional.empty()),
                        "column " + time.name() + " says when a row was put away; rows without it stay"));
    }

    private static Optional<Guess> byLog(TableFacts table, String name) {
        return LOG.matcher(lower(table.name().name())).matches()
                ? times(table)
                        .min(Comparator.comparingInt(Guess::distance))
                        .map(time -> new Guess(
                                build(table, name, time, 365, Optional.empty()),
                                "the table is named like a log, and " + time.name() + " is a time"))
                : Optional.empty();
    }

    private static Policy build(TableFacts table, String name, ColumnFacts time, int days, Optional<String> when) {
        var policy = Policy.of(name, table.name())
                .olderThan(time.name(), Duration.ofDays(days))
                .archive(StoreLocation.parse("file:./archive"));
        when.ifPresent(policy::when);
        if (!time.type().equals("timestamp with time zone")) {
            policy.ageZone(ZoneId.of("UTC"));
        }
        return policy.build();
    }

    private static String condition(ColumnFacts column) {
        return column.sql() + " in ("
                + finals(column).stream()
                        .map(value -> "'" + value.replace("'", "''") + "'")
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private static List<String> finals(ColumnFacts column) {
        return column.values().stream()
                .filter(value -> FINAL.matcher(lower(value)).matches())
                .filter(value -> !UNFINISHED.matcher(lower(value)).matches())
                .sorted()
                .toList();
    }

    private static Stream<ColumnFacts> times(TableFacts table) {
        return table.columns().stream()
                .filter(column -> List.of("timestamp with time zone", "timestamp without time zone", "date")
                        .contains(column.type()));
    }

    /** How far a time is from the end of a row's life. */
    private static int distance(ColumnFacts time) {
        var name = lower(time.name());
        if (ENDED.matcher(name).matches()) {
            return 0;
        }
        for (var i = 0; i < OTHER_TIMES.size(); i++) {
            if (name.startsWith(OTHER_TIMES.get(i)) || name.endsWith(OTHER_TIMES.get(i))) {
                return i + 1;
            }
        }
        return OTHER_TIMES.size() + 1;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
