package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.examples.graphplatform.folder.VirtualFolderPruner;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Ops;
import dev.coppice.ops.PruneResult;
import dev.coppice.ops.Pruner;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class VirtualFolderPrunerTest {
    private static final String ASSOCIATIONS = "app.association_scopes_entities";
    private static final String UNMOUNTED = "app.virtual_folder AS f WHERE NOT EXISTS"
            + " (SELECT FROM app.session_mount AS m WHERE m.folder_id = f.folder_id)";

    private PlatformFixture platform;
    private Ops ops;

    @BeforeEach
    void populate(TestDatabase db) {
        platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void folders_that_nobody_mounts_go_with_their_versions_and_associations() {
        var unmounted = platform.count(UNMOUNTED);
        var all = platform.count("app.virtual_folder");
        var sessions = platform.count(ASSOCIATIONS + " WHERE entity_type = 'session'");
        assertThat(unmounted).isPositive();
        var result = prune(VirtualFolderPruner.unmounted());
        assertThat(result.count()).isEqualTo(unmounted);
        assertThat(result.tables())
                .containsEntry("app.folder_version", 2 * unmounted)
                .containsEntry(ASSOCIATIONS, unmounted);
        assertThat(platform.count("app.virtual_folder")).isEqualTo(all - unmounted);
        assertThat(platform.count(ASSOCIATIONS + " WHERE entity_type = 'session'"))
                .isEqualTo(sessions);
    }

    @Test
    void limit_and_condition_narrow_the_call() {
        var unmounted = platform.count(UNMOUNTED);
        var result = prune(VirtualFolderPruner.unmounted().limit(1));
        assertThat(result.count()).isEqualTo(1);
        assertThat(result.more()).isEqualTo(unmounted > 1);
        var name = DSL.field(DSL.name("name"), String.class);
        assertThat(prune(VirtualFolderPruner.unmounted().and(name.eq("no such folder")))
                        .count())
                .isZero();
    }

    @Test
    void a_version_shown_by_a_folder_that_stays_keeps_all() {
        platform.execute("UPDATE app.virtual_folder SET current_version_id = (SELECT version_id FROM"
                + " app.folder_version WHERE folder_id = (SELECT folder_id FROM " + UNMOUNTED + " LIMIT 1) LIMIT 1)"
                + " WHERE folder_id = (SELECT folder_id FROM app.session_mount LIMIT 1)");
        var versions = platform.count("app.folder_version");
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(() -> prune(VirtualFolderPruner.unmounted()))
                .withMessageContaining("virtual_folder_current_version_id_fk of app.virtual_folder");
        assertThat(platform.count("app.folder_version")).isEqualTo(versions);
    }

    @Test
    void an_empty_table_has_nothing_to_prune() {
        platform.execute("TRUNCATE app.virtual_folder, app.folder_version, app.session_mount");
        assertThat(prune(VirtualFolderPruner.unmounted()).count()).isZero();
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
