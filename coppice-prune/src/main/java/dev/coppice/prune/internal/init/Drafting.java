package dev.coppice.prune.internal.init;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Init.Draft;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.Relation.Support;
import dev.coppice.prune.internal.doctor.Inspection;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Guesses at every table, holds each guess against the database, and writes down those that fit. */
public final class Drafting {
    private static final int MOST = 20;

    private final Sql sql;
    private final YamlText yaml = new YamlText();
    private final List<Policy> policies = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private Drafting(Sql sql) {
        this.sql = sql;
    }

    /** A first configuration. */
    public static Draft draft(Sql sql) {
        return new Drafting(sql).draft();
    }

    private Draft draft() {
        var tables = TableFacts.read(sql);
        var left = new ArrayList<String>();
        for (var table : tables) {
            Guess.of(table, name(table)).ifPresent(guess -> {
                if (policies.size() == MOST) {
                    left.add(table.name() + ": only the " + MOST + " largest are written down");
                } else {
                    take(table, guess, left);
                }
            });
        }
        return new Draft(yaml.file(tables.size(), policies.size(), left), policies);
    }

    private void take(TableFacts table, Guess guess, List<String> left) {
        try {
            var checked = CheckedPolicy.of(sql, guess.policy());
            var unreadable = Inspection.unreadable(sql, guess.policy()).stream()
                    .filter(finding -> finding.severity() == Severity.BLOCK)
                    .findFirst();
            if (unreadable.isPresent()) {
                left.add(told(table, unreadable.get()));
                return;
            }
            var bare = checked.closure()
                    .relations()
                    .filter(relation -> relation.support() == Support.NONE)
                    .count();
            names.add(guess.policy().name());
            policies.add(guess.policy());
            yaml.policy(
                    table,
                    guess,
                    checked.closure().order().stream().mapToInt(List::size).sum() - 1,
                    bare);
        } catch (CoppiceException refused) {
            left.add(table.name() + ": " + refused.fault().found());
        }
    }

    private static String told(TableFacts table, Finding unreadable) {
        var name = table.name().toString();
        var elsewhere = unreadable.subject().equals(name) ? "" : unreadable.subject() + ": ";
        return name + ": " + elsewhere + unreadable.message();
    }

    private String name(TableFacts table) {
        var base = table.name()
                .name()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        var name = "old-" + (base.isEmpty() ? "rows" : base);
        for (var i = 2; names.contains(name); i++) {
            name = "old-" + (base.isEmpty() ? "rows" : base) + "-" + i;
        }
        return name;
    }
}
