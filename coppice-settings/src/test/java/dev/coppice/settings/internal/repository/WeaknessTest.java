package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.BatchRejected;
import dev.coppice.settings.Answer;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.StaleVersion;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Weaknesses of settings as others have them, each held not to be one of ours. Those of searches are with the searches. */
@PostgresTest
class WeaknessTest {
    @Test
    void w_31_a_rank_that_nobody_else_has_is_to_be_had(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user", "domain", "public");
        var same = shelf.allowList().upsert(NewEntry.of("theme", "domain").rank(Rank.exactly(300)));
        assertThat(same.rank()).as("ranks may be equal, and scopes then decide").isEqualTo(300);
        assertThat(shelf.allowList()
                        .upsert(NewEntry.of("theme", "domain").rank(Rank.next()))
                        .rank())
                .isEqualTo(400);
    }

    @Test
    void w_32_an_update_is_not_lost(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var read = fragments.create(Shelf.fragment("theme", ADAS, "{}"));
        fragments.upsert(Shelf.fragment("theme", ADAS, "{\"other\":1}"));
        var version = read.stamp().version();
        assertThatExceptionOfType(StaleVersion.class)
                .isThrownBy(() ->
                        fragments.upsert(Shelf.fragment("theme", ADAS, "{}").ifVersion(version)));
        assertThatExceptionOfType(StaleVersion.class)
                .isThrownBy(() -> fragments.update(
                        FragmentChange.of(read.id()).rank(Rank.next()).ifVersion(version)));
        assertThatExceptionOfType(StaleVersion.class)
                .isThrownBy(() -> fragments.purge(Purge.of(read.id()).ifVersion(version)));
        assertThatExceptionOfType(StaleVersion.class)
                .as("none is there to have the version")
                .isThrownBy(() ->
                        fragments.upsert(Shelf.fragment("theme", BOBS, "{}").ifVersion(1)));
        assertThat(fragments.find(read.id()).orElseThrow().value().json()).isEqualTo("{\"other\":1}");
    }

    @Test
    void w_32_a_change_by_hand_raises_the_version_too(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var read = shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        db.execute("UPDATE ${schema}.setting_fragment SET rank = 7");
        db.execute("UPDATE ${schema}.setting_entry SET rank = 7");
        db.execute("UPDATE ${schema}.setting_definition SET json_schema = '{}'");
        var changed = shelf.fragments().find(read.id()).orElseThrow();
        assertThat(changed.stamp().version()).isEqualTo(2);
        assertThat(changed.stamp().updatedAt()).isAfter(read.stamp().updatedAt());
        assertThat(shelf.entry("theme", "user").stamp().version()).isEqualTo(2);
        assertThat(shelf.definition("theme").stamp().version()).isEqualTo(2);
    }

    @Test
    void w_33_all_or_nothing_and_each_for_itself_are_two_operations(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var mixed = List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("theme", Scope.PUBLIC, "{}"));
        assertThatExceptionOfType(BatchRejected.class).isThrownBy(() -> fragments.upsertAll(mixed));
        assertThat(fragments.byNames(ADAS, List.of("theme")).getFirst()).isEmpty();
        assertThat(Shelf.words(fragments.upsertEach(mixed))).containsExactly("INSERTED", "settings.not-allow-listed");
    }

    @Test
    void w_34_a_value_has_bounds(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var fits = "{\"a\":\"" + "é".repeat(32_764) + "\"}";
        assertThat(fragments.upsert(Shelf.fragment("theme", ADAS, fits)).value().json())
                .as("65 536 bytes, to the byte")
                .isEqualTo(fits);
        var tooLarge = Shelf.fragment("theme", BOBS, fits.replace("{\"a\"", "{\"ab\""));
        assertThat(Shelf.words(fragments.upsertEach(List.of(tooLarge)))).containsExactly("settings.too-large");
        var id = fragments
                .byNames(ADAS, List.of("theme"))
                .getFirst()
                .orElseThrow()
                .id();
        assertThat(Shelf.words(
                        fragments.updateEach(List.of(FragmentChange.of(id).value(tooLarge.value())))))
                .containsExactly("settings.too-large");
    }

    @Test
    void w_36_a_rule_that_is_not_ours_is_not_told_as_a_missing_definition(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme");
        db.execute("""
                CREATE TABLE ${schema}.sold (name text PRIMARY KEY);
                ALTER TABLE ${schema}.setting_entry ADD FOREIGN KEY (name) REFERENCES ${schema}.sold;
                """);
        var answers = shelf.allowList()
                .createEach(List.of(
                        NewEntry.of("theme", "user"), NewEntry.of("theme", "planet"), NewEntry.of("nothing", "user")));
        assertThat(Shelf.words(answers))
                .containsExactly(
                        "write.foreign-key-violation", "settings.unknown-scope", "settings.definition-not-found");
    }

    @Test
    void w_37_and_w_47_a_rank_is_left_set_or_given_back(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var entry = shelf.entry("theme", "user");
        assertThat(shelf.allowList()
                        .update(EntryChange.rank(entry.id(), Rank.exactly(5)))
                        .rank())
                .isEqualTo(5);
        assertThat(shelf.allowList().update(EntryChange.rank(entry.id(), Rank.inherited())))
                .returns(300, changed -> changed.rank())
                .returns(true, changed -> changed.ownRank().isEmpty());
        var made = shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}").rank(Rank.exactly(9)));
        var left = shelf.fragments().update(FragmentChange.of(made.id()).value(made.value()));
        assertThat(left.ownRank()).hasValue(9);
        var back = shelf.fragments().update(FragmentChange.of(made.id()).rank(Rank.inherited()));
        assertThat(back.ownRank()).isEmpty();
        assertThat(back.value()).isEqualTo(made.value());
    }

    @Test
    void w_38_there_is_no_next_rank_of_a_setting_that_is_not_defined(TestDatabase db) {
        var shelf = Shelf.in(db);
        assertThatExceptionOfType(DefinitionNotFound.class)
                .isThrownBy(() ->
                        shelf.allowList().create(NewEntry.of("theme", "user").rank(Rank.next())));
        assertThatExceptionOfType(DefinitionNotFound.class)
                .isThrownBy(() -> shelf.fragments()
                        .upsert(Shelf.fragment("theme", ADAS, "{}").rank(Rank.next())));
        assertThat(shelf.rows("setting_entry")).isZero();
    }

    @Test
    void w_39_answers_stand_where_their_items_stood(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("b", "user").allowing("a", "user");
        var answers = shelf.fragments()
                .upsertEach(List.of(
                        Shelf.fragment("b", ADAS, "{\"n\":0}"),
                        Shelf.fragment("a", ADAS, "{\"n\":1}"),
                        Shelf.fragment("c", ADAS, "{\"n\":2}"),
                        Shelf.fragment("b", ADAS, "{\"n\":3}")));
        assertThat(answers).extracting(Answer::ordinal).containsExactly(0, 1, 2, 3);
        assertThat(Shelf.words(answers))
                .containsExactly("INSERTED", "INSERTED", "settings.definition-not-found", "UPDATED");
        assertThat(answers.get(0).orThrow().value().json()).isEqualTo("{\"n\":0}");
        assertThat(answers.get(3).orThrow().value().json()).isEqualTo("{\"n\":3}");
        assertThat(answers.get(3).orThrow().id())
                .isEqualTo(answers.get(0).orThrow().id());
    }

    @Test
    void w_40_an_id_that_is_not_there_does_not_hold_up_the_others(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var made = fragments.create(Shelf.fragment("theme", ADAS, "{}"));
        assertThat(Shelf.words(fragments.purgeEach(List.of(Purge.of(new UUID(1, 1)), Purge.of(made.id())))))
                .containsExactly("settings.fragment-not-found", "DELETED");
    }

    @Test
    void w_45_a_fragment_does_not_outlive_its_owner(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + Shelf.ADA + "')");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        db.execute("DELETE FROM ${schema}.person");
        assertThat(shelf.fragments().sweepOrphans(1)).isEqualTo(1);
        assertThat(shelf.rows("setting_fragment")).isZero();
    }
}
