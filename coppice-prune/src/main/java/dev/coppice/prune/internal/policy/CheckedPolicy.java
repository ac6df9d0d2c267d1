package dev.coppice.prune.internal.policy;

import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureReader;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Refusals;
import dev.coppice.prune.internal.read.Sql;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A policy that fits the database as it is now.
 *
 * @param policy the policy
 * @param closure what it reaches
 * @param eligibility which rows it means
 */
public record CheckedPolicy(Policy policy, Closure closure, Eligibility eligibility) {
    /**
     * Holds a policy against the database. Writes nothing and runs nothing of the policy.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} with what does not fit
     */
    public static CheckedPolicy of(Sql sql, Policy policy) {
        var closure = ClosureReader.read(sql, policy);
        var table = closure.rootTable();
        var config = policy.config();
        var refusals = new Refusals(policy.name());
        var age = config.age().map(column -> age(table, column, config, refusals));
        config.ageZone().ifPresent(zone -> requireKnown(sql, zone, refusals));
        var selfContained = config.when()
                .map(when -> new ConditionCheck(sql, table.from(), table.toString(), refusals::of).check(when))
                .orElse(true);
        return new CheckedPolicy(policy, closure, new Eligibility(table, config.when(), age, selfContained));
    }

    private static Age age(ClosureTable table, String name, PolicyConfig config, Refusals refusals) {
        var column = table.find(name)
                .orElseThrow(() -> refusals.of(
                        "unknown-column",
                        "Table " + table + " has no column \"" + name + "\" to be its age; case matters.",
                        "Name a column as the catalogue spells it."));
        return Age.of(column, config.ageZone())
                .orElseThrow(() -> Age.needsZone(column)
                        ? refusals.of(
                                "age-zone-missing",
                                "Its age " + name + " is of type " + column.type()
                                        + ", which is another instant in each time zone.",
                                "Add age-zone, such as UTC or Europe/Berlin: the zone the values were written in.")
                        : refusals.of(
                                "age-type",
                                "Its age " + name + " is of type " + column.type() + ", which is no time.",
                                "Name a column of type timestamptz, timestamp or date."));
    }

    // A name it does not know may still be taken for a rule of its own making, hours away from what was meant.
    private static void requireKnown(Sql sql, ZoneId zone, Refusals refusals) {
        if (zone.normalized() instanceof ZoneOffset) {
            return;
        }
        var known = sql.list(
                "SELECT 1 AS known FROM pg_catalog.pg_timezone_names WHERE name = ?", row -> true, zone.getId());
        if (known.isEmpty()) {
            throw refusals.of(
                    "unknown-zone",
                    "PostgreSQL does not know the time zone " + zone + ".",
                    "Name a zone such as UTC or Europe/Berlin.");
        }
    }

    /** The policy in words that change whenever what it deletes or keeps changes. How fast it runs is left out. */
    public String canonical() {
        var config = policy.config();
        var words = String.join(
                "\n",
                "name " + policy.name(),
                "table " + config.table(),
                "when " + config.when().orElse("-"),
                "age " + config.age().orElse("-"),
                "age-zone " + config.ageZone().map(ZoneId::getId).orElse("-"),
                "keep " + text(config.keep()),
                "cascade "
                        + (config.cascade().automatic()
                                ? "auto" + spoken(config)
                                : config.cascade().tables()),
                "associations " + config.associations(),
                "archive " + text(config.archive().map(CheckedPolicy::archive)),
                "limits " + text(config.limits().rows()) + " "
                        + text(config.limits().maxShare()) + " "
                        + text(config.limits().runtime())
                        // Said only where it is set: plans that were approved before there was such a limit still hold.
                        + config.limits()
                                .timesUsual()
                                .map(factor -> " times-usual " + factor)
                                .orElse(""),
                "heavy-roots " + config.heavyRoots());
        // Said only where it is not as it was before there was a choice: plans and approvals of then hold.
        return config.partitions() == Partitions.DROP ? words + "\npartitions " + config.partitions() : words;
    }

    // What a policy of its own promises stays as it was written before there were maps.
    private static String spoken(PolicyConfig config) {
        return config.cascade().spoken().isEmpty() ? "" : " " + config.cascade().spoken();
    }

    // Which key it is may change from one campaign to the next; that there is one may not.
    private static String archive(ArchiveConfig archive) {
        return archive.to() + (archive.keyFile().isPresent() ? " encrypted" : "");
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }
}
