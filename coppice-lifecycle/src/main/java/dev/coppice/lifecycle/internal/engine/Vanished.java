package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.ops.Fault;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;

/**
 * What is said of a resource without a row. One that was torn down is known all the same; but no teardown begins without the row:
 * its lock is what keeps two from beginning, and its status, parent and protection are what is looked at first.
 *
 * @param dsl the transaction
 * @param resource the resource
 */
record Vanished(DSLContext dsl, ResourceId resource) {
    private static final String CERTIFICATE = """
            SELECT max(id)::text FROM coppice.certificate WHERE kind = ? AND resource_id = ?
            """;
    private static final String BACKUPS = """
            SELECT string_agg(id::text, ', ' ORDER BY id DESC)
            FROM coppice.backup
            WHERE kind = ? AND resource_id = ? AND state = 'completed'
            """;

    Fault fault() {
        var plain = EngineFaults.notFound(resource);
        return last().map(operation -> known(plain, operation)).orElse(plain);
    }

    private Optional<Operation> last() {
        var query = new OperationQuery(
                Optional.of(resource.kind()),
                Optional.of(resource.id()),
                OptionalLong.empty(),
                false,
                false,
                Long.MAX_VALUE,
                1);
        return new Ledger(dsl).list(query).stream().findFirst();
    }

    private Fault known(Fault plain, Operation last) {
        var found = new StringBuilder(plain.found())
                .append(" Operation ")
                .append(last.id())
                .append(" was its last teardown, and is ")
                .append(last.state().stored())
                .append('.');
        one(CERTIFICATE)
                .ifPresent(id -> found.append(" Certificate ").append(id).append(" speaks of it."));
        one(BACKUPS)
                .ifPresent(ids -> found.append(" Of its backups these are kept: ")
                        .append(ids)
                        .append('.'));
        return plain.found(found.toString()).next(next(last));
    }

    private static String next(Operation last) {
        return last.state().ended()
                ? "\"coppice resurrection check\" tells what is left of it. To dispose of that, or to restore a backup, enter its"
                        + " row again with the status deprovisioned first."
                : "It goes on without the row: run \"coppice operation explain " + last.id() + "\".";
    }

    private Optional<String> one(String sql) {
        return dsl.fetchOptional(sql, resource.kind(), resource.id()).map(row -> row.get(0, String.class));
    }
}
