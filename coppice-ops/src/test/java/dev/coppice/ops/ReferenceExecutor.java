package dev.coppice.ops;

import dev.coppice.ops.Outcome.Failed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Record;

/** What {@code …Each} means: items one after another, each in a savepoint of its own, constraints immediate. */
final class ReferenceExecutor {
    private ReferenceExecutor() {}

    static <R extends Record> List<Outcome<R>> each(Connection connection, List<? extends Spec<R>> specs)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        }
        return Ops.joining(connection)
                .write(w -> specs.stream().map(spec -> one(w, spec)).toList());
    }

    private static <R extends Record> Outcome<R> one(WriteOps ops, Spec<R> spec) {
        try {
            return ops.savepoint(w -> switch (spec) {
                case Creator<R> creator -> w.create(creator);
                case Updater<R> updater -> w.update(updater);
                case Upserter<R> upserter -> w.upsert(upserter);
                case Purger<R> purger -> w.purge(purger);
                case Pruner<R> pruner -> throw new IllegalArgumentException("no batch is pruned");
            });
        } catch (CoppiceException refused) {
            if (refused.code().equals("key.ambiguous")) {
                return new Failed<>(0, Failed.Kind.DATABASE, refused);
            }
            throw refused;
        }
    }
}
