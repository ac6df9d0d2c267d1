package dev.coppice.prune.internal.erasure;

import static java.util.stream.Collectors.joining;

import dev.coppice.prune.Cascade;
import dev.coppice.prune.LimitsConfig;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.Subject;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.sql.Roots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The policy that a campaign erases a subject by. Its condition reads the key from the erasure's own row, so that nothing a
 * campaign keeps tells who it was once that row has forgotten it.
 */
public final class ErasurePolicy {
    private static final Duration CHUNK = Duration.ofMillis(250);
    private static final Duration LOCK = Duration.ofSeconds(2);

    private ErasurePolicy() {}

    /** The name of an erasure's campaign. */
    public static String name(String subject, long erasure) {
        return "subject:" + subject + "#" + erasure;
    }

    /** Any row of the subject's table: for what the catalogue tells without a key. */
    static Policy anyone(Subject subject) {
        return policy("subject:" + subject.name(), subject, "true");
    }

    /** The row of a key, for a dry run. */
    static Policy of(Subject subject, List<KeyColumn> columns, List<String> key) {
        return policy("subject:" + subject.name(), subject, condition(columns, i -> Roots.literal(key.get(i))));
    }

    /** The row of an erasure. */
    static Policy of(Subject subject, List<KeyColumn> columns, long erasure) {
        return policy(name(subject.name(), erasure), subject, condition(columns, i -> recorded(erasure, i)));
    }

    /** A part of the key of an erasure, as a statement reads it. */
    static String recorded(long erasure, int part) {
        return "(SELECT key[" + (part + 1) + "] FROM coppice.erasure WHERE id = " + erasure + ")";
    }

    private static String condition(List<KeyColumn> columns, IntFunction<String> part) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> {
                    var column = columns.get(i).column();
                    return column.sql() + (column.domain() ? "::" + column.keyType() : "") + " "
                            + columns.get(i).equal() + " CAST(" + part.apply(i) + " AS " + column.keyType() + ")";
                })
                .collect(joining(" AND "));
    }

    private static Policy policy(String name, Subject subject, String when) {
        var config = subject.config();
        return new Policy(
                name,
                new PolicyConfig(
                        config.table(),
                        List.of(),
                        Optional.of(when),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Cascade.mapped(config.tables()),
                        config.associations(),
                        config.archive(),
                        new LimitsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        config.brakes(),
                        HeavyRoots.DRAIN,
                        CHUNK,
                        LOCK,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Partitions.ROWS,
                        0,
                        1));
    }
}
