package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Expectation;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Updater;
import dev.coppice.ops.Upserter;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.repository.Sheet.Need;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectForUpdateStep;
import org.jooq.Table;

/** The four writes, on any sort of rows. */
final class Verbs {
    private Verbs() {}

    /** Makes a row that must not be there. */
    record Create<N, C>(RowSort<?, N, C> sort) implements Verb<N, Creator<Record>, N, C> {
        @Override
        public void check(N wanted) {
            if (sort.guard(wanted).isPresent()) {
                throw new IllegalStateException("version must be empty for create, was: "
                        + sort.guard(wanted).getAsLong());
            }
            sort.check(wanted);
        }

        @Override
        public Optional<UUID> id(N wanted) {
            return Optional.empty();
        }

        @Override
        public RowKey key(Sheet<?, N, C> sheet, N wanted) {
            return sheet.key(wanted);
        }

        @Override
        public Optional<Rank> rank(N wanted) {
            return sort.rank(wanted);
        }

        @Override
        public Need need() {
            return Need.WRITE;
        }

        @Override
        public boolean mustKnow(N wanted) {
            return true;
        }

        /** A row that is there is the end of it: nobody need be kept from it. */
        @Override
        public Select<Record> holding(SelectForUpdateStep<Record> rows, Table<Record> table) {
            return rows;
        }

        @Override
        public Optional<Creator<Record>> decide(Sheet<?, N, C> sheet, RowKey key, N wanted, Optional<Record> row) {
            if (row.isPresent()) {
                throw sort.duplicate();
            }
            var spec = Creator.into(sort.table()).expect(Expectation.unique(), sort::duplicate);
            for (var column : sort.keyColumns()) {
                spec = spec.set(column, key.part(sort.keyColumns().indexOf(column)));
            }
            for (var cell : sheet.made(key, wanted)) {
                spec = cell.addTo(spec);
            }
            var gate = sheet.gate(key);
            return Optional.of(gate.isPresent() ? spec.onlyIf(gate.get()) : spec);
        }

        @Override
        public List<Outcome.Applied<Record>> all(WriteOps w, List<Creator<Record>> specs) {
            return w.createAll(specs);
        }

        @Override
        public List<Outcome<Record>> each(WriteOps w, List<Creator<Record>> specs) {
            return w.createEach(specs);
        }
    }

    /** Makes a row or changes what is there. */
    record Upsert<N, C>(RowSort<?, N, C> sort) implements Verb<N, Upserter<Record>, N, C> {
        @Override
        public void check(N wanted) {
            sort.check(wanted);
        }

        @Override
        public Optional<UUID> id(N wanted) {
            return Optional.empty();
        }

        @Override
        public RowKey key(Sheet<?, N, C> sheet, N wanted) {
            return sheet.key(wanted);
        }

        @Override
        public Optional<Rank> rank(N wanted) {
            return sort.rank(wanted);
        }

        @Override
        public Need need() {
            return Need.WRITE;
        }

        @Override
        public boolean mustKnow(N wanted) {
            return sort.guard(wanted).isPresent();
        }

        @Override
        public Select<Record> holding(SelectForUpdateStep<Record> rows, Table<Record> table) {
            return rows.forNoKeyUpdate().of(table);
        }

        @Override
        public Optional<Upserter<Record>> decide(Sheet<?, N, C> sheet, RowKey key, N wanted, Optional<Record> row) {
            requireVersion(sort, sort.guard(wanted), row);
            var columns = sort.keyColumns();
            var spec = Upserter.into(sort.table()).conflictOn(columns.toArray(Field<?>[]::new));
            for (var column : columns) {
                spec = spec.set(column, key.part(columns.indexOf(column)));
            }
            for (var cell : sheet.made(key, wanted)) {
                spec = cell.addTo(spec);
            }
            var gate = sheet.gate(key);
            return Optional.of(gate.isPresent() ? spec.onlyIf(gate.get()) : spec);
        }

        @Override
        public List<Outcome.Applied<Record>> all(WriteOps w, List<Upserter<Record>> specs) {
            return w.upsertAll(specs);
        }

        @Override
        public List<Outcome<Record>> each(WriteOps w, List<Upserter<Record>> specs) {
            return w.upsertEach(specs);
        }
    }

    /** Changes a row that must be there. */
    record Update<N, C>(RowSort<?, N, C> sort) implements Verb<C, Updater<Record>, N, C> {
        @Override
        public void check(C change) {
            sort.checkChange(change);
        }

        @Override
        public Optional<UUID> id(C change) {
            return Optional.of(sort.target(change).id());
        }

        @Override
        public RowKey key(Sheet<?, N, C> sheet, C change) {
            throw sort.notFound();
        }

        @Override
        public Optional<Rank> rank(C change) {
            return sort.rankOf(change);
        }

        @Override
        public Need need() {
            return Need.WRITE;
        }

        @Override
        public boolean mustKnow(C change) {
            return true;
        }

        @Override
        public Select<Record> holding(SelectForUpdateStep<Record> rows, Table<Record> table) {
            return rows.forNoKeyUpdate().of(table);
        }

        @Override
        public Optional<Updater<Record>> decide(Sheet<?, N, C> sheet, RowKey key, C change, Optional<Record> row) {
            var found = row.orElseThrow(sort::notFound);
            requireVersion(sort, sort.target(change).version(), row);
            var cells = sheet.changed(key, change, found);
            var spec = Updater.of(sort.table())
                    .key(sort.table().id, sort.target(change).id());
            for (var cell : cells) {
                spec = cell.addTo(spec);
            }
            var gate = sheet.gate(key);
            return cells.isEmpty() ? Optional.empty() : Optional.of(gate.isPresent() ? spec.onlyIf(gate.get()) : spec);
        }

        @Override
        public List<Outcome.Applied<Record>> all(WriteOps w, List<Updater<Record>> specs) {
            return w.updateAll(specs);
        }

        @Override
        public List<Outcome<Record>> each(WriteOps w, List<Updater<Record>> specs) {
            return w.updateEach(specs);
        }
    }

    /** Removes a row that must be there. */
    record Remove<N, C>(RowSort<?, N, C> sort) implements Verb<Purge, Purger<Record>, N, C> {
        @Override
        public void check(Purge purge) {}

        @Override
        public Optional<UUID> id(Purge purge) {
            return Optional.of(purge.id());
        }

        @Override
        public RowKey key(Sheet<?, N, C> sheet, Purge purge) {
            throw sort.notFound();
        }

        @Override
        public Optional<Rank> rank(Purge purge) {
            return Optional.empty();
        }

        @Override
        public Need need() {
            return Need.PURGE;
        }

        @Override
        public boolean mustKnow(Purge purge) {
            return true;
        }

        @Override
        public Select<Record> holding(SelectForUpdateStep<Record> rows, Table<Record> table) {
            return rows.forUpdate().of(table);
        }

        @Override
        public Optional<Purger<Record>> decide(Sheet<?, N, C> sheet, RowKey key, Purge purge, Optional<Record> row) {
            if (row.isEmpty()) {
                throw sort.notFound();
            }
            requireVersion(sort, purge.version(), row);
            return Optional.of(Purger.from(sort.table()).key(sort.table().id, purge.id()));
        }

        @Override
        public List<Outcome.Applied<Record>> all(WriteOps w, List<Purger<Record>> specs) {
            return w.purgeAll(specs);
        }

        @Override
        public List<Outcome<Record>> each(WriteOps w, List<Purger<Record>> specs) {
            return w.purgeEach(specs);
        }
    }

    private static void requireVersion(RowSort<?, ?, ?> sort, OptionalLong wanted, Optional<Record> row) {
        if (wanted.isPresent()
                && row.filter(found -> found.get(sort.table().version) == wanted.getAsLong())
                        .isEmpty()) {
            throw WriteFaults.stale();
        }
    }
}
