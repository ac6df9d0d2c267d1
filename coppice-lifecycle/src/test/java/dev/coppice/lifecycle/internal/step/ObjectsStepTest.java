package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
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
    void a_store_with_nothing_in_it_is_believed_only_with_a_mark_while_rows_lead_to_it() throws Exception {
        var context = objects.fill();
        objects.unmount();
        var unseen = new Sight.Unknown(
                "objects.unseen",
                "the store could not be listed: it is empty, as a disk that is not mounted is; if it is the right one, put"
                        + " a file coppice.store in it");
        assertThat(objects.step().look(context)).isEqualTo(unseen);
        assertThat(objects.step().apply(context)).isInstanceOf(StepOutcome.Unknown.class);
        assertThatThrownBy(() -> MemoryBackup.of(objects.step(), context)).isInstanceOf(StoreException.class);
        objects.put("coppice.store", "");
        assertThat(objects.step().look(context)).isEqualTo(Sight.NOTHING);
        assertThat(objects.step().apply(context)).isEqualTo(StepOutcome.ALREADY_DONE);
    }

    @Test
    void a_store_that_is_empty_because_all_was_removed_is_believed() throws Exception {
        var context = objects.fill();
        objects.removeOthers();
        assertThat(objects.step().apply(context)).isEqualTo(new StepOutcome.Done(3));
        assertThat(objects.names()).isEmpty();
        assertThat(objects.step().look(context)).isEqualTo(Sight.NOTHING);
    }

    @Test
    void versions_that_no_listing_of_objects_shows_are_seen_and_removed() throws Exception {
        var context = objects.fill();
        var earlier =
                new TreeSet<>(List.of("user-staging/1/a/one", "user-staging/1/a/gone", "user-staging/1/a1/theirs"));
        var step = objects.keeping(earlier);
        assertThat(step.look(context)).isEqualTo(new Sight.Counted(5, 7 + 12 + 5 + 5));
        var backup = MemoryBackup.of(step, context);
        assertThat(backup.remarks).containsExactly("earlier versions of objects do not come back");
        assertThat(step.apply(context.behind(backup))).isEqualTo(new StepOutcome.Done(4));
        assertThat(earlier).containsExactly("user-staging/1/a1/theirs");
        assertThat(step.look(context)).isEqualTo(Sight.NOTHING);
        assertThat(step.apply(context)).isEqualTo(StepOutcome.ALREADY_DONE);
    }

    @Test
    void an_object_that_is_new_since_the_backup_holds_all_of_them_back() throws Exception {
        var context = objects.fill();
        var backup = MemoryBackup.of(objects.step(), context);
        objects.put("user-staging/2/a/new", "new");
        assertThat(objects.step().apply(context.behind(backup))).isEqualTo(outdated(0));
        assertThat(objects.names()).hasSize(7);
    }

    @Test
    void an_object_written_over_since_the_backup_is_left_with_all_behind_it() throws Exception {
        var context = objects.fill();
        var backup = MemoryBackup.of(objects.step(), context);
        objects.put("user-staging/1/a/one", "1/a/eno");
        assertThat(objects.step().apply(context.behind(backup))).isEqualTo(outdated(1));
        assertThat(objects.names()).contains("user-staging/1/a/one", "user-staging/2/a/empty");
    }

    @Test
    void an_object_written_over_while_others_go_is_left() throws Exception {
        var context = objects.fill();
        var backup = MemoryBackup.of(objects.step(), context);
        var step = objects.step(name -> {
            if (name.endsWith("deep/two")) {
                objects.put("user-staging/1/a/one", "1/a/eno");
            }
        });
        assertThat(step.apply(context.behind(backup))).isEqualTo(outdated(1));
        assertThat(objects.names()).contains("user-staging/1/a/one");
    }

    @Test
    void an_attempt_out_of_time_stops_and_the_next_goes_on() throws Exception {
        var context = objects.fill();
        assertThat(objects.step().apply(context.until(Instant.EPOCH)))
                .isEqualTo(new StepOutcome.Failed(
                        "step.timeout", "0 of 3 objects were removed; the next attempt goes on"));
        assertThat(objects.step().apply(context)).isEqualTo(new StepOutcome.Done(3));
    }

    private static StepOutcome outdated(int removed) {
        return new StepOutcome.Blocked(
                "backup.outdated",
                "an object was written after backup 5 was taken; it is left, and " + removed
                        + " were removed before it was met",
                List.of("backup 5"));
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
    void objects_that_are_there_are_left_when_they_are_equal_and_refuse_when_they_are_not() throws Exception {
        var context = objects.fill();
        var backup = MemoryBackup.of(objects.step(), context);
        assertThat(backup.restore(objects.step(), context)).isZero();
        objects.step().apply(context.behind(backup));
        var none = objects.names();
        objects.put("user-staging/1/a/one", "1/a/eno");
        assertThatThrownBy(() -> backup.restore(objects.step(), context))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("An object of its name is there, and is not the one that was saved.");
        assertThat(objects.names()).hasSize(none.size() + 1);
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
