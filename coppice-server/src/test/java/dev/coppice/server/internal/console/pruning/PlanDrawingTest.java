package dev.coppice.server.internal.console.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.TableName;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.PrunePlan.Path;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.PrunePlan.Work;
import dev.coppice.prune.Severity;
import dev.coppice.server.internal.console.pruning.PlanPicture.Box;
import dev.coppice.server.internal.console.pruning.PlanPicture.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanDrawingTest {
    @Test
    void rules_counts_and_missing_indexes_stand_in_the_picture() {
        var noIndex = new Finding(
                "foreign-key-index", Severity.BLOCK, "app.event (session_id)", "No usable index.", "CREATE INDEX …;");
        var picture = PlanDrawing.of(
                plan(
                        List.of(
                                table("session", Change.DELETED, 1_200),
                                table("event", Change.DELETED, 3_400, path("session", "session_id", "cascade")),
                                table("note", Change.EDITED, 7, path("session", "session_id", "set null"))),
                        List.of(noIndex, new Finding("trigger", Severity.WARN, "app.event shout", "It calls.", ""))),
                true);
        assertThat(picture.words())
                .extracting(Words::text)
                .contains(
                        "app.session",
                        "≈ 1,200 rows go, archived",
                        "cascade · session_id",
                        "✖ blocks: index",
                        "▲ warning: trigger",
                        "set to null · session_id",
                        "≈ 7 rows stay, changed");
        assertThat(picture.boxes()).extracting(Box::tone).containsExactly("goes", "goes warn", "stays");
    }

    @Test
    void circles_and_tables_that_name_themselves_are_told_in_words() {
        var picture = PlanDrawing.of(
                plan(
                        List.of(
                                table(
                                        "a",
                                        Change.DELETED,
                                        1,
                                        path("a", "parent_id", "no action"),
                                        path("b", "b_id", "cascade")),
                                table("b", Change.DELETED, 1, path("a", "a_id", "cascade"))),
                        List.of()),
                false);
        assertThat(picture.words())
                .extracting(Words::text)
                .contains("↺ names itself by parent_id", "↺ names app.b by b_id", "≈ 1 row go for good");
        assertThat(picture.lines()).extracting(line -> line.tone()).contains("back");
    }

    @Test
    void a_long_name_is_cut_in_its_middle_and_told_in_full() {
        var name = "measurement_of_a_very_long_name_archive_2026";
        var picture = PlanDrawing.of(plan(List.of(table(name, Change.DELETED, 1)), List.of()), true);
        var words = picture.words().getFirst();
        assertThat(words.title()).isEqualTo("app." + name);
        assertThat(words.text())
                .hasSizeLessThan(27)
                .startsWith("app.meas")
                .contains("…")
                .endsWith("archive_2026");
    }

    @Test
    void sixty_tables_have_boxes_of_their_own_and_everything_lies_within_the_picture() {
        for (var seed = 1; seed <= 10; seed++) {
            var random = new Random(seed);
            var tables = new ArrayList<TablePlan>();
            tables.add(table("t0", Change.DELETED, 1));
            for (var at = 1; at < 60; at++) {
                tables.add(table("t" + at, Change.DELETED, at, path("t" + random.nextInt(at), "t_id", "cascade")));
            }
            var picture = PlanDrawing.of(plan(tables, List.of()), true);
            assertThat(picture.boxes()).hasSize(60).allSatisfy(box -> {
                assertThat(box.x()).isNotNegative();
                assertThat(box.y()).isNotNegative();
                assertThat(box.x() + box.width()).isLessThanOrEqualTo(picture.width());
                assertThat(box.y() + box.height()).isLessThanOrEqualTo(picture.height());
            });
            for (var one : picture.boxes()) {
                assertThat(picture.boxes())
                        .as("seed %d", seed)
                        .filteredOn(other -> !other.equals(one) && overlap(one, other))
                        .isEmpty();
            }
        }
    }

    private static boolean overlap(Box one, Box other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }

    private static TablePlan table(String name, Change change, long rows, Path... paths) {
        return new TablePlan(new TableName("app", name), change, new Count(rows, false), 0, List.of(paths));
    }

    private static Path path(String parent, String column, String rule) {
        return new Path(new TableName("app", parent), List.of(column), rule);
    }

    private static PrunePlan plan(List<TablePlan> tables, List<Finding> findings) {
        return new PrunePlan(
                new PlanContract("p", List.of(), List.of()),
                Optional.empty(),
                new Count(1, false),
                tables,
                new Work(1, 1, 1, Duration.ZERO, ""),
                findings,
                List.of(),
                List.of());
    }
}
