package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.BatchRejected;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.EntryNotFound;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The allow list, op by op, and the ranks of its entries. */
@PostgresTest
class AllowListTest {
    private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

    @Test
    void an_entry_is_made_found_changed_and_purged(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme");
        var made = shelf.allowList().create(NewEntry.of("theme", "user"));
        assertThat(made.ownRank()).isEmpty();
        assertThat(made.rank()).isEqualTo(300);
        assertThat(shelf.allowList().find(made.id())).contains(made);

        var changed = shelf.allowList()
                .update(EntryChange.rank(made.id(), Rank.exactly(250)).ifVersion(1));
        assertThat(changed.ownRank()).hasValue(250);
        assertThat(changed.rank()).isEqualTo(250);
        assertThat(changed.stamp().version()).isEqualTo(2);

        var upserted = shelf.allowList().upsert(NewEntry.of("theme", "user"));
        assertThat(upserted.id()).isEqualTo(made.id());
        assertThat(upserted.rank()).isEqualTo(300);
        assertThat(shelf.allowList().purge(Purge.of(made.id())).ownRank()).isEmpty();
        assertThat(shelf.allowList().find(made.id())).isEmpty();
    }

    @Test
    void purging_an_entry_takes_its_fragments_and_no_others(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user", "public").allowing("tips", "user");
        shelf.fragments()
                .upsertAll(List.of(
                        Shelf.fragment("theme", ADAS, "{}"),
                        Shelf.fragment("theme", Scope.PUBLIC, "{}"),
                        Shelf.fragment("tips", ADAS, "{}")));
        shelf.allowList().purge(Purge.of(shelf.entry("theme", "user").id()));
        assertThat(shelf.rows("setting_fragment")).isEqualTo(2);
        shelf.definitions().purge(Purge.of(shelf.definition("theme").id()));
        assertThat(shelf.rows("setting_fragment")).isEqualTo(1);
    }

    @Test
    void each_item_of_a_batch_ends_for_itself_and_in_its_place(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme");
        var list = shelf.allowList();
        var created = list.createEach(List.of(
                NewEntry.of("theme", "planet"),
                NewEntry.of("theme", "user").rank(Rank.exactly(7)),
                NewEntry.of("nothing", "user"),
                NewEntry.of("theme", "user"),
                NewEntry.of("theme", "domain")));
        assertThat(Shelf.words(created))
                .containsExactly(
                        "settings.unknown-scope",
                        "INSERTED",
                        "settings.definition-not-found",
                        "settings.duplicate",
                        "INSERTED");
        var user = created.get(1).orThrow();
        assertThat(Shelf.words(list.updateEach(List.of(
                        EntryChange.rank(NOBODY, Rank.inherited()),
                        EntryChange.rank(user.id(), Rank.inherited()).ifVersion(2),
                        EntryChange.rank(user.id(), Rank.exactly(8))))))
                .containsExactly("settings.entry-not-found", "settings.stale-version", "UPDATED");
        assertThat(Shelf.words(list.upsertEach(List.of(
                        NewEntry.of("theme", "user"), NewEntry.of("theme", "public"), NewEntry.of("x", "user")))))
                .containsExactly("UPDATED", "INSERTED", "settings.definition-not-found");
        assertThat(Shelf.words(list.purgeEach(List.of(
                        Purge.of(user.id()),
                        Purge.of(user.id()),
                        Purge.of(created.get(4).orThrow().id())))))
                .containsExactly("DELETED", "settings.entry-not-found", "DELETED");
    }

    @Test
    void all_are_written_or_none(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme");
        var list = shelf.allowList();
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> list.createAll(List.of(NewEntry.of("theme", "user"), NewEntry.of("theme", "planet"))))
                .returns("settings.unknown-scope", BatchRejected::code);
        assertThat(shelf.rows("setting_entry")).isZero();
        var made = list.upsertAll(List.of(NewEntry.of("theme", "user"), NewEntry.of("theme", "domain")));
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> list.updateAll(List.of(
                        EntryChange.rank(made.getFirst().id(), Rank.exactly(1)),
                        EntryChange.rank(NOBODY, Rank.exactly(1)))))
                .withCauseInstanceOf(EntryNotFound.class);
        assertThat(list.find(made.getFirst().id())).contains(made.getFirst());
        assertThat(list.purgeAll(
                        made.stream().map(entry -> Purge.of(entry.id())).toList()))
                .isEqualTo(made);
    }

    @Test
    void next_is_behind_every_entry_and_fragment_of_the_setting(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme").allowing("other", "user");
        var list = shelf.allowList();
        assertThat(list.create(NewEntry.of("theme", "public").rank(Rank.next())).rank())
                .isEqualTo(100);
        assertThat(list.create(NewEntry.of("theme", "user")).rank()).isEqualTo(300);
        assertThat(list.create(NewEntry.of("theme", "domain").rank(Rank.next())).rank())
                .isEqualTo(400);
        shelf.fragments().upsert(Shelf.fragment("theme", ADAS, "{}").rank(Rank.exactly(1_000)));
        assertThat(list.upsert(NewEntry.of("theme", "user").rank(Rank.next())).ownRank())
                .hasValue(1_100);
        assertThat(shelf.fragments()
                        .upsert(Shelf.fragment("theme", ADAS, "{}").rank(Rank.next()))
                        .ownRank())
                .hasValue(1_200);
    }

    @Test
    void ranks_of_one_batch_follow_one_another(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "public", "domain", "user");
        var ids = List.of("public", "domain", "user").stream()
                .map(type -> shelf.entry("theme", type).id())
                .toList();
        var changed = shelf.allowList()
                .updateAll(List.of(
                        EntryChange.rank(ids.get(0), Rank.next()),
                        EntryChange.rank(ids.get(1), Rank.next()),
                        EntryChange.rank(ids.get(2), Rank.exactly(5_000)),
                        EntryChange.rank(ids.get(0), Rank.next()),
                        EntryChange.rank(ids.get(2), Rank.inherited()),
                        EntryChange.rank(ids.get(1), Rank.next())));
        assertThat(changed).extracting(AllowListEntry::rank).containsExactly(400, 500, 5_000, 5_100, 300, 5_200);
        assertThat(changed.getLast().ownRank()).isEqualTo(OptionalInt.of(5_200));
    }
}
