package dev.coppice.cli.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.Look;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.server.document.DeprovisionDocument;
import dev.coppice.server.document.DeprovisionDocument.BackupFacts;
import dev.coppice.server.document.StepDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeardownTextTest {
    private static final Look TERMINAL = new Look(100, false, true);
    private static final List<String> STORES =
            List.of("delete-documents", "remove-report-bundles", "remove-staged-uploads", "revoke-provider-grants");

    @Test
    void a_step_shows_only_what_it_still_waits_for_and_not_what_that_waits_for() {
        var waits = WaitsFor.of(List.of(
                step("fence", "done"),
                step("quiesce", "running", "fence"),
                step("backup", "pending", "fence", "quiesce"),
                step("drop-schema", "pending", "fence", "quiesce", "backup"),
                step("rows", "pending", "quiesce", "backup", "drop-schema")));
        assertThat(waits.cell("fence")).isEmpty();
        assertThat(waits.cell("quiesce")).isEmpty();
        assertThat(waits.cell("backup")).isEqualTo("quiesce");
        assertThat(waits.cell("drop-schema")).isEqualTo("backup");
        assertThat(waits.cell("rows")).isEqualTo("drop-schema");
    }

    @Test
    void a_teardown_of_many_steps_fits_on_a_terminal_and_says_all_that_keeps_it() {
        var steps = new ArrayList<StepDocument>();
        STORES.forEach(store -> steps.add(step(store, "planned")));
        steps.add(step("status", "planned", STORES.toArray(String[]::new)));
        var refused = "It is held by legal: " + "a case that goes on and on, ".repeat(8) + "END.";
        var text = new TeardownText(TERMINAL).of(document(steps, refused));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(text).contains("delete-documents and 3 more", "resource.held", "END.");
    }

    private static StepDocument step(String name, String outcome, String... after) {
        var error = new OperationStep.Problem(
                "store.sick", "It said " + "no and ".repeat(30) + "no.", List.of(), Instant.EPOCH);
        return new StepDocument(
                name, "rows", List.of(after), true, true, outcome, 0, 12L, 0L, error, null, null, "remark ".repeat(20));
    }

    private static DeprovisionDocument document(List<StepDocument> steps, String refused) {
        return new DeprovisionDocument(
                null,
                "rejected",
                false,
                "graph",
                "kg1",
                "active",
                new BackupFacts(false, null, List.of(), null, null, null, null, null, null, Instant.EPOCH, null, null),
                false,
                false,
                new TeardownResult.Children(0, 0, 0),
                steps,
                "The teardown of graph kg1 would be refused: " + refused,
                List.of(refused),
                new DeprovisionDocument.Plan(
                        "0".repeat(64),
                        List.of("kg1_a"),
                        List.of(new Blocker("resource.held", refused)),
                        0,
                        List.of(),
                        ""),
                null);
    }
}
