package dev.coppice.settings.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Ops;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.Purge;
import dev.coppice.settings.StaleVersion;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Definitions, op by op. */
@PostgresTest
class DefinitionsTest {
    private static final Document OBJECT = Document.parse("{\"type\":\"object\"}");
    private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

    @Test
    void a_definition_is_made_found_changed_and_purged(TestDatabase db) {
        var definitions = Shelf.in(db).definitions();
        var made = definitions.create(NewDefinition.named("theme"));
        assertThat(made.schema()).isEmpty();
        assertThat(made.stamp().version()).isEqualTo(1);
        assertThat(definitions.find(made.id())).contains(made);
        assertThat(definitions.named("theme")).contains(made);

        var changed =
                definitions.update(DefinitionChange.schema(made.id(), OBJECT).ifVersion(1));
        assertThat(changed.schema()).contains(OBJECT);
        assertThat(changed.stamp().version()).isEqualTo(2);
        assertThat(changed.stamp().updatedAt()).isAfter(made.stamp().updatedAt());
        assertThat(changed.stamp().createdAt()).isEqualTo(made.stamp().createdAt());
        assertThat(definitions.update(DefinitionChange.withoutSchema(made.id())).schema())
                .isEmpty();

        assertThat(definitions.purge(Purge.of(made.id()).ifVersion(3)).name()).isEqualTo("theme");
        assertThat(definitions.find(made.id())).isEmpty();
        assertThat(definitions.named("theme")).isEmpty();
    }

    @Test
    void an_upsert_makes_or_changes(TestDatabase db) {
        var definitions = Shelf.in(db).definitions();
        var made = definitions.upsert(NewDefinition.named("theme"));
        var changed = definitions.upsert(NewDefinition.named("theme").schema(OBJECT));
        assertThat(changed.id()).isEqualTo(made.id());
        assertThat(changed.stamp().version()).isEqualTo(2);
        assertThat(changed.schema()).contains(OBJECT);
    }

    @Test
    void each_item_of_a_batch_ends_for_itself_and_in_its_place(TestDatabase db) {
        var definitions = Shelf.in(db).definitions();
        var created = definitions.createEach(List.of(
                NewDefinition.named("a"), NewDefinition.named(""), NewDefinition.named("a"), NewDefinition.named("b")));
        assertThat(Shelf.words(created))
                .containsExactly("INSERTED", "settings.bad-name", "settings.duplicate", "INSERTED");
        assertThat(created).extracting(answer -> answer.ordinal()).containsExactly(0, 1, 2, 3);

        var a = created.getFirst().orThrow();
        var updated = definitions.updateEach(List.of(
                DefinitionChange.withoutSchema(NOBODY),
                DefinitionChange.schema(a.id(), OBJECT),
                DefinitionChange.schema(a.id(), Document.parse("{\"type\":7}")),
                DefinitionChange.withoutSchema(a.id()).ifVersion(1),
                DefinitionChange.withoutSchema(a.id()).ifVersion(2)));
        assertThat(Shelf.words(updated))
                .containsExactly(
                        "settings.definition-not-found",
                        "UPDATED",
                        "settings.bad-schema",
                        "settings.stale-version",
                        "UPDATED");

        assertThat(Shelf.words(definitions.upsertEach(
                        List.of(NewDefinition.named("a"), NewDefinition.named("c"), NewDefinition.named("c")))))
                .containsExactly("UPDATED", "INSERTED", "UPDATED");
        assertThat(Shelf.words(definitions.purgeEach(
                        List.of(Purge.of(a.id()).ifVersion(1), Purge.of(a.id()), Purge.of(a.id()), Purge.of(NOBODY)))))
                .containsExactly(
                        "settings.stale-version",
                        "DELETED",
                        "settings.definition-not-found",
                        "settings.definition-not-found");
    }

    @Test
    void all_are_written_or_none(TestDatabase db) {
        var definitions = Shelf.in(db).definitions();
        var made = definitions.createAll(List.of(NewDefinition.named("a"), NewDefinition.named("b")));
        assertThat(made).extracting(Definition::name).containsExactly("a", "b");
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> definitions.createAll(List.of(NewDefinition.named("c"), NewDefinition.named("a"))))
                .returns(1, BatchRejected::ordinal)
                .returns("settings.duplicate", BatchRejected::code);
        assertThat(definitions.named("c")).isEmpty();
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> definitions.updateAll(List.of(
                        DefinitionChange.schema(made.getFirst().id(), OBJECT),
                        DefinitionChange.withoutSchema(made.getLast().id()).ifVersion(9))))
                .withCauseInstanceOf(StaleVersion.class);
        assertThat(definitions.named("a")).contains(made.getFirst());
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() ->
                        definitions.purgeAll(List.of(Purge.of(made.getFirst().id()), Purge.of(NOBODY))))
                .withCauseInstanceOf(DefinitionNotFound.class);
        assertThat(definitions.upsertAll(List.of(NewDefinition.named("a"), NewDefinition.named("d"))))
                .extracting(definition -> definition.stamp().version())
                .containsExactly(2L, 1L);
        assertThat(definitions.purgeAll(List.of(
                        Purge.of(made.getFirst().id()), Purge.of(made.getLast().id()))))
                .extracting(Definition::name)
                .containsExactly("a", "b");
    }

    @Test
    void an_empty_list_sends_nothing(TestDatabase db) {
        var nowhere = Repositories.on(Ops.on(new NoDataSource()), db.schema(), changes -> {});
        assertThat(nowhere.definitions().createAll(List.of())).isEmpty();
        assertThat(nowhere.allowList().upsertEach(List.of())).isEmpty();
        assertThat(nowhere.fragments().purgeEach(List.of())).isEmpty();
        assertThat(Shelf.words(nowhere.definitions().createEach(List.of(NewDefinition.named("\n")))))
                .containsExactly("settings.bad-name");
    }
}
