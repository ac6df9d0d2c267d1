package dev.coppice.settings;

import dev.coppice.settings.internal.scope.ScopeIds;
import java.util.List;

/**
 * The scopes of a database, from the widest to the narrowest: public, which belongs to nobody, and those with ids. Where two
 * fragments have one rank, the narrower scope wins. A value for any thread.
 *
 * @param publicRank where public fragments merge unless an allow-list entry or a fragment says otherwise
 * @param types the scopes with ids, from the widest to the narrowest
 */
public record ScopeChain(int publicRank, List<ScopeType> types) {
    /** The name of the widest scope. */
    public static final String PUBLIC = "public";

    /** What a new database has: public 100, domain 200, user 300, both with UUIDs. */
    public static final ScopeChain DEFAULT = new ScopeChain(
            100, List.of(ScopeType.of("domain", IdType.UUID, 200), ScopeType.of("user", IdType.UUID, 300)));

    /** Keeps a copy of the list. */
    public ScopeChain {
        types = List.copyOf(types);
    }

    /**
     * A scope with its id in the one spelling it is kept in.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.unknown-scope}; {@code settings.bad-scope-id} when the id does
     *     not fit its type
     */
    public Scope canonical(Scope scope) {
        return ScopeIds.canonical(this, scope);
    }
}
