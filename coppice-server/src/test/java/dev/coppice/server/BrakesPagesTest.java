package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Freeze, holds and approvals in one place. */
@PostgresTest(Isolation.DATABASE)
class BrakesPagesTest {
    private static final String HASH = "a".repeat(64);

    private final TestDatabase database;
    private final TenantServer server;
    private final ConsoleSession operator;
    private final ConsoleSession admin;

    BrakesPagesTest(TestDatabase database, @TempDir Path folder) {
        this.database = database;
        this.server = TenantServer.on(database, folder);
        this.operator = new ConsoleSession(server.live, Role.OPERATOR);
        this.admin = new ConsoleSession(server.live, Role.ADMIN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_operator_freezes_and_an_admin_unfreezes() {
        assertThat(operator.read("/brakes")).contains("not frozen").contains("Nothing is held.");
        assertThat(operator.submit("/brakes/freeze", "reason", "")).contains("The field reason is empty.");
        assertThat(operator.submit("/brakes/freeze", "reason", "an incident"))
                .contains("Everything is frozen: nothing begins to delete until it is unfrozen.")
                .containsPattern("frozen by [^:]+: an incident since")
                .doesNotContain("Campaigns and teardowns that wait go on at once.");
        assertThat(operator.send("/brakes/freeze", "reason", "again").statusCode())
                .isEqualTo(409);
        assertThat(operator.send("/brakes/unfreeze", "reason", "over").statusCode())
                .isEqualTo(403);
        assertThat(admin.read("/brakes")).contains("Campaigns and teardowns that wait go on at once.");
        assertThat(admin.submit("/brakes/unfreeze", "reason", "over")).contains("It is unfrozen: what waited goes on.");
    }

    @Test
    void rows_tables_and_resources_are_held_and_released() {
        assertThat(rows("app.document", "1", "false"))
                .contains("Hold 1 is in force.")
                .contains("the row 1 of app.document");
        assertThat(rows("app.document", "", "true")).contains("every row of app.document");
        for (var both : new String[][] {{"", "false"}, {"1", "true"}}) {
            assertThat(rows("app.document", both[0], both[1]))
                    .contains("It must name either the primary key of one row, or every row of the table.");
        }
        assertThat(rows("app.document", "1, 2", "false")).contains("Hold").doesNotContain("Hold 3 is in force.");
        assertThat(rows("app.document", "\0", "false"))
                .doesNotContain("in force.")
                .contains("The key has a character");
        assertThat(operator.send("/brakes/hold-resource", "kind", "graph", "id", "kg1", "origin", "\0", "reason", "r")
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.send("/resources/hold", "kind", "graph", "id", "kg1", "origin", "\0", "reason", "r")
                        .statusCode())
                .isEqualTo(400);
        assertThat(rows("document", "1", "false")).doesNotContain("in force.").contains("The table must be");
        assertThat(operator.submit(
                        "/brakes/hold-resource",
                        "kind",
                        "graph",
                        "id",
                        "kg1",
                        "origin",
                        "case 7",
                        "until",
                        "2099-01-31",
                        "reason",
                        "a dispute"))
                .contains("is in force.")
                .contains("graph kg1")
                .contains("2099-02-01 00:00 UTC");
        assertThat(operator.send("/brakes/hold-resource", "kind", "graph", "id", "none", "origin", "c", "reason", "r")
                        .statusCode())
                .isEqualTo(404);
        assertThat(operator.send("/brakes/release", "hold", "1", "reason", "over")
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin.submit("/brakes/release", "hold", "1", "reason", "over"))
                .contains("Hold 1 is released.")
                .doesNotContain("the row 1 of app.document");
        assertThat(admin.send("/brakes/release", "hold", "1", "reason", "over").statusCode())
                .isEqualTo(409);
    }

    @Test
    void a_key_with_a_comma_in_it_is_held_as_one_value() {
        database.execute("CREATE TABLE app.label (name text PRIMARY KEY)");

        assertThat(rows("app.label", "\"1, 2\"", "false")).contains("the row 1, 2 of app.label");
        assertThat(server.live.write(db -> Holds.in(db).list(HoldQuery.all(10))).items())
                .extracting(Hold::target)
                .containsExactly(HoldTarget.row(TableName.parse("app.label"), "1, 2"));
    }

    @Test
    void a_form_that_is_refused_is_shown_again_with_what_was_typed() {
        var refused = operator.send(
                "/brakes/hold-rows",
                "table",
                "app.document",
                "key",
                "<17>",
                "whole-table",
                "true",
                "origin",
                "case 7",
                "reason",
                "a \"dispute\"");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .containsOnlyOnce("hx-preserve=\"true\" open>")
                .contains("name=\"table\" value=\"app.document\"")
                .contains("name=\"key\" value=\"&lt;17>\"")
                .contains("name=\"whole-table\" value=\"true\" checked")
                .contains("name=\"origin\" value=\"case 7\"")
                .containsOnlyOnce("name=\"reason\" value=\"a &#34;dispute&#34;\"");
        assertThat(operator.get("/brakes").body())
                .doesNotContain("hx-preserve=\"true\" open")
                .doesNotContain("value=\"case 7\"");
    }

    @Test
    void signed_plans_that_have_not_run_lead_to_where_they_are_signed() {
        approve("policy/old & new");
        approve("teardown/graph/kg1");
        var page = operator.get("/brakes").body();
        assertThat(page)
                .contains("<a href=\"/policies/plan?name=old+%26+new\">policy/old &amp; new</a>")
                .contains("<a href=\"/resources/deprovision?kind=graph&amp;id=kg1\">teardown/graph/kg1</a>");
        assertThat(operator.read("/brakes")).contains("needs another person").contains("ann: looked at it");
    }

    @Test
    void a_viewer_reads_it_and_is_offered_nothing() {
        operator.submit("/brakes/freeze", "reason", "an incident");
        rows("app.document", "1", "false");
        var viewer = new ConsoleSession(server.live, Role.VIEWER);
        assertThat(viewer.get("/brakes").body())
                .contains("an incident", "the row 1 of app.document")
                .doesNotContain("name=\"reason\"");
        assertThat(viewer.send("/brakes/freeze", "reason", "r").statusCode()).isEqualTo(403);
    }

    private void approve(String subject) {
        server.live.write(db -> Approvals.in(db)
                .approve(new ApprovalRequest(subject, HASH, Act.of("ann", "looked at it"), 2, Duration.ofDays(1))));
    }

    private String rows(String table, String key, String whole) {
        return operator.submit(
                "/brakes/hold-rows",
                "table",
                table,
                "key",
                key,
                "whole-table",
                whole,
                "origin",
                "case 7",
                "until",
                "",
                "reason",
                "a dispute");
    }
}
