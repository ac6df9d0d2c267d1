package dev.coppice.prune.internal.trace;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.SchemaStatus;
import dev.coppice.control.TableName;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Prospect;
import dev.coppice.prune.Trace;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.closure.TableReader;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * One trace: the table first, then the ledger, then archives.
 *
 * @param database where
 * @param policies what is told of
 * @param keys keys of encrypted archives
 */
public record Tracing(DataSource database, List<Policy> policies, Optional<KeySource> keys) {
    private static final int HOLDS = 1000;

    /** What the table says. */
    private record Looked(TableName table, Sought sought, boolean live, List<Prospect> prospects) {}

    /** Where a row is. */
    public Trace of(TableName table, List<String> key) {
        return Transacting.guarded(() -> trace(table, key));
    }

    private Trace trace(TableName table, List<String> key) {
        var looked = ReadOnly.run(database, sql -> look(sql, table, key));
        var schema = new CoppiceSchema(database);
        if (schema.status() instanceof SchemaStatus.Absent) {
            return answer(
                    looked.orElseThrow(() -> TraceFaults.unknownTable(table).exception()),
                    new Sightings(database, keys),
                    false);
        }
        schema.requireCurrent();
        var here = looked.orElseGet(() -> lost(table, key));
        return answer(here, new Sightings(database, keys).search(here.table(), here.sought()), true);
    }

    private Optional<Looked> look(Sql sql, TableName name, List<String> key) {
        return TableReader.read(sql, name).map(table -> {
            var live = LiveTable.of(sql, table, key);
            var row = live.row();
            return new Looked(
                    table.name(),
                    row.orElseGet(live::spelled),
                    row.isPresent(),
                    row.isPresent() ? new Prospects(sql, live).of(policies) : List.of());
        });
    }

    private Looked lost(TableName table, List<String> key) {
        var newest = new Transacting(database)
                .run(dsl -> new TraceLedger(dsl).archives(table)).stream()
                        .findFirst()
                        .orElseThrow(() -> TraceFaults.unknownTable(table).exception());
        var sought = LostTable.in(new Sightings(database, keys).archives(), newest, table)
                .sought(database, key);
        return new Looked(table, sought, false, List.of());
    }

    private Trace answer(Looked here, Sightings seen, boolean ledger) {
        var key = here.sought().cast();
        if (!here.live()) {
            return seen.deleted()
                    ? new Trace.Archived(here.table(), key, seen.found(), seen.unsearched())
                    : new Trace.Unseen(here.table(), key, seen.found(), seen.unsearched());
        }
        var transactions = new Transacting(database);
        return new Trace.Live(
                here.table(),
                key,
                here.prospects(),
                ledger ? transactions.run(dsl -> holds(Holds.in(dsl), here.table(), key)) : List.of(),
                ledger ? transactions.run(dsl -> new TraceLedger(dsl).passed(here.table(), key)) : List.of(),
                seen.found(),
                seen.unsearched());
    }

    private static List<Hold> holds(Holds holds, TableName table, List<String> key) {
        var binding = HoldQuery.binding(HOLDS);
        return Stream.of(HoldTarget.row(table, key.toArray(String[]::new)), HoldTarget.table(table))
                .flatMap(target -> holds.list(binding.on(target)).items().stream())
                .toList();
    }
}
