package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.Problems;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.StepConfig;
import dev.coppice.lifecycle.internal.sql.Place;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.internal.step.StepCheck;
import dev.coppice.lifecycle.internal.step.Steps;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** Checks one kind, and makes what runs of what is declared. */
record KindCheck(String name, KindConfig config, Map<String, Step> adapters, Found found) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** The kind; empty when its ids cannot be read. */
    Optional<Kind> check(DSLContext dsl) {
        var problems = found.in("kinds." + name);
        if (!NAME.matcher(name).matches()) {
            found.in("kinds").add(name, "must be called by small letters, digits and single dashes");
        }
        var fields = new TableFields(name, config, Columns.of(dsl, config.table()));
        var readable = new TableCheck(config, fields.columns(), problems).check();
        if (readable) {
            config.due().ifPresent(text -> new DueCheck(fields.keyType(), text, problems).check(dsl));
        }
        numbers(problems);
        var steps = steps(problems);
        if (readable) {
            steps.forEach(step -> StepCheck.problem(dsl, step.step())
                    .ifPresent(problem -> problems.add("steps", problem + " (" + step.name() + ")")));
        }
        config.backup().ifPresent(backup -> backup(backup, problems));
        return readable ? Optional.of(new Kind(name, config, new MappedTable(fields), steps)) : Optional.empty();
    }

    /** Two kinds on one table would both take its resources down, and so would two whose resources lie in one place. */
    static void apart(Kind kind, List<Kind> others, Found found) {
        for (var other : others) {
            for (var place : Place.of(kind.config())) {
                Place.of(other.config()).stream()
                        .filter(place::meets)
                        .forEach(theirs -> found.in("kinds." + kind.name())
                                .add(
                                        "steps",
                                        "must not remove " + place + ", which may be " + theirs
                                                + " of a resource of kind " + other.name()));
            }
        }
        others.stream()
                .filter(other -> other.config().table().equals(kind.config().table()))
                .filter(other -> !other.config().table().equals(TableFields.SHARED))
                .findFirst()
                .ifPresent(other ->
                        found.in("kinds." + kind.name()).add("table", "must not be that of kind " + other.name()));
    }

    private void numbers(Problems problems) {
        if (config.approvals() < 0 || config.approvals() > 2) {
            problems.add("approvals", "must be 0, 1 or 2");
        }
        if (config.retention().isNegative()) {
            problems.add("retention", "must not be negative");
        }
        config.limits().check((key, allowed) -> problems.add("limits." + key, allowed));
    }

    private void backup(BackupConfig backup, Problems problems) {
        backup.check((key, allowed) -> problems.add("backup." + key, allowed));
        backup.hosting().forEach((tier, time) -> {
            if (!time.isPositive()) {
                problems.add("backup.hosting." + tier, "must be longer than nothing");
            }
            if (!tier.equals("default") && config.tier().isEmpty()) {
                problems.add("backup.hosting." + tier, "needs the key tier, with the column that has it");
            }
        });
    }

    private List<DeclaredStep> steps(Problems problems) {
        var made = new LinkedHashMap<String, DeclaredStep>();
        var after = StepOrder.of(config.steps(), problems);
        for (var place = 0; place < config.steps().size(); place++) {
            var declared = config.steps().get(place);
            var key = "steps[" + place + "]";
            make(declared, key, problems)
                    .map(step -> declared(declared, after.getOrDefault(declared.name(), Set.of()), step))
                    .ifPresent(step -> made.put(step.name(), step));
        }
        if (config.backup().isEmpty() && made.values().stream().anyMatch(step -> step.step() instanceof Backed)) {
            problems.add("backup", "must say what is kept, since a step destroys what can be saved");
        }
        return after.keySet().stream()
                .map(made::get)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private DeclaredStep declared(StepConfig declared, Set<String> after, Step step) {
        return new DeclaredStep(declared.name(), sort(declared), List.copyOf(after), declared.bestEffort(), step);
    }

    private Optional<Step> make(StepConfig declared, String key, Problems problems) {
        var before = found.size();
        Problems own = (part, allowed) -> problems.add(key + "." + part, allowed);
        declared.check(own);
        declared.rows().ifPresent(rows -> rows.tables().forEach(table -> table.check(own)));
        if (found.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(Steps.of(config, declared, adapters));
        } catch (IllegalArgumentException unfit) {
            problems.add(key, String.valueOf(unfit.getMessage()));
            return Optional.empty();
        }
    }

    /** The one sort that a declaration has. */
    private static String sort(StepConfig step) {
        var sorts = new LinkedHashMap<String, Optional<?>>();
        sorts.put("rows", step.rows());
        sorts.put("schema", step.schema());
        sorts.put("database", step.database());
        sorts.put("objects", step.objects());
        sorts.put("http", step.http());
        sorts.put("sql", step.sql());
        sorts.put("notify", step.notification());
        sorts.put("adapter", step.adapter());
        return sorts.entrySet().stream()
                .filter(sort -> sort.getValue().isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
