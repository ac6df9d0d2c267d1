package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.BrakeTime;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A policy as it is declared, fact by fact. */
public final class PolicyFacts {
    private PolicyFacts() {}

    /**
     * A fact.
     *
     * @param label what it is about
     * @param text the fact
     * @param code whether it is SQL or a name, rather than words
     */
    public record Fact(String label, String text, boolean code) {
        static Fact words(String label, String text) {
            return new Fact(label, text, false);
        }

        static Fact code(String label, String text) {
            return new Fact(label, text, true);
        }
    }

    static List<Fact> of(Policy policy) {
        var config = policy.config();
        var facts = new ArrayList<Fact>();
        facts.add(Fact.code("Table", config.table().toString()));
        config.when().ifPresent(when -> facts.add(Fact.code("Rows where", when)));
        config.age()
                .ifPresent(age -> facts.add(Fact.words(
                        "Kept",
                        config.keep().map(PolicyFacts::span).orElse("") + " after " + age
                                + config.ageZone()
                                        .map(zone -> ", in " + zone.getId())
                                        .orElse(""))));
        facts.add(Fact.words("Goes along", cascade(config)));
        config.associations()
                .forEach(each -> facts.add(Fact.words(
                        "Association",
                        each.table() + ", where " + each.typeColumn() + " is " + each.type() + ", by "
                                + each.idColumn())));
        facts.add(Fact.words("Archive", archive(config)));
        facts.add(Fact.words("Limits", limits(config)));
        facts.add(Fact.words("Brakes", brakes(config)));
        facts.add(Fact.words(
                "Pace",
                "chunks of " + span(config.chunkTime()) + "; a lock is waited for " + span(config.lockTimeout())
                        + " at most"));
        config.schedule().ifPresent(schedule -> facts.add(Fact.code("Schedule", schedule.expression())));
        config.window().ifPresent(window -> facts.add(Fact.words("Window", window.toString())));
        facts.add(Fact.words("Approvals", approvals(config)));
        return facts;
    }

    private static String cascade(PolicyConfig config) {
        return config.cascade().automatic()
                ? "every table the foreign keys reach"
                : config.cascade().tables().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    static String archive(PolicyConfig config) {
        return config.archive()
                .map(archive -> archive.to().address() + (archive.keyFile().isPresent() ? ", encrypted" : ""))
                .orElse("none: what is deleted is gone for good");
    }

    private static String limits(PolicyConfig config) {
        var limits = new ArrayList<String>();
        config.limits().rows().ifPresent(rows -> limits.add(Texts.count(rows, "row", "rows")));
        config.limits().maxShare().ifPresent(share -> limits.add(share + " of the table"));
        config.limits().runtime().ifPresent(time -> limits.add(span(time)));
        config.limits().timesUsual().ifPresent(factor -> limits.add(factor + " times what is usual"));
        if (config.heavyRoots() == HeavyRoots.REFUSE) {
            limits.add("no row with more behind it than fits one chunk");
        }
        return limits.isEmpty() ? "none for one campaign" : String.join(", ", limits) + " in one campaign";
    }

    private static String brakes(PolicyConfig config) {
        var brakes = config.brakes();
        var on = new ArrayList<String>();
        brakes.replicaLag()
                .map(lag -> lag.limit().map(limit -> BrakeTime.of(limit).toString()))
                .orElse(Optional.of("10s"))
                .ifPresent(lag -> on.add("replicas " + lag + " behind"));
        brakes.replicaBytes().ifPresent(size -> on.add("replicas " + size + " behind"));
        brakes.walRate().ifPresent(size -> on.add("more than " + size + " of WAL a second"));
        brakes.oldestSnapshot().limit().ifPresent(limit -> on.add("snapshots older than " + BrakeTime.of(limit)));
        brakes.deadRows().ifPresent(share -> on.add("more than " + share + " dead rows"));
        if (brakes.autovacuum()) {
            on.add("vacuums of its tables");
        }
        if (brakes.waiters()) {
            on.add("sessions that wait for its locks");
        }
        brakes.probe().ifPresent(query -> on.add("a probe slower than " + span(brakes.probeTime())));
        brakes.sql().ifPresent(query -> on.add("a query of its own"));
        brakes.http().ifPresent(address -> on.add(address.toString()));
        return on.isEmpty() ? "none" : String.join(", ", on);
    }

    private static String approvals(PolicyConfig config) {
        return switch (config.approvals()) {
            case 0 -> "none needed";
            case 1 -> "one person; who executes the plan by its hash is that person";
            default -> "two different people";
        };
    }

    private static String span(Duration span) {
        return Texts.span(span);
    }
}
