package dev.coppice.lifecycle.internal.certificate;

import dev.coppice.lifecycle.Operation;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is still kept of a resource when its teardown ends: every backup that it lies in, whoever took it and when. */
final class KeptBackups {
    // language=SQL
    private static final String KEPT = """
            SELECT id, resource_id, initiator, epoch, location, archive, row_count, object_count, byte_count, verified_at,
                drilled_at, expires_at
            FROM coppice.backup
            WHERE kind = {0} AND (resource_id = {1} OR {1} = ANY (children)) AND state = 'completed'
            ORDER BY id
            """;

    private KeptBackups() {}

    static List<ObjectNode> of(DSLContext dsl, Operation operation) {
        var resource = operation.resource();
        return dsl.resultQuery(KEPT, DSL.val(resource.kind()), DSL.val(resource.id()))
                .fetch(KeptBackups::told);
    }

    private static ObjectNode told(Record row) {
        return Statement.JSON
                .createObjectNode()
                .put("id", row.get("id", Long.class))
                .put("of", row.get("resource_id", String.class))
                .put("initiator", row.get("initiator", String.class))
                .put("epoch", row.get("epoch", Long.class))
                .put("location", row.get("location", String.class))
                .put("archive", row.get("archive", String.class))
                .put("rows", row.get("row_count", Long.class))
                .put("objects", row.get("object_count", Long.class))
                .put("bytes", row.get("byte_count", Long.class))
                .put("verifiedAt", time(row, "verified_at"))
                .put("drilledAt", time(row, "drilled_at"))
                .put("keptUntil", time(row, "expires_at"));
    }

    private static @Nullable String time(Record row, String column) {
        return Optional.ofNullable(row.get(column, OffsetDateTime.class))
                .map(at -> at.toInstant().toString())
                .orElse(null);
    }
}
