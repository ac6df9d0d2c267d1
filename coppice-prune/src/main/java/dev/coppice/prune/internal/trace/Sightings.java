package dev.coppice.prune.internal.trace;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Trace.Unsearched;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.trace.ArchiveSearch.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What archives know of a row, newest campaign first, up to the one that deleted it. A campaign that deleted rows of the
 * table for good counts as not searched unless a later one is found to have this row.
 */
final class Sightings {
    private final DataSource database;
    private final Optional<KeySource> keys;
    private final List<Sighting> found = new ArrayList<>();
    private final List<Unsearched> unsearched = new ArrayList<>();

    Sightings(DataSource database, Optional<KeySource> keys) {
        this.database = database;
        this.keys = keys;
    }

    List<Sighting> found() {
        return found;
    }

    List<Unsearched> unsearched() {
        return unsearched;
    }

    boolean deleted() {
        return found.stream().anyMatch(Sighting::deleted);
    }

    /** Searches the archives that have rows of the table. */
    Sightings search(TableName table, Sought sought) {
        var transactions = new Transacting(database);
        for (var archive : transactions.run(dsl -> new TraceLedger(dsl).archives(table))) {
            search(archive, table, sought);
            if (deleted()) {
                break;
            }
        }
        var oldest = found.stream()
                .filter(Sighting::deleted)
                .mapToLong(sighting -> sighting.campaign().id())
                .findFirst()
                .orElse(0);
        transactions.run(dsl -> new TraceLedger(dsl).unkept(table)).stream()
                .filter(unkept -> unkept.campaign() > oldest)
                .forEach(unsearched::add);
        return this;
    }

    private void search(CampaignArchive archive, TableName table, Sought sought) {
        try (var open = archives().open(archive.campaign())) {
            var search = new ArchiveSearch(open.reader(), table, sought).run();
            search.problems().stream().findFirst().ifPresent(problem -> unsearched(archive, problem));
            search.found().stream()
                    .map(place -> sighting(archive.campaign(), place))
                    .sorted(Comparator.comparingLong(Sighting::chunk).reversed())
                    .forEach(found::add);
        } catch (CoppiceException closed) {
            unsearched(archive, closed.fault());
        }
    }

    Archives archives() {
        var archives = Archives.on(database);
        return keys.map(archives::keys).orElse(archives);
    }

    private void unsearched(CampaignArchive archive, Fault problem) {
        unsearched.add(new Unsearched(archive.campaign(), problem.code(), problem.found()));
    }

    private Sighting sighting(long id, Found place) {
        var campaign = Campaigns.on(database).find(id).orElseThrow();
        return new Transacting(database).run(dsl -> new TraceLedger(dsl).sighting(campaign, place));
    }
}
