package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ACME;
import static dev.coppice.settings.internal.repository.Shelf.ADA;
import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Change;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Document;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.FragmentNotFound;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.NotAllowListed;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Fragments, op by op. */
@PostgresTest
class FragmentsTest {
    private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

    @Test
    void a_fragment_is_made_found_changed_and_purged(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var fragments = shelf.fragments();
        var made = fragments.create(Shelf.fragment("theme", ADAS, "{\"dark\":true,\"size\":1.50}"));
        assertThat(made.value()).isEqualTo(Document.parse("{\"size\":1.50,\"dark\":true}"));
        assertThat(made.ownRank()).isEmpty();
        assertThat(made.stamp().version()).isEqualTo(1);
        assertThat(fragments.find(made.id())).contains(made);
        assertThat(shelf.fragment("theme", ADAS)).isEqualTo(made);

        var changed = fragments.update(FragmentChange.of(made.id())
                .value(Document.EMPTY)
                .rank(Rank.exactly(-7))
                .ifVersion(1));
        assertThat(changed.value()).isEqualTo(Document.EMPTY);
        assertThat(changed.ownRank()).hasValue(-7);
        assertThat(changed.stamp().version()).isEqualTo(2);
        assertThat(fragments.update(FragmentChange.of(made.id())))
                .as("neither value nor rank")
                .isEqualTo(changed);
        assertThat(fragments.purge(Purge.of(made.id()))).isEqualTo(changed);
        assertThat(fragments.find(made.id())).isEmpty();
    }

    @Test
    void an_upsert_replaces_the_value_and_leaves_the_rank(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        fragments.upsert(Shelf.fragment("theme", ADAS, "{\"a\":1,\"b\":2}").rank(Rank.exactly(9)));
        var changed = fragments.upsert(Shelf.fragment("theme", ADAS, "{\"b\":3}"));
        assertThat(changed.value()).isEqualTo(Document.parse("{\"b\":3}"));
        assertThat(changed.ownRank()).hasValue(9);
        assertThat(fragments
                        .upsert(Shelf.fragment("theme", ADAS, "{}").rank(Rank.inherited()))
                        .ownRank())
                .isEmpty();
    }

    @Test
    void each_item_of_a_batch_ends_for_itself_and_in_its_place(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user").allowing("tips", "public");
        var fragments = shelf.fragments();
        var created = fragments.createEach(List.of(
                Shelf.fragment("theme", ADAS, "{}"),
                Shelf.fragment("theme", Scope.of("user", "ada"), "{}"),
                Shelf.fragment("tips", ADAS, "{}"),
                Shelf.fragment("nothing", ADAS, "{}"),
                Shelf.fragment("theme", Scope.of("user", ADA.toUpperCase(Locale.ROOT)), "{}"),
                Shelf.fragment("theme", Scope.of("planet", "x"), "{}"),
                Shelf.fragment("tips", Scope.PUBLIC, "{}"),
                Shelf.fragment("tips", Scope.PUBLIC, "{\"x\":\"" + "y".repeat(65_536) + "\"}")));
        assertThat(Shelf.words(created))
                .containsExactly(
                        "INSERTED",
                        "settings.bad-scope-id",
                        "settings.not-allow-listed",
                        "settings.definition-not-found",
                        "settings.duplicate",
                        "settings.unknown-scope",
                        "INSERTED",
                        "settings.too-large");
        var adas = created.getFirst().orThrow();
        var updated = fragments.updateEach(List.of(
                FragmentChange.of(NOBODY),
                FragmentChange.of(adas.id()),
                FragmentChange.of(adas.id()).value(Document.EMPTY).ifVersion(2),
                FragmentChange.of(adas.id()).value(Document.EMPTY).ifVersion(1),
                FragmentChange.of(adas.id()).rank(Rank.next()).ifVersion(2)));
        assertThat(Shelf.words(updated))
                .containsExactly(
                        "settings.fragment-not-found", "UNCHANGED", "settings.stale-version", "UPDATED", "UPDATED");
        assertThat(updated.getLast().orThrow().ownRank()).hasValue(400);
        assertThat(Shelf.words(fragments.purgeEach(List.of(
                        Purge.of(adas.id()).ifVersion(1), Purge.of(adas.id()).ifVersion(3), Purge.of(adas.id())))))
                .containsExactly("settings.stale-version", "DELETED", "settings.fragment-not-found");
    }

    @Test
    void guarded_and_unguarded_upserts_of_one_batch_follow_one_another(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var answers = fragments.upsertEach(List.of(
                Shelf.fragment("theme", ADAS, "{\"n\":1}").ifVersion(1),
                Shelf.fragment("theme", ADAS, "{\"n\":2}"),
                Shelf.fragment("theme", BOBS, "{\"n\":3}"),
                Shelf.fragment("theme", ADAS, "{\"n\":4}").ifVersion(1),
                Shelf.fragment("theme", ADAS, "{\"n\":5}").ifVersion(1),
                Shelf.fragment("theme", ADAS, "{\"n\":6}")));
        assertThat(Shelf.words(answers))
                .containsExactly(
                        "settings.stale-version",
                        "INSERTED",
                        "INSERTED",
                        "UPDATED",
                        "settings.stale-version",
                        "UPDATED");
        assertThat(answers.getLast().orThrow().stamp().version()).isEqualTo(3);
        assertThat(answers.getLast().orThrow().value()).isEqualTo(Document.parse("{\"n\":6}"));
    }

    @Test
    void all_are_written_or_none(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user").allowing("tips", "public");
        var fragments = shelf.fragments();
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> fragments.upsertAll(
                        List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("tips", ADAS, "{}"))))
                .withCauseInstanceOf(NotAllowListed.class)
                .returns(1, BatchRejected::ordinal);
        assertThat(shelf.rows("setting_fragment")).isZero();
        var made =
                fragments.createAll(List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("theme", BOBS, "{}")));
        assertThat(fragments.updateAll(made.stream()
                        .map(one -> FragmentChange.of(one.id()).rank(Rank.next()))
                        .toList()))
                .extracting(one -> one.ownRank().getAsInt())
                .containsExactly(400, 500);
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> fragments.purgeAll(List.of(
                        Purge.of(made.getFirst().id()), Purge.of(made.getFirst().id()))))
                .withCauseInstanceOf(FragmentNotFound.class);
        assertThat(fragments.purgeAll(List.of(
                        Purge.of(made.getLast().id()), Purge.of(made.getFirst().id()))))
                .extracting(Fragment::scope)
                .containsExactly(BOBS, ADAS);
    }

    @Test
    void fragments_are_read_and_purged_by_names(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("a", "user", "public").allowing("b", "user");
        var fragments = shelf.fragments();
        fragments.upsertAll(List.of(
                Shelf.fragment("a", ADAS, "{}"),
                Shelf.fragment("b", ADAS, "{}"),
                Shelf.fragment("a", BOBS, "{}"),
                Shelf.fragment("a", Scope.PUBLIC, "{}")));
        var read = fragments.byNames(ADAS, List.of("b", "nothing", "a", "b"));
        assertThat(read)
                .extracting(found -> found.map(Fragment::name).orElse("-"))
                .containsExactly("b", "-", "a", "b");
        assertThat(fragments.byNames(Scope.PUBLIC, List.of("a", "b")))
                .extracting(Optional::isPresent)
                .containsExactly(true, false);

        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> fragments.purgeNamed(BOBS, List.of("a", "a", "b")))
                .withCauseInstanceOf(FragmentNotFound.class)
                .returns(2, BatchRejected::ordinal)
                .returns("settings.fragment-not-found", BatchRejected::code);
        assertThat(fragments.byNames(BOBS, List.of("a")).getFirst()).isPresent();
        assertThat(fragments.purgeNamed(ADAS, List.of("b", "a", "b")))
                .extracting(Fragment::name)
                .containsExactly("b", "a");
        assertThat(fragments.purgeNamed(ADAS, List.of())).isEmpty();
        assertThat(fragments.byNames(BOBS, List.of("a")).getFirst()).isPresent();
    }

    @Test
    void a_scope_id_has_one_spelling(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("a", "user");
        var upper = Scope.of("user", ADA.toUpperCase(Locale.ROOT));
        var made = shelf.fragments().upsert(Shelf.fragment("a", upper, "{}"));
        assertThat(made.scope()).isEqualTo(ADAS);
        assertThat(shelf.fragment("a", upper)).isEqualTo(made);
        assertThat(shelf.fragments().purgeNamed(upper, List.of("a"))).containsExactly(made);
    }

    @Test
    void a_large_batch_is_written_like_a_small_one(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("a", "user").allowing("b", "public");
        var wanted = new ArrayList<NewFragment>();
        for (var number = 0; number < 3_000; number++) {
            var scope = Scope.of("user", new UUID(0x4000, number).toString());
            wanted.add(Shelf.fragment(number % 1_000 == 7 ? "b" : "a", scope, "{\"n\":" + number + "}"));
        }
        var answers = shelf.fragments().upsertEach(wanted);
        assertThat(answers).extracting(Answer::ordinal).isSorted().hasSize(3_000);
        assertThat(answers)
                .filteredOn(answer -> answer instanceof Answer.NotDone)
                .extracting(Answer::ordinal)
                .containsExactly(7, 1_007, 2_007);
        assertThat(answers).allSatisfy(answer -> {
            if (answer instanceof Answer.Done<Fragment> done) {
                assertThat(done.change()).isEqualTo(Change.INSERTED);
                assertThat(done.value().value().json()).isEqualTo("{\"n\":" + done.ordinal() + "}");
            }
        });
        var purged = shelf.fragments()
                .purgeEach(answers.stream()
                        .filter(answer -> answer instanceof Answer.Done)
                        .map(answer -> Purge.of(answer.orThrow().id()))
                        .toList());
        assertThat(purged).hasSize(2_997).allMatch(answer -> answer instanceof Answer.Done);
    }

    @Test
    void a_write_inside_the_callers_transaction_goes_with_it(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("a", "user");
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            shelf.joining(connection).fragments().upsert(Shelf.fragment("a", ADAS, "{}"));
            assertThatExceptionOfType(NotAllowListed.class)
                    .isThrownBy(() -> shelf.joining(connection).fragments().upsert(Shelf.fragment("a", ACME, "{}")));
            assertThat(shelf.joining(connection)
                            .fragments()
                            .byNames(ADAS, List.of("a"))
                            .getFirst())
                    .isPresent();
            connection.rollback();
        }
        assertThat(shelf.fragments().byNames(ADAS, List.of("a")).getFirst()).isEmpty();
    }
}
