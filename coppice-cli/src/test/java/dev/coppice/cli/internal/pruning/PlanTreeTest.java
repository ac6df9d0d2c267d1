package dev.coppice.cli.internal.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.Look;
import dev.coppice.control.TableName;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.PrunePlan.Path;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.PrunePlan.Work;
import dev.coppice.server.document.PlanDocument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTreeTest {
    private static final PrunePlan PLAN = plan(
            table("a.root", 1200, path("a.root", "up", "no action")),
            table("a.child", 34567, path("a.root", "root_id", "cascade"), path("a.far", "far_id", "no action")),
            new TablePlan(
                    name("a.far"),
                    Change.DELETED,
                    new Count(7, false),
                    10 << 20,
                    List.of(path("a.child", "child_id", "restrict"))),
            new TablePlan(
                    name("a.note"),
                    Change.EDITED,
                    new Count(3, true),
                    0,
                    List.of(path("a.child", "child_id", "set null"))),
            table("a.grant", 12, path("a.root", "entity_id", "association")));

    @Test
    void every_table_stands_once_below_the_nearest_that_leads_to_it() {
        assertThat(PlanTree.of(document(PLAN), Look.PLAIN)).isEqualTo("""
                TABLE           ROWS     SIZE  WHAT     BY
                a.root         1,200  1.0 KiB  deleted  itself by up
                ├─ a.child    34,567  1.0 KiB  deleted  root_id (cascade); also below a.far
                │  ├─ a.far      ≈ 7   10 MiB  deleted  child_id
                │  └─ a.note       3           kept     child_id is set to null
                └─ a.grant        12  1.0 KiB  deleted  entity_id (association)""");
    }

    @Test
    void where_lines_cannot_be_drawn_plain_characters_do() {
        assertThat(PlanTree.of(document(PLAN), new Look(Integer.MAX_VALUE, false, false)))
                .contains("|- a.child", "|  |- a.far      ~ 7", "`- a.grant");
    }

    @Test
    void a_narrow_terminal_gets_no_line_that_breaks_and_loses_no_count() {
        assertThat(PlanTree.of(document(PLAN), new Look(50, false, true)).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(50))
                .anySatisfy(line -> assertThat(line).contains("34,567  deleted").endsWith("…"));
    }

    @Test
    void tables_that_lead_to_each_other_in_a_circle_are_all_shown() {
        var circle = plan(
                table("a.root", 1),
                table("a.x", 2, path("a.y", "y", "no action")),
                table("a.y", 3, path("a.x", "x", "no action"), path("a.root", "root", "no action")));

        assertThat(PlanTree.of(document(circle), Look.PLAIN)).contains("└─ a.y ", "   └─ a.x ");
    }

    private static PrunePlan plan(TablePlan... tables) {
        return new PrunePlan(
                new PlanContract("p", List.of(), List.of()),
                Optional.empty(),
                tables[0].rows(),
                List.of(tables),
                new Work(0, 0, 0, Duration.ZERO, ""),
                List.of(),
                List.of(),
                List.of());
    }

    private static PlanDocument document(PrunePlan plan) {
        return PlanDocument.of(plan, PlanDocument.Extras.NONE);
    }

    private static TablePlan table(String name, long rows, Path... paths) {
        return new TablePlan(name(name), Change.DELETED, new Count(rows, true), 1024, List.of(paths));
    }

    private static Path path(String parent, String column, String rule) {
        return new Path(name(parent), List.of(column), rule);
    }

    private static TableName name(String name) {
        return TableName.parse(name);
    }
}
