package dev.coppice.settings;

import dev.coppice.control.TableName;
import java.util.Optional;

/**
 * A sort of scope that has an id: a domain, a team, a user. A value for any thread.
 *
 * @param name its name, as in {@code user}
 * @param idType what its ids look like
 * @param rank where its fragments merge unless an allow-list entry or a fragment says otherwise
 * @param owner where the owners of its fragments are found; without, ids are taken on trust
 */
public record ScopeType(String name, IdType idType, int rank, Optional<Owner> owner) {
    /**
     * The table an id must be found in: a fragment is written only while its owner is there, and swept once it is gone.
     *
     * @param table the table, with its schema
     * @param column its key
     */
    public record Owner(TableName table, String column) {}

    /** A sort of scope whose ids are taken on trust. */
    public static ScopeType of(String name, IdType idType, int rank) {
        return new ScopeType(name, idType, rank, Optional.empty());
    }

    /** The same sort with the table its owners are found in. */
    public ScopeType ownedBy(TableName table, String column) {
        return new ScopeType(name, idType, rank, Optional.of(new Owner(table, column)));
    }
}
