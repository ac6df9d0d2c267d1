package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What the roles of the script may do, with no more rights on the user's tables than the documents ask for. */
@PostgresTest
class CampaignPrivilegeTest {
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));

    @TempDir
    private Path folder;

    private OwnServer server;
    private Truth truth;

    @BeforeEach
    void a_server_with_roles(TestDatabase shared) throws Exception {
        server = OwnServer.start(shared, folder);
        Shop.openWithHeavy(server, 24);
        server.execute(CoppiceSchema.leastPrivilege());
        server.execute("""
                CREATE ROLE pruner LOGIN IN ROLE coppice_pruner;
                CREATE ROLE viewer LOGIN IN ROLE coppice_viewer;
                GRANT USAGE ON SCHEMA app TO pruner, viewer;
                GRANT SELECT ON ALL TABLES IN SCHEMA app TO pruner, viewer;
                GRANT DELETE ON app.session, app.event, app.step, app.grants TO pruner;
                """);
        truth = Truth.before(server, "app");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void f29_a_pruner_needs_update_on_one_column_of_each_table_and_is_told_so_before(TestDatabase shared) {
        assertThat(Doctor.on(as("pruner")).examine(policy()))
                .filteredOn(finding ->
                        finding.check().equals("privilege") && finding.message().contains("UPDATE"))
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("app.session", "app.event", "app.step", "app.grants", "app.audit");
        assertThat(outcome("pruner")).isEqualTo("INTERRUPTED database.not-permitted");
        assertThat(truth.gone("session")).isZero();
        grantOneColumn();
        assertThat(Doctor.on(as("pruner")).examine(policy()))
                .noneMatch(finding -> finding.check().equals("privilege") && finding.severity() != Severity.INFO);
        assertThat(outcome("pruner")).isEqualTo("SUCCEEDED");
        truth.requireConserved(folder.resolve("archive"), 1).requireLedger();
        assertThat(truth.gone("session")).isEqualTo(14);
    }

    @Test
    void a_pruner_restores_with_insert_and_is_told_what_is_lacking(TestDatabase shared) {
        grantOneColumn();
        assertThat(outcome("pruner")).isEqualTo("SUCCEEDED");
        var restores = Restores.on(as("pruner"));
        try (var open = Archives.on(as("pruner")).open(1)) {
            assertThatThrownBy(() -> restores.restore(open.reader(), Restoring.ALL, RestoreListener.NONE))
                    .hasMessageContaining(
                            "The role may not do what it takes:\n  INSERT on table app.audit\n  INSERT on table"
                                    + " app.event\n  INSERT on table app.grants\n  INSERT on table app.session\n  INSERT on table"
                                    + " app.step\nNothing was changed.");
            server.execute("GRANT INSERT ON ALL TABLES IN SCHEMA app TO pruner");
            assertThat(restores.preview(open.reader(), Restoring.ALL).chunks()).isPositive();
            restores.restore(open.reader(), Restoring.ALL, RestoreListener.NONE);
            assertThat(Archives.on(as("pruner")).repair(1, Restoring.BOB)).isInstanceOf(ArchiveRepair.Whole.class);
        }
        try (var store = ArchiveStores.folder(folder.resolve("archive"))) {
            assertThat(ArchiveGc.on(as("pruner")).execute(store, Restoring.BOB).waste())
                    .isEmpty();
        }
        truth.requireAsBefore();
    }

    @Test
    void f14_rows_that_row_security_hides_are_no_rows_that_are_not_there(TestDatabase shared) {
        grantOneColumn();
        server.execute("ALTER TABLE app.event ENABLE ROW LEVEL SECURITY;"
                + "CREATE POLICY evens ON app.event USING (id % 2 = 0)");
        assertThat(outcome("pruner")).isEqualTo("plan.blocked");
        assertThat(outcome("pruner", LOUD)).isEqualTo("INTERRUPTED database.row-security");
        assertThat(truth.gone("event") + truth.gone("step") + truth.gone("session"))
                .isZero();
    }

    @Test
    void a_viewer_sees_doctor_and_plan_and_prunes_nothing(TestDatabase shared) {
        var plan = Plans.on(as("viewer")).plan(policy());
        assertThat(plan.hash())
                .isEqualTo(Plans.on(server.dataSource()).plan(policy()).hash());
        assertThat(plan.roots().count()).isEqualTo(14);
        assertThat(Campaigns.on(as("viewer")).list(CampaignQuery.newest(5)).items())
                .isEmpty();
        assertThatThrownBy(() -> Campaigns.on(as("viewer")).execute(policy(), LOUD, CampaignListener.NONE))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.fault())
                                .returns("database.not-permitted", Fault::code)
                                .returns(Effect.NONE, Fault::effect)
                                .returns(Kind.REFUSED, Fault::kind));
        assertThat(new Database(server).list("SELECT id::text FROM coppice.campaign"))
                .isEmpty();
    }

    private void grantOneColumn() {
        server.execute("GRANT UPDATE (note) ON app.session TO pruner; GRANT UPDATE (body) ON app.event TO pruner;"
                + "GRANT UPDATE (n) ON app.step TO pruner; GRANT UPDATE (who) ON app.grants TO pruner;"
                + "GRANT UPDATE (session_id) ON app.audit TO pruner");
    }

    private Policy policy() {
        return Shop.archived(folder.resolve("archive")).build();
    }

    private String outcome(String role) {
        return outcome(role, Shop.OPTIONS);
    }

    private String outcome(String role, CampaignOptions options) {
        try {
            var campaign = Shop.campaigns(as(role), PausePoint.NONE)
                    .execute(policy(), options, CampaignListener.NONE)
                    .campaign();
            return String.join(
                            " ",
                            List.of(
                                    campaign.state().name(),
                                    campaign.stoppedBy().orElse("")))
                    .strip();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }

    private DataSource as(String role) {
        var source = new PGSimpleDataSource();
        source.setUrl(server.url());
        source.setUser(role);
        return source;
    }
}
