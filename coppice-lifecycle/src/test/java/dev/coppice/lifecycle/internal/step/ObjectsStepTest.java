package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class ObjectsStepTest {
    @TempDir
    private Path folder;

    private ObjectsFixture objects;
    private TestDatabase database;

    @BeforeEach
    void create(TestDatabase db) {
        database = db;
        objects = new ObjectsFixture(db, folder);
    }

    @Test
    void it_keeps_the_contract_of_a_step() throws Exception {
        assertThat(StepContract.broken(objects.step(), objects)).isEmpty();
    }

    @Test
    void look_alike_ids_and_other_members_are_safe() throws Exception {
        var context = objects.fill();
        assertThat(objects.step().look(context)).isEqualTo(new Sight.Counted(3, 7 + 12));
        assertThat(objects.step().apply(context)).isEqualTo(new StepOutcome.Done(3));
        assertThat(objects.names())
                .containsExactlyInAnyOrder(
                        "user-staging/1/a.theirs", "user-staging/1/a1/theirs", "user-staging/3/a/other");
    }

    @Test
    void lesson_11_prefixes_are_found_again_after_the_rows_that_led_to_them_are_gone() throws Exception {
        var context = objects.fill();
        objects.step().apply(context);
        objects.forgetRows();
        objects.put("user-staging/2/a/late", "late");
        assertThat(objects.step().look(context)).isEqualTo(new Sight.Counted(1, 4));
        assertThat(objects.step().apply(context)).isEqualTo(new StepOutcome.Done(1));
    }

    @Test
    void lesson_16_a_store_that_is_not_there_is_not_an_empty_one() throws Exception {
        var context = objects.fill();
        objects.cutOff();
        assertThat(objects.step().look(context))
                .isEqualTo(
                        new Sight.Unknown("objects.unseen", "the store could not be listed: its folder is not there"));
        assertThat(objects.step().apply(context)).isInstanceOf(StepOutcome.Unknown.class);
    }

    @Test
    void an_object_written_after_the_backup_holds_all_of_them_back() throws Exception {
        var context = objects.fill();
        var backup = MemoryBackup.of(objects.step(), context);
        objects.put("user-staging/1/a/one", "1/a/eno");
        assertThat(objects.step().apply(context.behind(backup)))
                .isEqualTo(new StepOutcome.Blocked(
                        "backup.outdated",
                        "an object was written after backup 5 was taken. Nothing was removed",
                        List.of("backup 5")));
        assertThat(objects.names()).hasSize(6);
    }

    @Test
    void objects_come_back_as_they_were() throws Exception {
        var context = objects.fill();
        var before = objects.names();
        var backup = MemoryBackup.of(objects.step(), context);
        assertThat(objects.step().apply(context.behind(backup))).isEqualTo(new StepOutcome.Done(3));
        assertThat(backup.restore(objects.step(), context)).isEqualTo(3);
        assertThat(objects.names()).isEqualTo(before);
    }

    @Test
    void a_prefix_that_could_mean_more_than_one_resource_is_refused_when_it_is_declared() {
        for (var prefix :
                List.of("reports/", "reports/{id}", "/{id}/", "a//{id}/", "../{id}/", "a b/{id}/", "%2e/{id}/")) {
            assertThatThrownBy(
                            () -> Declared.in(database, """
                            - name: remove
                              objects: { store: "file:./x", prefix: "%s" }
                            """.formatted(prefix)).step("remove"))
                    .as(prefix)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("must ");
        }
    }

    @Test
    void an_id_that_leads_elsewhere_lists_nothing_and_removes_nothing() throws Exception {
        objects.fill();
        for (var evil : List.of("..", "a/../b", "a/", "a%", "a'", "*", "-a", ".")) {
            var context = TestContext.of(database, evil);
            database.execute("INSERT INTO ${schema}.member VALUES (1, '" + evil.replace("'", "''") + "')");
            assertThat(objects.step().look(context)).as(evil).isInstanceOf(Sight.Unknown.class);
            assertThatThrownBy(() -> objects.step().apply(context))
                    .as(evil)
                    .hasMessageContaining("could lead elsewhere");
        }
        assertThat(objects.names()).hasSize(6);
    }
}
