package dev.coppice.server;

import dev.coppice.control.TableName;
import dev.coppice.prune.PolicyConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What the console shows of a prune policy. A value for any thread.
 *
 * @param name the policy's name
 * @param table the table whose rows go
 * @param when the terminal condition: the operator's own SQL from coppice.yaml, trusted as such
 * @param age how old a row must be
 */
public record PolicyView(String name, TableName table, Optional<String> when, Optional<Age> age) {
    /**
     * How old a row must be.
     *
     * @param column the column that tells
     * @param zone the zone of a {@code timestamp} or {@code date} column
     * @param keep how long rows are kept
     */
    public record Age(String column, Optional<ZoneId> zone, Duration keep) {}

    /** The view of a declared policy. */
    public static PolicyView of(String name, PolicyConfig declared) {
        var age = declared.age()
                .flatMap(column -> declared.keep().map(keep -> new Age(column, declared.ageZone(), keep)));
        return new PolicyView(name, declared.table(), declared.when(), age);
    }
}
