package dev.coppice.prune.internal.trace;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.control.TableName;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** A table that is in an archive and no longer in the database. */
final class LostTable {
    // A manifest is not believed to name a type; the catalogue is.
    private static final String TYPE =
            "SELECT coalesce(pg_catalog.format_type(pg_catalog.to_regtype(?), -1), 'text') AS type";

    private final ArchivedTable table;

    private LostTable(ArchivedTable table) {
        this.table = table;
    }

    /** The table as the archive of a campaign describes it. */
    static LostTable in(Archives archives, CampaignArchive archive, TableName name) {
        try (var open = archives.open(archive.campaign())) {
            return new LostTable(open.reader().manifest().tables().stream()
                    .filter(table ->
                            table.schema().equals(name.schema()) && table.name().equals(name.name()))
                    .findFirst()
                    .orElseThrow(() -> TraceFaults.unknownTable(name).exception()));
        }
    }

    Sought sought(DataSource database, List<String> values) {
        var name = new TableName(table.schema(), table.name());
        if (table.key().isEmpty()) {
            throw TraceFaults.noKey(name).exception();
        }
        if (table.key().size() != values.size()) {
            throw TraceFaults.wrongNumber(name, table.key(), values.size()).exception();
        }
        var output = ReadOnly.run(
                database,
                sql -> IntStream.range(0, values.size())
                        .mapToObj(i -> spelled(sql, table.column(table.key().get(i)), values.get(i)))
                        .toList());
        return new Sought(table.key(), output, output);
    }

    private String spelled(Sql sql, ArchivedColumn column, String value) {
        var type = sql.list(TYPE, row -> row.text("type"), column.type()).getFirst();
        sql.set("coppice.trace", value);
        try {
            return sql.one(
                    "SELECT pg_catalog.format('%s', pg_catalog.current_setting('coppice.trace')::" + type
                            + ") AS value",
                    row -> row.text("value"));
        } catch (SqlFailure refused) {
            throw TraceFaults.orBadValue(refused, new TableName(table.schema(), table.name()), table.key());
        }
    }
}
