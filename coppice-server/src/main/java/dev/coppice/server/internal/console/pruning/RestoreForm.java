package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestorePreview;
import dev.coppice.prune.RestoreReport;
import dev.coppice.server.Role;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.pruning.ArchiveView.Plan;
import dev.coppice.server.internal.console.pruning.ArchiveView.PlanRow;
import dev.coppice.server.internal.console.pruning.ArchiveView.Typed;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a person wants restored, as it was typed.
 *
 * @param typed the fields
 */
record RestoreForm(Typed typed) {
    /** Reads the fields from a form or a query. */
    static RestoreForm of(Function<String, Optional<String>> field) {
        Function<String, String> text = name -> Pages.typed(field.apply(name)).orElse("");
        var conflict = text.apply("on-conflict");
        return new RestoreForm(new Typed(
                text.apply("table"), text.apply("where"), text.apply("into"), conflict.isEmpty() ? "fail" : conflict));
    }

    /** The fields as the library takes them. */
    RestoreOptions options(Act act) {
        try {
            var options = RestoreOptions.by(act)
                    .onConflict(OnConflict.valueOf(typed.onConflict().toUpperCase(Locale.ROOT)));
            options = typed.table().isEmpty() ? options : options.table(TableName.parse(typed.table()));
            options = typed.where().isEmpty() ? options : options.where(typed.where());
            return typed.into().isEmpty() ? options : options.into(typed.into());
        } catch (IllegalArgumentException | IllegalStateException impossible) {
            throw RequestFaults.invalid(
                    "A condition needs the one table it is about, and conflicts are met by fail, skip or replace.");
        }
    }

    /** Refuses a condition of who is no admin: it is SQL that runs with the server's own rights. */
    void requireAllowed(Request request) {
        if (!typed.where().isEmpty()) {
            Asked.requireAdmin(request);
        }
    }

    /** The form again as it was filled, with what is wrong. */
    ArchiveView.Restore told(String trouble) {
        return new ArchiveView.Restore(typed, Optional.empty(), Optional.empty(), trouble);
    }

    /** The form that does what was planned. */
    ActForm act(String address, RestorePreview preview) {
        var rows =
                preview.restored().values().stream().mapToLong(Long::longValue).sum();
        var effect = "Puts " + Texts.count(rows, "row", "rows") + " back, chunk by chunk, parents first. "
                + switch (typed.onConflict()) {
                    case "skip" -> "Rows that are there already stay as they are.";
                    case "replace" -> "Rows that are there already get the archived values.";
                    default -> "At the first row that is there already, it stops.";
                };
        return ActForm.of("Restore", address + "/restore", effect)
                .least(Role.ADMIN)
                .carrying("table", typed.table())
                .carrying("where", typed.where())
                .carrying("into", typed.into())
                .carrying("on-conflict", typed.onConflict());
    }

    static Plan plan(RestorePreview preview) {
        var tables = new TreeSet<>(Comparator.comparing(TableName::toString));
        tables.addAll(preview.restored().keySet());
        tables.addAll(preview.skipped().keySet());
        var rows = tables.stream()
                .map(table -> new PlanRow(
                        table.toString(),
                        Texts.grouped(preview.restored().getOrDefault(table, 0L)),
                        Texts.grouped(preview.skipped().getOrDefault(table, 0L))))
                .toList();
        return new Plan(
                rows,
                says(preview),
                preview.conflicts().stream().map(RestoreForm::conflict).toList());
    }

    private static List<String> says(RestorePreview preview) {
        var says = new ArrayList<String>();
        says.add("It would take " + Texts.count(preview.chunks(), "chunk", "chunks") + ".");
        if (!preview.made().isEmpty()) {
            says.add("Tables that would be made: " + names(preview.made()) + ".");
        }
        if (!preview.triggers().isEmpty()) {
            says.add("Triggers that would fire: " + String.join(", ", preview.triggers()) + ".");
        }
        if (!preview.keyless().isEmpty()) {
            says.add("Nothing keeps a row from being there twice in " + names(preview.keyless()) + ".");
        }
        says.addAll(preview.warnings());
        return says;
    }

    private static String names(List<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    private static String conflict(RestoreConflict conflict) {
        return Texts.count(conflict.rows(), "row", "rows") + " of " + conflict.table() + ": " + conflict.constraint();
    }

    /** What a restore has come to, in sentences. */
    static String told(Place place, RestoreReport report) {
        return report.stopped()
                .map(fault -> place.told(fault).message())
                .orElseGet(() -> Texts.count(sum(report.restored()), "row is", "rows are") + " back, "
                        + Texts.count(sum(report.edited()), "row has", "rows have") + " their old values again, "
                        + Texts.count(sum(report.skipped()), "row was", "rows were") + " left out.");
    }

    private static long sum(Map<TableName, Long> rows) {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
