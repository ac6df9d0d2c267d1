package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.pruning.Handover;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loses each statement and commit while a campaign is handed to the servers. */
@PostgresTest(Isolation.DATABASE)
class HandoverFaultTest {
    private static final Act WHY = Act.of("ana", "a test");
    private static final Policy POLICY = PruningServer.policies().getFirst();

    private final TestDatabase database;

    HandoverFaultTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        PruningServer.open(database);
        new CoppiceSchema(database.dataSource()).migrate();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_campaign_is_begun_that_nobody_takes_up(boolean replies) throws Exception {
        int faults = sweep(replies).run(database.dataSource(), faulty -> on(faulty, this::begun), (fault, error) -> {
            assertThat(unasked()).isEqualTo("0");
            on(database.dataSource(), this::begun);
            assertThat(one("SELECT count(*) FROM coppice.campaign WHERE ended_at IS NULL"))
                    .isEqualTo("1");
            assertThat(unasked()).isEqualTo("0");
            Campaigns.on(database.dataSource()).abort(unfinished(), WHY);
        });

        assertThat(faults).isGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_pause_of_one_begun_by_hand_ends_with_the_servers_asked_or_not_at_all(boolean replies) throws Exception {
        var campaigns = Campaigns.on(database.dataSource());
        sweep(replies)
                .run(
                        database.dataSource(),
                        faulty -> {
                            campaigns.begin(POLICY, CampaignOptions.by(WHY));
                            campaigns.pause(unfinished(), WHY);
                            on(faulty, servers -> servers.resume(unfinished(), WHY));
                        },
                        (fault, error) -> {
                            assertThat(one(
                                            "SELECT c.state || ' ' || (ch.campaign_id IS NOT NULL) FROM coppice.campaign AS c"
                                                    + " LEFT JOIN coppice.campaign_charge AS ch ON ch.campaign_id = c.id"
                                                    + " WHERE c.ended_at IS NULL"))
                                    .isIn("PAUSED false", "INTERRUPTED true");
                            on(database.dataSource(), servers -> servers.carryOn(unfinished(), WHY));
                            assertThat(unasked()).isEqualTo("0");
                            campaigns.abort(unfinished(), WHY);
                        });
    }

    private static FaultSweep sweep(boolean replies) {
        return replies ? FaultSweep.forEachReplyLost() : FaultSweep.forEachOperationLost();
    }

    private Object begun(Handover servers) {
        return servers.begin(POLICY, CampaignOptions.by(WHY));
    }

    private static void on(DataSource source, Function<Handover, Object> call) {
        assertThat(call.apply(new Handover(new PruningHost(source, source, List.of(POLICY)))))
                .isNotNull();
    }

    private long unfinished() {
        return Long.parseLong(one("SELECT id FROM coppice.campaign WHERE ended_at IS NULL"));
    }

    /** How many unfinished campaigns the servers do not know of. */
    private String unasked() {
        return one("SELECT count(*) FROM coppice.campaign AS c WHERE c.ended_at IS NULL"
                + " AND NOT EXISTS (SELECT FROM coppice.campaign_charge AS ch WHERE ch.campaign_id = c.id)");
    }

    private String one(String query) {
        return PruningServer.one(database, query);
    }
}
