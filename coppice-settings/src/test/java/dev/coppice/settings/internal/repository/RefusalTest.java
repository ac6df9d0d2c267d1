package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.control.TableName;
import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.PageRequest;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.Document;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.EntryNotFound;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.FragmentNotFound;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NotAllowListed;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Scopes;
import dev.coppice.settings.Search;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.settings.StaleVersion;
import dev.coppice.settings.Viewer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What each refusal says, in full. */
@PostgresTest
class RefusalTest {
    private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

    @Test
    void what_is_not_there_is_named(TestDatabase db) {
        var shelf = Shelf.in(db);
        assertThat(refusal(() -> shelf.definitions().purge(Purge.of(NOBODY)), Kind.NOT_FOUND))
                .isInstanceOf(DefinitionNotFound.class)
                .hasMessage("The setting was not found. No definition has that id or name. Nothing was changed."
                        + " Look at the definitions there are, or define it first.");
        assertThat(refusal(() -> shelf.allowList().update(EntryChange.rank(NOBODY, Rank.next())), Kind.NOT_FOUND))
                .isInstanceOf(EntryNotFound.class)
                .hasMessage("The allow-list entry was not found. No entry has that id. Nothing was changed."
                        + " Look at the entries of the setting.");
        assertThat(refusal(() -> shelf.fragments().update(FragmentChange.of(NOBODY)), Kind.NOT_FOUND))
                .isInstanceOf(FragmentNotFound.class)
                .hasMessage("The fragment was not found. No fragment has that id, or the scope says nothing of that"
                        + " setting. Nothing was changed. Look at the fragments of the scope.");
    }

    @Test
    void what_may_not_be_set_is_named(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "domain");
        assertThat(refusal(() -> shelf.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")), Kind.REFUSED))
                .isInstanceOf(NotAllowListed.class)
                .hasMessage(
                        "The value of setting theme was not taken. It may not be set at scopes of type user."
                                + " Nothing was changed. Set it at another scope, or have an administrator add it to the allow list.");
    }

    @Test
    void what_is_there_already_is_named(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        assertThat(refusal(() -> shelf.definitions().create(NewDefinition.named("theme")), Kind.CONFLICT))
                .hasMessage("The setting was not defined. A definition of that name exists. Nothing was changed."
                        + " Change it instead, or use upsert.");
        assertThat(refusal(() -> shelf.allowList().create(NewEntry.of("theme", "user")), Kind.CONFLICT))
                .hasMessage("The allow-list entry was not made. The setting has one for that type of scope."
                        + " Nothing was changed. Change it instead, or use upsert.");
        assertThat(refusal(() -> shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}")), Kind.CONFLICT))
                .hasMessage("The fragment was not made. The scope has one for that setting. Nothing was changed."
                        + " Change it instead, or use upsert.");
    }

    @Test
    void a_stale_version_is_told(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        assertThat(refusal(
                        () -> shelf.definitions()
                                .purge(Purge.of(shelf.definition("theme").id()).ifVersion(2)),
                        Kind.CONFLICT))
                .isInstanceOf(StaleVersion.class)
                .hasMessage(
                        "The write was refused. The row does not have the version given: somebody has changed, made"
                                + " or removed it. Nothing was changed. Read it again, and repeat the write if it is still wanted.");
    }

    @Test
    void ranks_come_to_an_end(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme");
        shelf.allowList().create(NewEntry.of("theme", "user").rank(Rank.exactly(999_999_901)));
        assertThat(refusal(
                        () -> shelf.allowList()
                                .create(NewEntry.of("theme", "domain").rank(Rank.next())),
                        Kind.CONFLICT))
                .hasMessage("The next rank was not given. The setting has a rank so great that 100 more is beyond"
                        + " 1000000000. Nothing was changed. Give its entries and fragments smaller ranks.")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.rank-exhausted");
        shelf.allowList().upsert(NewEntry.of("theme", "user").rank(Rank.exactly(999_999_900)));
        assertThat(shelf.allowList()
                        .create(NewEntry.of("theme", "domain").rank(Rank.next()))
                        .rank())
                .isEqualTo(1_000_000_000);
    }

    @Test
    void a_name_that_cannot_be_one_is_refused(TestDatabase db) {
        var shelf = Shelf.in(db);
        for (var name : List.of("", "a\u0000b", "a\nb", "\ud800", "x".repeat(129))) {
            assertThat(refusal(() -> shelf.definitions().create(NewDefinition.named(name)), Kind.USAGE))
                    .hasMessage("The name of the setting was refused. It is empty, too long, or has a control character"
                            + " or half of a surrogate pair in it. Nothing was changed. Give it 1 to 128 characters.")
                    .extracting(CoppiceException::code)
                    .isEqualTo("settings.bad-name");
        }
        var longest = "\ud83c\udf32".repeat(128);
        assertThat(shelf.definitions().create(NewDefinition.named(longest)).name())
                .isEqualTo(longest);
        assertThat(shelf.definitions().named(longest)).isPresent();
    }

    @Test
    void more_names_than_one_call_may_have_are_refused(TestDatabase db) {
        var fragments = Shelf.in(db).allowing("theme", "user").fragments();
        var most = Collections.nCopies(Settings.MAX_NAMES, "theme");
        var beyond = Collections.nCopies(Settings.MAX_NAMES + 1, "theme");
        assertThat(fragments.byNames(ADAS, most)).hasSize(100);
        assertThat(refusal(() -> fragments.byNames(ADAS, beyond), Kind.USAGE))
                .hasMessage("The names were refused. There are 101 of them, the limit is 100. Nothing was changed."
                        + " Divide them into several calls.")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.too-many-names");
        assertThat(refusal(() -> fragments.purgeNamed(ADAS, beyond), Kind.USAGE).code())
                .isEqualTo("settings.too-many-names");
    }

    @Test
    void a_scope_that_cannot_be_one_is_refused(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        assertThat(refusal(() -> shelf.fragments().byNames(Scope.of("planet", "x"), List.of()), Kind.USAGE))
                .hasMessage("The scope was refused. No scope type has that name. Nothing was changed."
                        + " Use one of: public, domain, user.")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.unknown-scope");
        shelf.scopes()
                .declare(new ScopeChain(
                        100,
                        List.of(
                                ScopeType.of("user", IdType.UUID, 300),
                                ScopeType.of("team", IdType.BIGINT, 200),
                                ScopeType.of("site", IdType.TEXT, 250))));
        assertThat(badId(shelf, "user", "1-1-1-1-1"))
                .hasMessage("The scope was refused. Its id is not one of type user. Nothing was changed."
                        + " Give the id as a UUID of 36 characters.");
        assertThat(badId(shelf, "team", "9223372036854775808"))
                .hasMessage("The scope was refused. Its id is not one of type team. Nothing was changed."
                        + " Give the id as a whole number of 64 bits.");
        assertThat(badId(shelf, "site", "x".repeat(201)))
                .hasMessage("The scope was refused. Its id is not one of type site. Nothing was changed."
                        + " Give the id as a text of 1 to 200 characters, none of them a control character.");
    }

    @Test
    void an_owner_that_is_not_there_is_named(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        assertThat(refusal(() -> shelf.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")), Kind.NOT_FOUND))
                .hasMessage("The scope was refused. No user has that id. Nothing was changed."
                        + " Give the id of one that exists.")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.owner-not-found");
        assertThat(refusal(
                                () -> shelf.fragments().searchIn(ADAS, Search.everything(), PageRequest.first(1)),
                                Kind.NOT_FOUND)
                        .code())
                .isEqualTo("settings.owner-not-found");
    }

    @Test
    void values_that_may_not_be_are_refused_and_never_repeated(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user", "public");
        assertThat(refusal(
                        () -> shelf.fragments()
                                .upsert(Shelf.fragment("theme", ADAS, "{\"a\":\"" + "x".repeat(65_529) + "\"}")),
                        Kind.USAGE))
                .hasMessage("The value of setting theme was not taken. It has 65537 bytes as compact JSON, the limit is"
                        + " 65536. Nothing was changed. Make it smaller, or divide it among several settings.");
        shelf.definitions()
                .upsert(NewDefinition.named("theme")
                        .schema(Document.parse(
                                "{\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}")));
        assertThat(refusal(
                        () -> shelf.fragments().upsert(Shelf.fragment("theme", ADAS, "{\"n\":\"secret\"}")),
                        Kind.USAGE))
                .hasMessageNotContaining("secret")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.schema-mismatch");
        assertThat(refusal(() -> shelf.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")), Kind.USAGE))
                .as("the whole lacks n")
                .hasMessageStartingWith(
                        "The value of setting theme was not taken: merged with the wider scopes it does" + " not fit.");
    }

    @Test
    void a_chain_that_cannot_be_is_refused(TestDatabase db) {
        var scopes = Shelf.in(db).scopes();
        var end = " The one before it stays. Correct the chain and declare it again.";
        assertThat(badChain(scopes, ScopeType.of("User", IdType.UUID, 1)))
                .hasMessage("The chain of scopes was not put in force. A type in it has a name that does not begin with"
                        + " a letter from a to z, is longer than 40 characters, has others in it than a to z, 0 to 9 and"
                        + " hyphens, or is public." + end);
        assertThat(badChain(scopes, ScopeType.of("user", IdType.UUID, 1), ScopeType.of("user", IdType.TEXT, 1)))
                .hasMessage("The chain of scopes was not put in force. Two types in it are named user." + end);
        assertThat(badChain(scopes, ScopeType.of("user", IdType.UUID, 1_000_000_001)))
                .hasMessage(
                        "The chain of scopes was not put in force. The rank of user does not lie between -1000000000"
                                + " and 1000000000." + end);
        assertThat(badChain(scopes, ScopeType.of("user", IdType.UUID, 1).ownedBy(new TableName("app", "user"), " ")))
                .hasMessage("The chain of scopes was not put in force. The column of the owners of user has no name."
                        + end);
        assertThat(scopes.chain()).isEqualTo(ScopeChain.DEFAULT);
    }

    @Test
    void a_scope_type_in_use_stays(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        assertThat(refusal(() -> shelf.scopes().declare(new ScopeChain(1, List.of())), Kind.CONFLICT))
                .hasMessage(
                        "The chain of scopes was not put in force. The type user is not in it, but allow-list entries"
                                + " name it. The one before it stays. Purge those entries first, or keep the type.")
                .extracting(CoppiceException::code)
                .isEqualTo("settings.scope-in-use");
        var other = new ScopeChain(100, List.of(ScopeType.of("user", IdType.TEXT, 300)));
        assertThat(refusal(() -> shelf.scopes().declare(other), Kind.CONFLICT))
                .hasMessage(
                        "The chain of scopes was not put in force. The type user has other ids in it than its"
                                + " fragments have. The one before it stays. Purge those fragments first, or keep the sort of ids.");
        assertThat(shelf.scopes().chain()).isEqualTo(ScopeChain.DEFAULT);
    }

    @Test
    void an_owner_table_that_is_not_there_is_refused(TestDatabase db) {
        var shelf = Shelf.in(db);
        db.execute("CREATE TABLE ${schema}.person (id uuid PRIMARY KEY, number integer)");
        var person = new TableName(db.schema(), "person");
        for (var type : List.of(
                ScopeType.of("user", IdType.UUID, 1).ownedBy(new TableName(db.schema(), "nobody"), "id"),
                ScopeType.of("user", IdType.UUID, 1).ownedBy(person, "name"),
                ScopeType.of("user", IdType.UUID, 1).ownedBy(person, "number"))) {
            var owner = type.owner().orElseThrow();
            assertThat(refusal(() -> shelf.scopes().declare(new ScopeChain(1, List.of(type))), Kind.USAGE))
                    .hasMessage("The chain of scopes was not put in force. The owners of user shall be in "
                            + owner.table() + ", which has no column " + owner.column()
                            + " that can hold ids of type UUID, or is not there. The one before it stays."
                            + " Name a table that is there and its key.")
                    .extracting(CoppiceException::code)
                    .isEqualTo("settings.unknown-owner");
        }
        shelf.scopes()
                .declare(new ScopeChain(
                        1, List.of(ScopeType.of("user", IdType.BIGINT, 1).ownedBy(person, "number"))));
    }

    @Test
    void a_rejected_batch_says_which_item_and_why(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "domain");
        assertThatExceptionOfType(BatchRejected.class)
                .isThrownBy(() -> shelf.fragments()
                        .upsertAll(List.of(
                                Shelf.fragment("theme", Shelf.ACME, "{}"), Shelf.fragment("theme", ADAS, "{}"))))
                .withMessage(
                        "The batch of upsertAll \"setting_fragment\" was refused. Item 2 of 2: The value of setting"
                                + " theme was not taken. It may not be set at scopes of type user. No item was written."
                                + " Set it at another scope, or have an administrator add it to the allow list.")
                .returns("settings.not-allow-listed", BatchRejected::code)
                .returns(Kind.REFUSED, error -> error.fault().kind());
    }

    @Test
    void what_only_a_mistake_in_a_program_asks_for_is_refused_at_once(TestDatabase db) {
        var shelf = Shelf.in(db);
        assertThatIllegalStateException()
                .isThrownBy(() -> shelf.fragments()
                        .create(Shelf.fragment("theme", ADAS, "{}").ifVersion(3)))
                .withMessage("version must be empty for create, was: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shelf.fragments().purgeOwner(Scope.PUBLIC))
                .withMessage("scope must have an owner, was: public");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shelf.fragments().sweepOrphans(0))
                .withMessage("limit must be 1 or more, was: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsSchema.script("coppice"))
                .withMessage("schema must have a name other than coppice, was: \"coppice\"");
    }

    @Test
    void a_viewer_of_an_unknown_scope_is_refused(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var seen = Shelf.fragment("theme", ADAS, "{}").seenBy(Viewer.in(Scope.of("planet", "x")));
        assertThat(refusal(() -> shelf.fragments().upsert(seen), Kind.USAGE).code())
                .isEqualTo("settings.unknown-scope");
    }

    private static CoppiceException badId(Shelf shelf, String type, String id) {
        var refused = refusal(() -> shelf.fragments().purgeNamed(Scope.of(type, id), List.of("theme")), Kind.USAGE);
        assertThat(refused.code()).isEqualTo("settings.bad-scope-id");
        return refused;
    }

    private static CoppiceException badChain(Scopes scopes, ScopeType... types) {
        var refused = refusal(() -> scopes.declare(new ScopeChain(1, List.of(types))), Kind.USAGE);
        assertThat(refused.code()).isEqualTo("settings.bad-chain");
        return refused;
    }

    private static CoppiceException refusal(ThrowingCallable call, Kind kind) {
        var caught = catchThrowableOfType(CoppiceException.class, call);
        assertThat(caught).isNotNull();
        assertThat(caught.fault().kind()).isEqualTo(kind);
        return caught;
    }
}
