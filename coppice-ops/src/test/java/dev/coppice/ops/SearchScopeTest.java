package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class SearchScopeTest {
    private static final int SETTINGS = 1;

    private Tasks tasks;
    private FaultyDataSource counted;
    private Ops ops;

    private static final class NoSuchProject extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSuchProject(int number) {
            super("project " + number);
        }
    }

    @BeforeEach
    void open(TestDatabase db) {
        tasks = Tasks.in(db).with("(1, 1, 'a', 1, true), (2, 2, 'b', 2, true), (3, 3, 'c', 3, false)");
        counted = FaultyDataSource.over(db.dataSource());
        ops = Ops.on(counted);
    }

    @Test
    void what_one_scope_or_another_lets_see_is_seen_under_the_conditions_of_the_search() {
        assertThat(found(tasks.search(), inProject(1), inProject(3))).containsExactly(1L, 3L);
        assertThat(found(tasks.search().where(tasks.done.eq(true)), inProject(1), inProject(3)))
                .containsExactly(1L);
        assertThat(found(tasks.search().where(tasks.id.eq(3L).or(tasks.id.eq(2L))), inProject(1)))
                .isEmpty();
        var page = ops.read(r -> r.search(
                tasks.search(),
                List.of(inProject(1), inProject(3)),
                PageRequest.first(1).withTotal()));
        assertThat(page.total()).isEqualTo(new Total.Exactly(2));
        assertThat(page.hasNext()).isTrue();
    }

    @Test
    void a_row_that_two_scopes_let_see_is_answered_once() {
        assertThat(found(tasks.search(), inProject(1), SearchScope.of(tasks.done.eq(true))))
                .containsExactly(1L, 2L);
    }

    @Test
    void what_all_scopes_require_is_looked_for_in_one_statement() {
        counted.arm(PlannedFault.statement(100));
        assertThat(found(tasks.search(), requiring(1), requiring(2), inProject(3)))
                .containsExactly(1L, 2L, 3L);
        assertThat(counted.statements()).isEqualTo(SETTINGS + 2);
        counted.arm(PlannedFault.statement(100));
        found(tasks.search(), inProject(1));
        assertThat(counted.statements()).isEqualTo(SETTINGS + 1);
    }

    @Test
    void more_requirements_than_a_row_has_columns_are_still_one_statement() {
        var scopes = new ArrayList<SearchScope>(Collections.nCopies(1_700, requiring(1)));
        counted.arm(PlannedFault.statement(100));
        assertThat(found(tasks.search(), scopes.toArray(SearchScope[]::new))).containsExactly(1L);
        assertThat(counted.statements()).isEqualTo(SETTINGS + 2);
        scopes.add(requiring(9));
        assertThatExceptionOfType(NoSuchProject.class)
                .isThrownBy(() -> found(tasks.search(), scopes.toArray(SearchScope[]::new)));
    }

    @Test
    void the_first_requirement_that_is_not_met_is_told_by_its_own_error_and_nothing_is_read() {
        counted.arm(PlannedFault.statement(100));
        assertThatExceptionOfType(NoSuchProject.class)
                .isThrownBy(() -> found(tasks.search(), requiring(1), requiring(8), requiring(9)))
                .withMessage("project 8");
        assertThat(counted.statements()).isEqualTo(SETTINGS + 1);
        var several = inProject(1)
                .requiring(existence(2), () -> new NoSuchProject(2))
                .requiring(existence(7), () -> new NoSuchProject(7));
        assertThatExceptionOfType(NoSuchProject.class)
                .isThrownBy(() -> found(tasks.search(), several, requiring(8)))
                .withMessage("project 7");
    }

    @Test
    void a_search_without_a_scope_is_refused_before_any_statement() {
        assertThat(refusedUnsent(List.of()))
                .hasMessage("The search \"tasks\" was refused. It has no scope, and would show every row of the table. "
                        + "Nothing was changed. Give a scope, or use searchGlobal if the whole table is meant.")
                .returns("search.no-scope", CoppiceException::code);
    }

    @Test
    void a_null_among_the_scopes_is_refused_before_any_statement() {
        var scopes = new ArrayList<SearchScope>();
        scopes.add(inProject(1));
        scopes.add(null);
        assertThat(refusedUnsent(scopes))
                .hasMessage("The search \"tasks\" was refused. Scope 2 is null. Nothing was changed. Leave it out.")
                .returns("search.null-scope", CoppiceException::code);
    }

    @Test
    void a_scope_that_limits_nothing_is_refused_when_built() {
        for (var condition : List.of(DSL.noCondition(), DSL.trueCondition())) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> SearchScope.of(condition))
                    .returns("search.unlimited-scope", CoppiceException::code);
        }
        assertThat(requiring(1).toString()).matches("SearchScope\\[.*\\.project]");
    }

    @Test
    void searches_are_metered_under_their_names(TestDatabase db) {
        var registry = new SimpleMeterRegistry();
        var metered = Ops.builder(db.dataSource())
                .meters(new MicrometerMeters(registry))
                .build();
        metered.read(r -> r.search(tasks.search(), List.of(inProject(1)), PageRequest.first(1)));
        metered.write(w -> w.searchGlobal(tasks.search(), PageRequest.first(1)));
        for (var op : List.of("search", "searchGlobal")) {
            assertThat(registry.get("coppice.op")
                            .tags("spec", "tasks", "op", op, "outcome", "done")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    private CoppiceException refusedUnsent(List<SearchScope> scopes) {
        counted.arm(PlannedFault.statement(100));
        var refusal = catchThrowableOfType(
                CoppiceException.class, () -> ops.read(r -> r.search(tasks.search(), scopes, PageRequest.first(1))));
        assertThat(counted.statements()).isEqualTo(SETTINGS);
        return Objects.requireNonNull(refusal, "nothing was thrown");
    }

    private List<Long> found(Searcher<?> search, SearchScope... scopes) {
        return ops.read(r -> r.search(search, List.of(scopes), PageRequest.first(10))).rows().stream()
                .map(row -> row.get(0, Long.class))
                .toList();
    }

    private SearchScope inProject(int number) {
        return SearchScope.of(tasks.ofProject.eq(number));
    }

    private SearchScope requiring(int number) {
        return inProject(number).requiring(existence(number), () -> new NoSuchProject(number));
    }

    private Existence existence(int number) {
        return Existence.of(tasks.project, tasks.projectId.eq(number));
    }
}
