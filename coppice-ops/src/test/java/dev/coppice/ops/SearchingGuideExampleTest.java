package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The code of the guide on searching. */
@PostgresTest
class SearchingGuideExampleTest {
    private final Table<Record> TASK;
    private final Table<Record> PROJECT;
    private final Field<Long> ID;
    private final Field<Integer> PROJECT_ID;
    private final Field<Integer> PROJECT_KEY;
    private final Field<String> TITLE;
    private final Field<Integer> RANK;
    private final Field<Boolean> DONE;
    private final Searcher<Record> tasks;
    private final Ops ops;

    private static final class NoSuchProject extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record TaskPage(List<String> titles, Optional<String> next) {}

    SearchingGuideExampleTest(TestDatabase db) {
        var fixture = Tasks.in(db).with(9);
        TASK = fixture.task;
        PROJECT = fixture.project;
        ID = fixture.id;
        PROJECT_ID = fixture.ofProject;
        PROJECT_KEY = fixture.projectId;
        TITLE = fixture.title;
        RANK = fixture.rank;
        DONE = fixture.done;
        ops = Ops.on(db.dataSource());
        tasks = fixture.search().orderBy(RANK.desc().nullsLast(), ID.asc());
    }

    @Test
    void a_search_is_a_value_and_runs_in_scopes() {
        var project = 1;
        var tasks = Searcher.in(TASK)
                .keyedBy(ID)
                .where(DONE.isTrue())
                .orderBy(RANK.desc().nullsLast())
                .named("done tasks");
        var scope = SearchScope.of(PROJECT_ID.eq(project))
                .requiring(Existence.of(PROJECT, PROJECT_KEY.eq(project)), NoSuchProject::new);
        var page = ops.read(r -> r.search(tasks, List.of(scope), PageRequest.first(20)));
        assertThat(page.rows()).hasSize(4);
        var everywhere = ops.read(r -> r.searchGlobal(tasks, PageRequest.first(20)));
        assertThat(everywhere.rows()).isEqualTo(page.rows());
    }

    @Test
    void pages_lead_to_the_next_and_the_one_before() {
        var scopes = List.of(SearchScope.of(PROJECT_ID.eq(1)));
        var first = ops.read(r -> r.search(tasks, scopes, PageRequest.first(2).withTotalUpTo(1_000)));
        var shown = switch (first.total()) {
            case Total.NotCounted none -> "";
            case Total.Exactly exactly -> exactly.rows() + " tasks";
            case Total.MoreThan more -> "more than " + more.rows() + " tasks";
        };
        assertThat(shown).isEqualTo("9 tasks");
        var next = PageRequest.first(2).after(first.endCursor().orElseThrow());
        var second = ops.read(r -> r.search(tasks, scopes, next));
        var back = PageRequest.last(2).before(second.startCursor().orElseThrow());
        assertThat(ops.read(r -> r.search(tasks, scopes, back)).rows()).isEqualTo(first.rows());
        var third = PageRequest.limit(2).offset(4);
        assertThat(ops.read(r -> r.search(tasks, scopes, third)).rows()).hasSize(2);
    }

    @Test
    void filters_are_built_from_what_was_sent() {
        var filter = Filter.allOf(
                Filter.of(RANK).ge(2).lt(4),
                Filter.anyOf(
                        Filter.of(TITLE).containsIgnoreCase("TASK 3"),
                        Filter.not(Filter.of(DONE).eq(true))));
        var found = ops.read(r -> r.searchGlobal(tasks.filter(filter), PageRequest.first(20)));
        assertThat(found.rows()).extracting(row -> row.get(ID)).containsExactly(3L);
    }

    @Test
    void an_endpoint_maps_parameters_to_page_and_filter() {
        Map<String, String> request = Map.of("first", "2", "rank.min", "2", "title", "task");
        var page = listTasks(request::get, 1);
        assertThat(page.titles()).containsExactly("task 9", "task 7");
        Map<String, String> following =
                Map.of("first", "9", "after", page.next().orElseThrow(), "rank.min", "2", "title", "task");
        assertThat(listTasks(following::get, 1).titles()).containsExactly("task 8", "task 6", "task 3", "task 4");
    }

    private TaskPage listTasks(Function<String, @Nullable String> parameters, int asked) {
        var filter = Filter.allOf(
                Filter.of(TITLE).containsIgnoreCase(parameters.apply("title")),
                Filter.of(RANK).ge(number(parameters.apply("rank.min"))).le(number(parameters.apply("rank.max"))));
        var wanted = PageRequest.from(parameters);
        var scopes = List.of(SearchScope.of(PROJECT_ID.eq(asked)));
        var page = ops.read(r -> r.search(tasks.filter(filter), scopes, wanted));
        var titles = page.rows().stream().map(row -> row.get(TITLE)).toList();
        return new TaskPage(titles, page.hasNext() ? page.endCursor() : Optional.empty());
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null ? null : Integer.valueOf(text);
    }
}
