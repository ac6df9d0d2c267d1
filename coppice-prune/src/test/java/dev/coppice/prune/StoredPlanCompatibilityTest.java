package dev.coppice.prune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans stored by earlier versions are read by this one. A file here is never changed. */
@PostgresTest(Isolation.DATABASE)
class StoredPlanCompatibilityTest {
    private static final String HASH = "621efefea81492662ca58b5faa367a570e4531a005bc4197c990b356e418b4cd";

    @Test
    void a_plan_stored_in_november_2026_has_the_hash_it_had() throws IOException {
        var plan = PlanContract.parse(stored());
        assertThat(plan.fullHash()).isEqualTo(HASH);
        assertThat(plan.policy()).isEqualTo("ended-sessions");
        assertThat(plan.text()).isEqualTo(stored());
    }

    @Test
    void what_has_changed_since_is_shown_line_by_line(TestDatabase db) throws IOException {
        Shop.open(db, 3);
        db.execute("ALTER TABLE app.event DROP COLUMN body; ALTER TABLE app.step ADD COLUMN more int");
        assertThatThrownBy(() -> Plans.on(db.dataSource())
                        .requireFresh(PlanContract.parse(stored()), Shop.ended().build()))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("- column app.event.body text")
                .hasMessageContaining("+ column app.step.more integer");
    }

    @Test
    void the_same_rule_and_tables_are_written_in_the_same_words_today(TestDatabase db) throws IOException {
        Shop.open(db, 3);
        var then = PlanContract.parse(stored());
        var now = Plans.on(db.dataSource()).contract(Shop.ended().build());
        assertThat(now.rule()).isEqualTo(then.rule());
        assertThat(now.fingerprint()).isEqualTo(then.fingerprint());
    }

    @Test
    void a_plan_of_another_engine_is_another_plan() {
        var now = new PlanContract("p", List.of("rule"), List.of());
        var then = new PlanContract("p", "engine 0", List.of("rule"), List.of());
        assertThat(then.fullHash()).isNotEqualTo(now.fullHash());
        assertThat(then.differenceTo(now).lines()).containsExactly("- engine 0", "+ " + now.engine());
    }

    @Test
    void any_text_comes_back_as_it_went() {
        var plan = new PlanContract("a \\n\nb", List.of("", "when x = '\r\\'", "\\\\n"), List.of("tail\\"));
        assertThat(PlanContract.parse(plan.text())).isEqualTo(plan);
    }

    @Test
    void a_text_that_was_cut_or_changed_is_refused() throws IOException {
        var text = stored();
        for (var broken :
                List.of("", "x", text.substring(0, text.length() / 2), text.replace("app.event", "app.avent"))) {
            assertThatThrownBy(() -> PlanContract.parse(broken))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            refused -> assertThat(refused.code()).isEqualTo("plan.unreadable"));
        }
    }

    private static String stored() throws IOException {
        try (var file = requireNonNull(StoredPlanCompatibilityTest.class.getResourceAsStream("plan-2026-11.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
