package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ACME;
import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Document;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Viewer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fragments that are whole only together with those of other scopes. */
@PostgresTest
class MergedWriteTest {
    private static final Document BOTH = Document.parse("""
            {"type":"object","required":["a","b"],"properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}
            """);

    @Test
    void a_fragment_is_whole_with_what_its_viewer_sees(TestDatabase db) {
        var shelf = both(db);
        var fragments = shelf.fragments();
        var part = Shelf.fragment("size", ADAS, "{\"a\":1}");
        assertThat(Shelf.words(fragments.upsertEach(List.of(part)))).containsExactly("settings.schema-mismatch");
        fragments.upsert(Shelf.fragment("size", ACME, "{\"a\":1,\"b\":1}"));
        assertThat(Shelf.words(fragments.upsertEach(List.of(
                        part,
                        part.seenBy(Viewer.in(Scope.of("domain", Shelf.BOB))),
                        part.seenBy(Viewer.in(ACME)),
                        part.seenBy(Viewer.in(ACME, BOBS))))))
                .containsExactly("settings.schema-mismatch", "settings.schema-mismatch", "INSERTED", "UPDATED");
    }

    @Test
    void items_of_a_batch_see_what_those_before_them_wrote(TestDatabase db) {
        var fragments = both(db).fragments();
        assertThat(Shelf.words(fragments.upsertEach(List.of(
                        Shelf.fragment("size", ADAS, "{\"a\":1}"),
                        Shelf.fragment("size", Scope.PUBLIC, "{\"a\":1,\"b\":2}"),
                        Shelf.fragment("size", ADAS, "{\"a\":1}"),
                        Shelf.fragment("size", Scope.PUBLIC, "{\"a\":\"x\",\"b\":2}"),
                        Shelf.fragment("size", BOBS, "{}")))))
                .containsExactly(
                        "settings.schema-mismatch", "INSERTED", "INSERTED", "settings.schema-mismatch", "INSERTED");
    }

    @Test
    void a_change_whose_viewer_is_not_known_is_a_part(TestDatabase db) {
        var shelf = both(db);
        shelf.fragments().upsert(Shelf.fragment("size", Scope.PUBLIC, "{\"a\":0,\"b\":0}"));
        shelf.fragments().upsert(Shelf.fragment("size", ACME, "{\"b\":1}"));
        var own = shelf.fragments().upsert(Shelf.fragment("size", ADAS, "{\"a\":1}"));
        db.execute("DELETE FROM ${schema}.setting_fragment WHERE scope_type = 'public'");
        var change = FragmentChange.of(own.id());
        var value = change.value(Document.parse("{\"a\":2}"));
        assertThat(Shelf.words(shelf.fragments()
                        .updateEach(List.of(
                                change.rank(Rank.exactly(1)),
                                change.rank(Rank.next()),
                                change.rank(Rank.inherited()),
                                value,
                                value.seenBy(Viewer.in(ACME)),
                                value.seenBy(Viewer.anonymous()),
                                change.value(Document.parse("{\"a\":\"x\"}"))))))
                .containsExactly(
                        "UPDATED",
                        "UPDATED",
                        "UPDATED",
                        "UPDATED",
                        "UPDATED",
                        "settings.schema-mismatch",
                        "settings.schema-mismatch");
    }

    @Test
    void a_viewer_sees_what_items_before_have_changed(TestDatabase db) {
        var shelf = both(db);
        var wide = shelf.fragments().upsert(Shelf.fragment("size", ACME, "{\"a\":1,\"b\":1}"));
        var own = shelf.fragments()
                .upsert(Shelf.fragment("size", ADAS, "{\"a\":1}").seenBy(Viewer.in(ACME)));
        var seen = FragmentChange.of(own.id()).value(Document.parse("{}")).seenBy(Viewer.in(ACME));
        assertThat(Shelf.words(shelf.fragments()
                        .updateEach(
                                List.of(seen, FragmentChange.of(wide.id()).value(Document.parse("{\"a\":1}")), seen))))
                .containsExactly("UPDATED", "UPDATED", "settings.schema-mismatch");
    }

    @Test
    void a_change_is_whole_where_all_who_see_it_are_known(TestDatabase db) {
        var shelf = Shelf.in(db);
        shelf.scopes().declare(new ScopeChain(1, List.of(ScopeType.of("user", IdType.UUID, 2))));
        shelf.allowing("size", "public", "user");
        shelf.definitions().upsert(NewDefinition.named("size").schema(BOTH));
        var wide = shelf.fragments().upsert(Shelf.fragment("size", Scope.PUBLIC, "{\"a\":1,\"b\":1}"));
        var own = shelf.fragments().upsert(Shelf.fragment("size", ADAS, "{\"a\":1}"));
        db.execute("UPDATE ${schema}.setting_fragment SET value = '{\"a\":1}' WHERE scope_type = 'public'");
        var part = Document.parse("{\"a\":2}");
        assertThat(Shelf.words(shelf.fragments()
                        .updateEach(List.of(
                                FragmentChange.of(own.id()).value(part),
                                FragmentChange.of(wide.id()).value(part)))))
                .containsExactly("settings.schema-mismatch", "settings.schema-mismatch");
    }

    @Test
    void a_rank_alone_is_not_validated(TestDatabase db) {
        var shelf = both(db);
        var wide = shelf.fragments().upsert(Shelf.fragment("size", Scope.PUBLIC, "{\"a\":1,\"b\":1}"));
        shelf.definitions()
                .upsert(NewDefinition.named("size").schema(Document.parse("{\"properties\":{\"a\":{\"maximum\":5}}}")));
        db.execute("UPDATE ${schema}.setting_fragment SET value = '{\"a\":9,\"b\":1}'");
        assertThat(Shelf.words(shelf.fragments().upsertEach(List.of(Shelf.fragment("size", ADAS, "{\"a\":5}")))))
                .containsExactly("INSERTED");
        var own = shelf.fragment("size", ADAS);
        assertThat(Shelf.words(shelf.fragments()
                        .updateEach(List.of(
                                FragmentChange.of(own.id()).rank(Rank.exactly(1)),
                                FragmentChange.of(own.id()).rank(Rank.next()),
                                FragmentChange.of(wide.id()).value(Document.parse("{\"a\":6}"))))))
                .containsExactly("UPDATED", "UPDATED", "settings.schema-mismatch");
    }

    @Test
    void fragments_of_many_scopes_may_not_be_too_large_together(TestDatabase db) {
        var shelf = Shelf.in(db);
        var types = List.of("a", "b", "c", "d");
        shelf.scopes()
                .declare(new ScopeChain(
                        1,
                        types.stream()
                                .map(type -> ScopeType.of(type, IdType.TEXT, 2))
                                .toList()));
        shelf.allowing("big", "public", "a", "b", "c", "d");
        var large = "x".repeat(65_000);
        var viewer = Viewer.in(types.stream().map(type -> Scope.of(type, "1")).toArray(Scope[]::new));
        for (var type : types.subList(0, 3)) {
            shelf.fragments()
                    .upsert(Shelf.fragment("big", Scope.of(type, "1"), "{\"" + type + "\":\"" + large + "\"}"));
        }
        shelf.fragments().upsert(Shelf.fragment("big", Scope.PUBLIC, "{\"p\":\"" + large + "\"}"));
        var last = Shelf.fragment("big", Scope.of("d", "1"), "{\"d\":\"" + large + "\"}");
        assertThat(Shelf.words(shelf.fragments().upsertEach(List.of(last.seenBy(viewer), last))))
                .containsExactly("settings.merged-too-large", "INSERTED");
    }

    private static Shelf both(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("size", "public", "domain", "user");
        shelf.definitions().upsert(NewDefinition.named("size").schema(BOTH));
        return shelf;
    }
}
