package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** A published table without replica identity refuses every delete. */
final class ReplicaIdentity implements Check {
    private static final String QUERY = "SELECT DISTINCT published.nspname || '.' || published.relname AS table_name,"
            + " format('ALTER TABLE %I.%I REPLICA IDENTITY FULL;', published.nspname, published.relname) AS cure"
            + " FROM (" + Publications.PUBLISHED + ") AS published"
            + " WHERE published.relreplident = 'n' OR (published.relreplident = 'd' AND NOT EXISTS ("
            + "SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = published.oid AND i.indisprimary))"
            + " ORDER BY 1";

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "replica-identity",
                                Severity.BLOCK,
                                row.text("table_name"),
                                "Its deletes are published, but nothing tells its rows apart: PostgreSQL refuses every delete.",
                                row.text("cure")),
                        inspection.going())
                .stream();
    }
}
