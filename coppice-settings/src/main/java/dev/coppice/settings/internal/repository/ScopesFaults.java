package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.ScopeType;

/** What is said of chains that cannot be put in force. */
final class ScopesFaults {
    private ScopesFaults() {}

    static CoppiceException badChain(String found) {
        return refused("settings.bad-chain", Kind.USAGE)
                .found(found)
                .next("Correct the chain and declare it again.")
                .exception();
    }

    static CoppiceException typeInUse(String type) {
        return refused("settings.scope-in-use", Kind.CONFLICT)
                .found("The type " + type + " is not in it, but allow-list entries name it.")
                .next("Purge those entries first, or keep the type.")
                .exception();
    }

    static CoppiceException idsInUse(String type) {
        return refused("settings.scope-in-use", Kind.CONFLICT)
                .found("The type " + type + " has other ids in it than its fragments have.")
                .next("Purge those fragments first, or keep the sort of ids.")
                .exception();
    }

    static CoppiceException unknownOwner(ScopeType type, ScopeType.Owner owner) {
        return refused("settings.unknown-owner", Kind.USAGE)
                .found("The owners of " + type.name() + " shall be in " + owner.table() + ", which has no column "
                        + owner.column() + " that can hold ids of type " + type.idType() + ", or is not there.")
                .next("Name a table that is there and its key.")
                .exception();
    }

    static CoppiceException lacking(String right, ScopeType type, ScopeType.Owner owner) {
        return refused("settings.unknown-owner", Kind.USAGE)
                .found("The owners of " + type.name() + " shall be in " + owner.table()
                        + ", where this role lacks the right " + right + ".")
                .next("Grant it to every role that writes fragments, for a write locks their owner.")
                .exception();
    }

    private static Fault refused(String code, Kind kind) {
        return Fault.of(code, kind)
                .refused("The chain of scopes was not put in force.")
                .changed("The one before it stays.");
    }
}
