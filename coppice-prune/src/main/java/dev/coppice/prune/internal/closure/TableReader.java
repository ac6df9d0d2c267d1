package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;
import java.util.Optional;

/** Reads one table by itself, without what hangs on it. */
public final class TableReader {
    // language=SQL
    private static final String TOP = """
            SELECT coalesce(pg_catalog.pg_partition_root(c.oid)::oid, c.oid)::bigint AS oid
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
            """;

    private TableReader() {}

    /** A table as the catalogue has it, by its top when it is a partition; empty when there is none of this name. */
    public static Optional<ClosureTable> read(Sql sql, TableName name) {
        return sql.list(TOP, row -> row.number("oid"), name.schema(), name.name()).stream()
                .findFirst()
                .map(oid -> Catalogue.read(sql, List.of(oid)).table(oid));
    }
}
