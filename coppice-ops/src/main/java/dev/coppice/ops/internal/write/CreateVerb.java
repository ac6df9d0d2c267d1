package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;

/** Inserts rows. Rows of one statement come back in the order they were given, unless a trigger has dropped one. */
final class CreateVerb<R extends Record> implements Verb<R, Creator<R>> {
    @Override
    public void requireComplete(Creator<R> spec) {
        if (spec.values().isEmpty() && spec.gate().isPresent()) {
            throw Refusals.nothingSet(spec);
        }
    }

    @Override
    public Outcome<R> one(Session session, Creator<R> spec, int ordinal) {
        return GatedWrite.run(
                session,
                spec,
                ordinal,
                () -> session.run(sql -> insertOne(sql, spec)).stream()
                        .findFirst()
                        .map(answer -> new Applied<>(ordinal, Returned.row(spec.table(), answer, 0), Change.INSERTED)),
                Refusals.suppressed(spec, ordinal));
    }

    @Override
    public Optional<Object> shape(Creator<R> spec) {
        return spec.values().isEmpty() || GatedWrite.readsItsTarget(spec)
                ? Optional.empty()
                : Optional.of(spec.gate().isPresent() ? InsertRows.columns(spec.values()) : "ungated");
    }

    @Override
    public Optional<Object> identity(Creator<R> spec) {
        return Optional.empty();
    }

    @Override
    public int binds(Creator<R> spec) {
        return spec.values().size();
    }

    @Override
    public Optional<List<Applied<R>>> slice(Session session, List<Creator<R>> specs, int firstOrdinal) {
        var gated = specs.getFirst().gate().isPresent();
        var answers = session.run(sql -> gated ? insertGated(sql, specs) : insertAll(sql, specs));
        if (answers.size() != specs.size()) {
            return Optional.empty();
        }
        var applied = new ArrayList<Applied<R>>();
        for (var answer : answers) {
            var row = Returned.row(specs.getFirst().table(), answer, 0);
            applied.add(new Applied<>(firstOrdinal + applied.size(), row, Change.INSERTED));
        }
        return Optional.of(applied);
    }

    private Result<Record> insertOne(DSLContext sql, Creator<R> spec) {
        if (spec.values().isEmpty()) {
            var insert = sql.insertInto(spec.table()).defaultValues();
            return Returned.fetch(sql, spec.table(), insert, insert::returningResult);
        }
        return spec.gate().isPresent() ? insertGated(sql, List.of(spec)) : insertAll(sql, List.of(spec));
    }

    private Result<Record> insertAll(DSLContext sql, List<Creator<R>> specs) {
        var table = specs.getFirst().table();
        var columns = InsertRows.allColumns(specs.stream().map(Creator::values).toList());
        var insert = sql.insertInto(table).columns(columns);
        for (var spec : specs) {
            insert = insert.values(InsertRows.cells(columns, spec.values()));
        }
        return Returned.fetch(sql, table, insert, insert::returningResult);
    }

    private Result<Record> insertGated(DSLContext sql, List<Creator<R>> specs) {
        var table = specs.getFirst().table();
        var columns = List.<Field<?>>copyOf(specs.getFirst().values().keySet());
        var write = sql.insertInto(table)
                .columns(columns)
                .select(InsertRows.selected(
                        specs, specs.stream().map(Creator::values).toList()));
        return Returned.fetch(sql, table, write, write::returningResult);
    }
}
