package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.EntryNotFound;
import dev.coppice.settings.FragmentNotFound;
import dev.coppice.settings.NotAllowListed;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Settings;
import dev.coppice.settings.StaleVersion;

/** What is said of rows that are not there, or there already, or may not be. */
final class WriteFaults {
    private static final String NOTHING = "Nothing was changed.";

    private WriteFaults() {}

    static CoppiceException noDefinition() {
        return new DefinitionNotFound(fault("settings.definition-not-found", Kind.NOT_FOUND)
                .refused("The setting was not found.")
                .found("No definition has that id or name.")
                .next("Look at the definitions there are, or define it first."));
    }

    static CoppiceException noEntry() {
        return new EntryNotFound(fault("settings.entry-not-found", Kind.NOT_FOUND)
                .refused("The allow-list entry was not found.")
                .found("No entry has that id.")
                .next("Look at the entries of the setting."));
    }

    static CoppiceException noFragment() {
        return new FragmentNotFound(fault("settings.fragment-not-found", Kind.NOT_FOUND)
                .refused("The fragment was not found.")
                .found("No fragment has that id, or the scope says nothing of that setting.")
                .next("Look at the fragments of the scope."));
    }

    static CoppiceException noOwner(String type) {
        return fault("settings.owner-not-found", Kind.NOT_FOUND)
                .refused("The scope was refused.")
                .found("No " + type + " has that id.")
                .next("Give the id of one that exists.")
                .exception();
    }

    static CoppiceException ownersHidden(String type) {
        return fault("settings.owners-hidden", Kind.REFUSED)
                .refused("Fragments without owner were not swept.")
                .found("Row-level security may hide owners of type " + type + " from this role.")
                .next("Sweep as a role that sees all of them.")
                .exception();
    }

    static CoppiceException notAllowed(RowKey key) {
        return new NotAllowListed(fault("settings.not-allow-listed", Kind.REFUSED)
                .refused("The value of setting " + key.name() + " was not taken.")
                .found("It may not be set at scopes of type " + key.scopeType() + ".")
                .next("Set it at another scope, or have an administrator add it to the allow list."));
    }

    static CoppiceException duplicateDefinition() {
        return duplicate("The setting was not defined.", "A definition of that name exists.");
    }

    static CoppiceException duplicateEntry() {
        return duplicate("The allow-list entry was not made.", "The setting has one for that type of scope.");
    }

    static CoppiceException duplicateFragment() {
        return duplicate("The fragment was not made.", "The scope has one for that setting.");
    }

    static CoppiceException stale() {
        return new StaleVersion(fault("settings.stale-version", Kind.CONFLICT)
                .refused("The write was refused.")
                .found("The row does not have the version given: somebody has changed, made or removed it.")
                .next("Read it again, and repeat the write if it is still wanted."));
    }

    static CoppiceException tooManyNames(int names) {
        return fault("settings.too-many-names", Kind.USAGE)
                .refused("The names were refused.")
                .found("There are " + names + " of them, the limit is " + Settings.MAX_NAMES + ".")
                .next("Divide them into several calls.")
                .exception();
    }

    static CoppiceException ranksExhausted() {
        return fault("settings.rank-exhausted", Kind.CONFLICT)
                .refused("The next rank was not given.")
                .found("The setting has a rank so great that " + Rank.Next.GAP + " more is beyond "
                        + Rank.Exactly.GREATEST + ".")
                .next("Give its entries and fragments smaller ranks.")
                .exception();
    }

    private static CoppiceException duplicate(String refused, String found) {
        return fault("settings.duplicate", Kind.CONFLICT)
                .refused(refused)
                .found(found)
                .next("Change it instead, or use upsert.")
                .exception();
    }

    private static Fault fault(String code, Kind kind) {
        return Fault.of(code, kind).changed(NOTHING);
    }
}
