package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Publications send every delete to their subscribers: change-data capture will see a flood. */
final class Publications implements Check {
    // language=SQL
    static final String PUBLISHED = """
            SELECT DISTINCT c.oid, n.nspname, c.relname, p.pubname, c.relreplident, c.relkind
            FROM pg_catalog.pg_publication AS p
            CROSS JOIN LATERAL pg_get_publication_tables(p.pubname) AS member
            JOIN pg_catalog.pg_class AS c ON c.oid = member.relid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE p.pubdelete AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        PUBLISHED + " ORDER BY n.nspname, c.relname, p.pubname",
                        row -> new Finding(
                                "publication",
                                Severity.WARN,
                                row.text("nspname") + "." + row.text("relname"),
                                "The publication " + row.text("pubname") + " sends each delete to its subscribers.",
                                "Tell the subscribers, or publish without deletes."),
                        inspection.going())
                .stream();
    }
}
