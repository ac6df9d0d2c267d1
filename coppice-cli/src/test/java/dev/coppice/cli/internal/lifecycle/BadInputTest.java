package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may not be is refused with a code and 3, and leaves database, objects and service as they were. */
@PostgresTest(DATABASE)
class BadInputTest {
    private static final String EXECUTE = "deprovision graph kg1 --execute";

    // Whatever a refused command could have written, but for the trail, which has the refusal.
    // language=SQL
    private static final String WRITTEN = """
            SELECT (SELECT count(*) FROM coppice.operation) + (SELECT count(*) FROM coppice.backup)
                + (SELECT count(*) FROM coppice.approval) + (SELECT count(*) FROM coppice.tombstone)
                + (SELECT count(*) FROM coppice.resource_state) + (SELECT count(*) FROM coppice.lease)
            """;

    private final TestDatabase database;
    private Household house;

    @TempDir
    Path folder;

    BadInputTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void settle() throws IOException {
        house = Household.in(database, folder);
    }

    @AfterEach
    void leave() {
        house.close();
    }

    @Test
    void what_is_asked_of_the_wrong_thing_or_at_the_wrong_time() throws IOException {
        house.run("hold add kg2 --kind graph --reason audit");

        refused("deprovision tree kg1 --execute", "kind.unknown");
        refused("deprovision graph nobody --execute", "resource.not-found");
        refused("deprovision graph sec --execute", "resource.protected");
        refused("deprovision graph kg2 --execute", "resource.held");
        refused("deprovision graph kg2 --execute --skip-backup --reason x", "resource.held");
        refused("deprovision graph kg1 --execute --approve 0123456789abcdef", "plan.other");
        refused("resource reactivate graph kg1 --reason x", "resource.illegal-transition");
        refused("resource suspend graph sec --reason x", "resource.protected");
        refused("resource suspend tree kg1 --reason x", "kind.unknown");
        refused("backup create graph nobody", "resource.not-found");
    }

    @Test
    void a_hash_that_is_not_the_plan_s_is_not_signed_for() throws IOException {
        changed("    steps:", "    approvals: 2\n    steps:");

        refused("deprovision approve graph kg1 0123456789abcdef --reason x", "plan.other");
        refused("deprovision graph kg1 --execute --approve 0123456789abcdef", "plan.other");
    }

    @Test
    void steps_that_wait_for_each_other() throws IOException {
        changed("{ name: drop-tenant-schema,", "{ name: drop-tenant-schema, after: [ remove-files ],");
        changed("{ name: remove-files,", "{ name: remove-files, after: [ drop-tenant-schema ],");

        refused(EXECUTE, "kind.invalid");
        refused("deprovision graph kg1", "kind.invalid");
    }

    @Test
    void a_step_that_waits_for_one_that_is_not_there() throws IOException {
        changed("{ name: remove-files,", "{ name: remove-files, after: [ no-such-step ],");

        refused(EXECUTE, "kind.invalid");
    }

    @Test
    void hosting_that_is_longer_than_the_store_keeps() throws IOException {
        changed("hosting: { default: 90d }", "hosting: { default: 90d }, store-keeps: 30d");

        refused(EXECUTE, "backup.hosting-exceeds-store");
        refused("backup create graph kg1", "backup.hosting-exceeds-store");
    }

    @Test
    void a_store_that_is_not_reached() throws IOException {
        changed("/backups\"", "/coppice.yaml/backups\"");

        refused(EXECUTE, "teardown.store-unusable");
    }

    @Test
    void a_store_that_was_there_and_is_not_any_more() throws IOException {
        house.run("backup create graph kg2");
        Files.move(folder.resolve("backups"), folder.resolve("unmounted"));

        refused(EXECUTE, "teardown.store-unusable");
        refused("deprovision graph kg2 --execute", "teardown.store-unusable");
        assertThat(folder.resolve("backups")).doesNotExist();
    }

    private void refused(String words, String code) throws IOException {
        var before = house.state() + house.one(WRITTEN);

        var refused = house.run(words);

        assertThat(refused.err()).contains("coppice: " + code + "\n");
        assertThat(refused.exitCode()).as(words).isEqualTo(3);
        assertThat(house.state() + house.one(WRITTEN)).isEqualTo(before);
        assertThat(house.service().removals()).isEmpty();
    }

    private void changed(String part, String instead) throws IOException {
        var file = folder.resolve("coppice.yaml");
        var text = Files.readString(file);
        assertThat(text).contains(part);
        Files.writeString(file, text.replace(part, instead));
    }
}
