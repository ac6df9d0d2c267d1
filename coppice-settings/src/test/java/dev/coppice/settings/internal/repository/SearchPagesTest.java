package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Total;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.SettingFields;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.OrderField;
import org.junit.jupiter.api.Test;

/** Searches, page by page. */
@PostgresTest
class SearchPagesTest {
    @Test
    void w_41_pages_by_cursor_are_complete_and_stable_whatever_the_order(TestDatabase db) {
        var shelf = people(db, 45);
        var all = shelf.fragments()
                .search(Search.everything(), PageRequest.first(100))
                .items();
        assertThat(all).hasSize(45);
        for (var order : List.<OrderField<?>[]>of(
                new OrderField<?>[] {},
                new OrderField<?>[] {SettingFields.UPDATED_AT.desc()},
                new OrderField<?>[] {SettingFields.RANK.asc().nullsFirst(), SettingFields.SCOPE_ID.desc()},
                new OrderField<?>[] {SettingFields.VERSION})) {
            var search = Search.everything().orderBy(order);
            var walked = new ArrayList<Fragment>();
            var page = shelf.fragments().search(search, PageRequest.first(7));
            walked.addAll(page.items());
            while (page.hasNext()) {
                var next = PageRequest.first(7).after(page.endCursor().orElseThrow());
                page = shelf.fragments().search(search, next);
                assertThat(page.hasPrevious()).isTrue();
                walked.addAll(page.items());
            }
            assertThat(walked).containsExactlyInAnyOrderElementsOf(all).doesNotHaveDuplicates();
            assertThat(shelf.fragments().search(search, PageRequest.first(100)).items())
                    .isEqualTo(walked);
        }
    }

    @Test
    void w_42_and_w_48_a_page_knows_what_stands_before_and_behind_it(TestDatabase db) {
        var shelf = people(db, 10);
        var first = shelf.fragments()
                .search(Search.everything(), PageRequest.first(4).withTotal());
        assertThat(first.hasPrevious()).isFalse();
        assertThat(first.hasNext()).isTrue();
        assertThat(first.total()).isEqualTo(new Total.Exactly(10));
        var last = shelf.fragments()
                .search(Search.everything(), PageRequest.last(3).withTotalUpTo(5));
        assertThat(last.hasPrevious()).isTrue();
        assertThat(last.hasNext()).isFalse();
        assertThat(last.total()).isEqualTo(new Total.MoreThan(5));
        assertThat(last.items())
                .isSortedAccordingTo(
                        (one, other) -> one.scope().id().compareTo(other.scope().id()));
        var before = shelf.fragments()
                .search(
                        Search.everything(),
                        PageRequest.last(100).before(last.startCursor().orElseThrow()));
        assertThat(before.items()).hasSize(7);
        assertThat(before.hasPrevious()).isFalse();
        var beyond = shelf.fragments()
                .search(Search.everything(), PageRequest.limit(5).offset(50));
        assertThat(beyond.items()).isEmpty();
        assertThat(beyond.hasNext()).isFalse();
        var none = shelf.fragments()
                .search(
                        Search.everything()
                                .filter(Filter.of(SettingFields.VERSION).eq(99L)),
                        PageRequest.limit(5).offset(50));
        assertThat(none.hasPrevious()).as("there is nothing at all").isFalse();
        assertThat(first.total()).isEqualTo(new Total.Exactly(10));
    }

    @Test
    void rows_are_found_by_any_column_and_by_names(TestDatabase db) {
        var shelf = Shelf.in(db)
                .allowing("a", "user", "public")
                .allowing("b", "user")
                .allowing("c");
        shelf.fragments()
                .upsertAll(List.of(
                        Shelf.fragment("a", ADAS, "{}"),
                        Shelf.fragment("b", BOBS, "{}"),
                        Shelf.fragment("a", Scope.PUBLIC, "{}")));
        var mine = Filter.of(SettingFields.SCOPE_ID).eq(Shelf.ADA);
        assertThat(names(shelf.fragments().search(Search.everything().filter(mine), PageRequest.first(9))))
                .containsExactly("a");
        assertThat(names(shelf.fragments()
                        .search(Search.everything().names(List.of("b", "c", "b")), PageRequest.first(9))))
                .containsExactly("b");
        var entries = shelf.allowList()
                .search(
                        Search.everything()
                                .filter(Filter.not(
                                        Filter.of(SettingFields.SCOPE_TYPE).eq("user"))),
                        PageRequest.first(9));
        assertThat(entries.items()).singleElement().returns("public", entry -> entry.scopeType());
        assertThat(shelf.definitions()
                        .search(
                                Search.everything()
                                        .orderBy(SettingFields.NAME.desc())
                                        .names(List.of("a", "c")),
                                PageRequest.first(9))
                        .items())
                .extracting(Definition::name)
                .containsExactly("c", "a");
        assertThat(shelf.definitions()
                        .search(
                                Search.everything()
                                        .filter(Filter.of(SettingFields.NAME).contains("%")),
                                PageRequest.first(9))
                        .items())
                .isEmpty();
    }

    @Test
    void a_search_inside_a_scope_sees_that_scope_alone(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("a", "user", "public").allowing("b", "user");
        shelf.fragments()
                .upsertAll(List.of(
                        Shelf.fragment("a", ADAS, "{}"),
                        Shelf.fragment("b", ADAS, "{}"),
                        Shelf.fragment("b", BOBS, "{}"),
                        Shelf.fragment("a", Scope.PUBLIC, "{}")));
        assertThat(names(shelf.fragments().searchIn(ADAS, Search.everything(), PageRequest.first(9))))
                .containsExactly("a", "b");
        assertThat(names(shelf.fragments()
                        .searchIn(ADAS, Search.everything().names(List.of("b")), PageRequest.first(9))))
                .containsExactly("b");
        var others = Filter.anyOf(
                Filter.of(SettingFields.SCOPE_ID).eq(Shelf.BOB),
                Filter.of(SettingFields.NAME).eq("a"));
        assertThat(shelf.fragments()
                        .searchIn(ADAS, Search.everything().filter(others), PageRequest.first(9))
                        .items())
                .as("a filter never widens the scope")
                .extracting(Fragment::scope)
                .containsExactly(ADAS);
        assertThat(names(shelf.fragments().searchIn(Scope.PUBLIC, Search.everything(), PageRequest.first(9))))
                .containsExactly("a");
    }

    @Test
    void a_search_for_a_setting_that_is_not_defined_is_refused(TestDatabase db) {
        var shelf = Shelf.in(db);
        shelf.definitions().create(NewDefinition.named("a"));
        var search = Search.everything().names(List.of("a", "nothing"));
        assertThatExceptionOfType(DefinitionNotFound.class)
                .isThrownBy(() -> shelf.definitions().search(search, PageRequest.first(1)));
        assertThatExceptionOfType(DefinitionNotFound.class)
                .isThrownBy(() -> shelf.fragments().searchIn(ADAS, search, PageRequest.first(1)));
    }

    private static List<String> names(SearchPage<Fragment> page) {
        return page.items().stream().map(Fragment::name).toList();
    }

    private static Shelf people(TestDatabase db, int count) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        shelf.fragments()
                .createAll(IntStream.range(0, count)
                        .mapToObj(number ->
                                Shelf.fragment("theme", Scope.of("user", new UUID(1, number).toString()), "{}"))
                        .toList());
        return shelf;
    }
}
