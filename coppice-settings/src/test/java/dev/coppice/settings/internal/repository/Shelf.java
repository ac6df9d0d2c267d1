package dev.coppice.settings.internal.repository;

import dev.coppice.control.TableName;
import dev.coppice.ops.Ops;
import dev.coppice.ops.PageRequest;
import dev.coppice.settings.AllowList;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Definition;
import dev.coppice.settings.Definitions;
import dev.coppice.settings.Document;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.Fragments;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Scopes;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.settings.SettingsStore;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Settings in the schema of a test. */
record Shelf(TestDatabase db, SettingsStore store) implements SettingsStore {
    static final String ADA = "00000000-0000-4000-8000-00000000ada0";
    static final String BOB = "00000000-0000-4000-8000-00000000b0b0";
    static final Scope ADAS = Scope.of("user", ADA);
    static final Scope BOBS = Scope.of("user", BOB);
    static final Scope ACME = Scope.of("domain", "00000000-0000-4000-8000-00000000acee");

    static Shelf in(TestDatabase db) {
        SettingsSchema.install(db.dataSource(), db.schema());
        return new Shelf(db, Repositories.on(Ops.on(db.dataSource()), db.schema(), changes -> {}));
    }

    /** The same settings inside the transaction of a connection. */
    SettingsStore joining(Connection connection) {
        return Repositories.on(Ops.joining(connection), db.schema(), changes -> {});
    }

    /** A setting that may be set at scopes of these types. */
    Shelf allowing(String name, String... types) {
        definitions().create(NewDefinition.named(name));
        allowList()
                .createAll(List.of(types).stream()
                        .map(type -> NewEntry.of(name, type))
                        .toList());
        return this;
    }

    /** Users are found in a table of persons from now on. */
    Shelf owning() {
        db.execute("CREATE TABLE ${schema}.person (id uuid PRIMARY KEY)");
        var person = new TableName(db.schema(), "person");
        scopes().declare(new ScopeChain(
                100,
                List.of(
                        ScopeType.of("domain", IdType.UUID, 200),
                        ScopeType.of("user", IdType.UUID, 300).ownedBy(person, "id"))));
        return this;
    }

    Definition definition(String name) {
        return definitions().named(name).orElseThrow();
    }

    AllowListEntry entry(String name, String type) {
        return allowList().search(Search.everything().names(List.of(name)), PageRequest.first(100)).items().stream()
                .filter(entry -> entry.scopeType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    Fragment fragment(String name, Scope scope) {
        return fragments().byNames(scope, List.of(name)).getFirst().orElseThrow();
    }

    /** What an actor came to, once it has. */
    static <T> T result(Actor<T> actor) {
        return Objects.requireNonNull(actor.result());
    }

    /** How many rows one of the tables has. */
    int rows(String table) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT count(*) FROM " + db.schema() + "." + table)) {
            answer.next();
            return answer.getInt(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    static NewFragment fragment(String name, Scope scope, String json) {
        return NewFragment.of(name, scope, Document.parse(json));
    }

    /** The answers as words: what was done, or the code of the error. */
    static List<String> words(List<? extends Answer<?>> answers) {
        return answers.stream()
                .map(answer -> switch (answer) {
                    case Answer.Done<?> done -> done.change().name();
                    case Answer.NotDone<?> not -> not.error().code();
                })
                .toList();
    }

    @Override
    public Scopes scopes() {
        return store.scopes();
    }

    @Override
    public Definitions definitions() {
        return store.definitions();
    }

    @Override
    public AllowList allowList() {
        return store.allowList();
    }

    @Override
    public Fragments fragments() {
        return store.fragments();
    }
}
