package dev.coppice.prune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.TableSpace.Measure;
import dev.coppice.prune.TableSpace.Vacuum;
import dev.coppice.prune.internal.space.Aftermath;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What a campaign gives back, and the vacuum after it. */
@PostgresTest(Isolation.DATABASE)
class SpaceTest {
    @Test
    void a_campaign_measures_its_tables_before_and_after(TestDatabase db) {
        Shop.open(db, 400);
        var report = Shop.execute(db, Shop.ended().build());
        assertThat(report.space())
                .extracting(space -> space.table().toString())
                .containsExactly("app.event", "app.grants", "app.session", "app.step");
        assertThat(report.space()).allSatisfy(space -> {
            assertThat(space.before()).isPositive();
            assertThat(space.vacuum()).isEmpty();
            var after = space.after().orElseThrow();
            assertThat(after.measure()).isEqualTo(Measure.ROWS_DELETED);
            assertThat(after.returned()).isZero();
            assertThat(after.reusable()).isPositive().isLessThan(after.bytes());
        });
        assertThat(Campaigns.on(db.dataSource())
                        .report(report.campaign().id())
                        .orElseThrow()
                        .space())
                .isEqualTo(report.space());
    }

    @Test
    void vacuum_is_done_on_what_rows_were_taken_from_and_nothing_else(TestDatabase db) {
        Shop.open(db, 400);
        db.execute("TRUNCATE app.step");
        var report = Shop.execute(db, Shop.ended().vacuum().build());
        assertThat(vacuums(report))
                .containsOnlyKeys("app.event", "app.grants", "app.session")
                .allSatisfy((table, vacuum) -> assertThat(vacuum.skipped()).isEmpty());
        assertThat(new Database(db)
                        .list("SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r'"
                                + " AND pg_stat_get_last_vacuum_time(oid) IS NOT NULL ORDER BY 1"))
                .containsExactly("event", "grants", "session");
    }

    @Test
    void the_free_space_map_is_asked_where_its_extension_is(TestDatabase db) {
        Shop.open(db, 400);
        db.execute("CREATE SCHEMA \"Ext\"; CREATE EXTENSION pg_freespacemap SCHEMA \"Ext\"");
        var report = Shop.execute(db, Shop.ended().vacuum().build());
        assertThat(report.space())
                .allSatisfy(space ->
                        assertThat(space.after().orElseThrow().measure()).isEqualTo(Measure.FREE_SPACE_MAP));
        assertThat(report.space())
                .filteredOn(space -> space.table().name().equals("session"))
                .allSatisfy(space ->
                        assertThat(space.after().orElseThrow().reusable()).isPositive());
    }

    @Test
    void a_table_that_somebody_else_has_locked_is_skipped_and_the_others_are_not(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE app.event IN SHARE UPDATE EXCLUSIVE MODE");
            var vacuums = vacuums(Shop.execute(db, Shop.ended().vacuum().build()));
            assertThat(requireNonNull(vacuums.get("app.event")).skipped().orElseThrow())
                    .isEqualTo("The server says: skipping vacuum of \"event\" --- lock not available.");
            assertThat(requireNonNull(vacuums.get("app.session")).skipped()).isEmpty();
            other.rollback();
        }
    }

    @Test
    void a_brake_that_holds_keeps_the_vacuum_from_beginning(TestDatabase db) {
        Shop.open(db, 40);
        var campaign = Shop.execute(db, Shop.ended().build()).campaign();
        var policy = Shop.ended()
                .vacuum()
                .brakes(BrakesConfig.NONE.sql("SELECT false"))
                .build();
        aftermath(db, policy, CampaignListener.NONE, Duration.ofSeconds(2)).after(campaign);
        assertThat(vacuums(Campaigns.on(db.dataSource()).report(campaign.id()).orElseThrow()))
                .hasSize(4)
                .allSatisfy((table, vacuum) ->
                        assertThat(vacuum.skipped().orElseThrow()).startsWith("A brake held"));
    }

    @Test
    void a_vacuum_ends_when_its_process_is_told_to_leave(TestDatabase db) {
        Shop.open(db, 2000);
        var campaign = Shop.execute(db, Shop.ended().build()).campaign();
        db.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET vacuum_cost_delay = 100', current_database());"
                + " EXECUTE format('ALTER DATABASE %I SET vacuum_cost_limit = 1', current_database()); END $$");
        var listener = new CampaignListener() {
            private int asked;

            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return ++asked > 1;
            }
        };
        aftermath(db, Shop.ended().vacuum().build(), listener, Duration.ofSeconds(1))
                .after(campaign);
        assertThat(vacuums(Campaigns.on(db.dataSource()).report(campaign.id()).orElseThrow())
                        .values())
                .hasSize(4)
                .extracting(vacuum -> vacuum.skipped().orElseThrow())
                .contains("It was cancelled.")
                .containsOnly("It was cancelled.", "The process was asked to stop.");
    }

    @Test
    void dropped_partitions_are_given_back(TestDatabase db) {
        Readings.open(db);
        var report = Readings.succeed(
                db, Readings.dropping().partitions(Partitions.DROP).vacuum().build());
        var dropped = report.partitions().stream()
                .mapToLong(each -> ((PartitionOutcome.Dropped) each).bytes())
                .sum();
        var space = report.space().getFirst();
        assertThat(space.after().orElseThrow().returned()).isGreaterThanOrEqualTo(dropped);
        assertThat(space.after().orElseThrow().bytes()).isLessThan(space.before());
    }

    @Test
    void a_role_that_may_not_vacuum_is_told_so_before_and_after(TestDatabase shared, @TempDir Path folder)
            throws Exception {
        try (var server = OwnServer.start(shared, folder)) {
            Shop.open(server, 40);
            server.execute(CoppiceSchema.leastPrivilege());
            server.execute("""
                CREATE ROLE pruner LOGIN IN ROLE coppice_pruner;
                GRANT USAGE ON SCHEMA app TO pruner;
                GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO pruner;
                """);
            var pruner = new PGSimpleDataSource();
            pruner.setUrl(server.url());
            pruner.setUser("pruner");
            var policy = Shop.ended().vacuum().build();
            assertThat(Doctor.on(pruner).examine(policy))
                    .filteredOn(finding -> finding.message()
                            .equals("This role may not vacuum it: the policy wants that, and it will be skipped."))
                    .hasSize(4);
            var report = Campaigns.on(pruner).execute(policy, Shop.OPTIONS, CampaignListener.NONE);
            assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(vacuums(report))
                    .hasSize(4)
                    .allSatisfy((table, vacuum) ->
                            assertThat(vacuum.skipped().orElseThrow()).startsWith("The server says: "));
        }
    }

    private static Aftermath aftermath(TestDatabase db, Policy policy, CampaignListener listener, Duration patience) {
        return new Aftermath(db.dataSource(), new Database(db).check(policy), listener, patience);
    }

    private static Map<String, Vacuum> vacuums(CampaignReport report) {
        return report.space().stream()
                .filter(space -> space.vacuum().isPresent())
                .collect(Collectors.toMap(space -> space.table().toString(), ((Function<TableSpace, Vacuum>)
                        space -> space.vacuum().orElseThrow())));
    }
}
