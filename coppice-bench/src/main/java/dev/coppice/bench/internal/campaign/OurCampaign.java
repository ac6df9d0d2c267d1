package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.internal.BenchFaults;
import dev.coppice.control.Act;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.prune.AssociationConfig;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Coppice.
 *
 * @param chunkTime what its chunks aim at
 * @param archived whether the rows go into a folder
 * @param brakes which brakes are on
 * @param listener hears how it gets on
 * @param crew how many workers it has
 */
record OurCampaign(Duration chunkTime, boolean archived, BrakesConfig brakes, CampaignListener listener, int crew)
        implements Side {
    // language=SQL
    private static final String CHUNK_TIMES = """
            SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms),
                   percentile_disc(0.99) WITHIN GROUP (ORDER BY took_ms)
            FROM coppice.campaign_chunk WHERE campaign_id = ?
            """;

    /** With one worker. */
    OurCampaign(Duration chunkTime, boolean archived, BrakesConfig brakes, CampaignListener listener) {
        this(chunkTime, archived, brakes, listener, 1);
    }

    /** With the brakes a user has who names none. */
    static OurCampaign usual(Duration chunkTime, boolean archived) {
        return new OurCampaign(chunkTime, archived, BrakesConfig.DEFAULT, CampaignListener.NONE);
    }

    /** The same without brakes. */
    OurCampaign unbraked() {
        return new OurCampaign(chunkTime, archived, BrakesConfig.NONE, listener, crew);
    }

    /** The same with several workers. */
    OurCampaign workers(int several) {
        return new OurCampaign(chunkTime, archived, brakes, listener, several);
    }

    @Override
    public String title() {
        return "chunks of " + chunkTime.toMillis() + " ms" + (archived ? ", archived" : "")
                + (brakes.equals(BrakesConfig.NONE) ? ", no brakes" : "")
                + (brakes.probe().isPresent() ? ", with a probe" : "")
                + (crew > 1 ? ", " + crew + " workers" : "");
    }

    @Override
    public Map<String, Object> prune(DataSource database) throws SQLException {
        return archived ? intoFolder(database) : execute(database, policy(Optional.empty()));
    }

    private Map<String, Object> intoFolder(DataSource database) throws SQLException {
        try (var folder = new ArchiveFolder()) {
            return execute(database, policy(Optional.of(folder.location())));
        } catch (IOException failure) {
            throw BenchFaults.unwritable(failure);
        }
    }

    private Map<String, Object> execute(DataSource database, Policy policy) throws SQLException {
        var report = Campaigns.on(database)
                .execute(policy, CampaignOptions.by(Act.of("coppice bench", "to be measured")), listener);
        var campaign = report.campaign();
        if (campaign.state() != CampaignState.SUCCEEDED) {
            throw BenchFaults.differ(title(), "the campaign ended as " + campaign.state() + ", " + campaign.reason());
        }
        return told(database, report);
    }

    private Map<String, Object> told(DataSource database, CampaignReport report) throws SQLException {
        var told = new LinkedHashMap<String, Object>();
        told.put("chunkAimMillis", chunkTime.toMillis());
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(CHUNK_TIMES)) {
            query.setLong(1, report.campaign().id());
            try (var row = query.executeQuery()) {
                row.next();
                told.put("chunks", row.getLong(1));
                told.put("chunkP50Millis", row.getLong(2));
                told.put("chunkP99Millis", row.getLong(3));
            }
        }
        report.archive()
                .ifPresent(archive -> told.put(
                        "archiveBytesPerRow",
                        Result.rounded((double) archive.bytes()
                                / report.campaign().counts().rows())));
        return told;
    }

    private Policy policy(Optional<StoreLocation> archive) {
        var builder = Policy.of("bench", "coppice_bench.session")
                .when("status = 'ENDED'")
                .olderThan("ended_at", Duration.ofDays(Sessions.KEPT_DAYS))
                .association(new AssociationConfig(
                        TableName.parse("coppice_bench.granted"), "entity_type", "session", "entity_id"));
        archive.ifPresent(builder::archive);
        return builder.brakes(brakes).chunkTime(chunkTime).workers(crew).build();
    }
}
